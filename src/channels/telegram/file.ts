import type { Api } from 'grammy'
import { SendError } from '../channel.ts'
import { troubleOf } from './trouble.ts'

/** Telegram lets a bot download 20 MB (https://core.telegram.org/bots/api#getfile). */
const MOST_BYTES = 20 * 1024 * 1024
const PATIENCE = 10_000

/**
 * Downloads what somebody sent. The address of the file holds the token, so it never leaves this function.
 * @throws {SendError} `gone`, `refused` (too large) or `unreachable`
 */
export async function fetchFile(
  api: Api,
  fileRoot: string,
  reference: string,
): Promise<{ bytes: Buffer; mime: string }> {
  const signal = AbortSignal.timeout(PATIENCE)
  const path = await pathOf(api, reference, signal)
  const response = await fetch(`${fileRoot}/${path}`, { signal, redirect: 'error' }).catch(notReached)
  if (!response.ok) {
    await response.body?.cancel()
    if (response.status >= 500) throw new SendError('unreachable', 'Telegram could not give the file now')
    throw new SendError('gone', `Telegram does not have the file any more (${response.status})`)
  }
  const bytes = await bounded(response).catch(notReached)
  return { bytes, mime: mimeOf(path, response.headers.get('content-type')) }
}

async function pathOf(api: Api, reference: string, signal: AbortSignal): Promise<string> {
  const file = await api.getFile(reference, signal as Parameters<Api['getFile']>[1]).catch((error) => {
    const trouble = troubleOf(error)
    if (trouble instanceof SendError && trouble.trouble === 'refused')
      throw new SendError('gone', `Telegram cannot give the file: ${trouble.message}`)
    throw trouble
  })
  const path = file.file_path ?? ''
  if (!/^[\w-][\w./-]*$/.test(path) || path.includes('..'))
    throw new SendError('gone', 'Telegram named no file that can be fetched')
  return path
}

/** Counts while reading: what the sender says about its size is not to be trusted. */
async function bounded(response: Response): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += piece.byteLength
    if (size > MOST_BYTES) throw new SendError('refused', 'The file is larger than 20 MB')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function notReached(error: unknown): never {
  if (error instanceof SendError) throw error
  throw new SendError('unreachable', 'The file could not be fetched from Telegram in time')
}

/** Telegram serves nearly everything as octet-stream; the ending of its own path says more. */
function mimeOf(path: string, header: string | null): string {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  return MIME[ending] ?? header ?? 'application/octet-stream'
}

const MIME: Record<string, string> = {
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
}
