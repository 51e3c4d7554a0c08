import { SendError } from '../channel.ts'
import type { Account } from './account.ts'
import { CREDENTIALS, sendErrorOf, troubleOf } from './errors.ts'

const MOST_BYTES = 16 * 1024 * 1024
const PATIENCE = 10_000
const MOST_HOPS = 3
const REFERENCE = /^([SM]M[0-9a-f]{32})\/(ME[0-9a-f]{32})$/

/**
 * Reads what she sent and then removes Twilio's copy, which Twilio would keep for ever.
 * @param reference message and media sid; the address is built from our own account, never taken from outside
 * @throws {SendError} `gone` when it is no longer there, `refused` when it is over 16 MB
 */
export async function fetchMedia(
  account: Account,
  reference: string,
): Promise<{ bytes: Buffer; mime: string }> {
  const [, message, media] = REFERENCE.exec(reference) ?? []
  if (!message || !media) throw new SendError('refused', 'Not a reference to media of WhatsApp')
  const address = `${account.apiOrigin}/2010-04-01/Accounts/${account.sid}/Messages/${message}/Media/${media}`
  const found = await read(account, address)
  await account
    .ask((client) => client.messages(message).media(media).remove())
    .catch((error) =>
      account.log.warn({ reason: error.message }, 'Twilio kept its copy of a WhatsApp medium'),
    )
  return found
}

async function read(account: Account, address: string): Promise<{ bytes: Buffer; mime: string }> {
  const signal = AbortSignal.timeout(PATIENCE)
  try {
    const response = await follow(account, new URL(address), signal)
    if (response.status === 404) throw new SendError('gone', 'Twilio no longer has this medium')
    if (response.status === 401) throw troubleOf(CREDENTIALS)
    if (!response.ok) throw sendErrorOf({ status: response.status })
    const mime = response.headers.get('content-type')?.split(';')[0]?.trim() || 'application/octet-stream'
    return { bytes: await readBody(response), mime }
  } catch (error) {
    if (error instanceof SendError) throw error
    throw new SendError('unreachable', 'Twilio did not hand over a medium in time')
  }
}

/** Redirects are followed by hand: only to where Twilio keeps media, and without our credentials. */
async function follow(account: Account, start: URL, signal: AbortSignal): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${account.sid}:${account.token}`).toString('base64')}`
  let response = await fetch(start, { headers: { authorization }, redirect: 'manual', signal })
  for (let hop = 0; response.status >= 300 && response.status < 400; hop++) {
    const next = new URL(response.headers.get('location') ?? '', response.url || start)
    await response.body?.cancel()
    if (hop === MOST_HOPS || !isTwiliosStore(next, account)) {
      throw new SendError('refused', 'Twilio pointed to another server for a medium')
    }
    response = await fetch(next, { redirect: 'manual', signal })
  }
  return response
}

/** https://www.twilio.com/docs/messaging/api/media-resource: media lie with Twilio's CDN or in its bucket at Amazon. */
function isTwiliosStore({ protocol, hostname, pathname, origin, port }: URL, account: Account): boolean {
  if (origin === account.apiOrigin) return true
  if (protocol !== 'https:' || port !== '') return false
  if (hostname.endsWith('.twiliocdn.com')) return true
  return /^s3[a-z0-9.-]*\.amazonaws\.com$/.test(hostname) && pathname.startsWith('/media.twiliocdn.com/')
}

async function readBody(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    // Counted while reading: what a header says about length is only a promise.
    if (size > MOST_BYTES) throw new SendError('refused', 'A medium of more than 16 MB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
