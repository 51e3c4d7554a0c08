import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

type Button = { text: string; callback_data?: string }
/** Parameters of a Bot API call, as far as the load reads them. */
export type Params = {
  chat_id?: string | number
  text?: string
  reply_markup?: { inline_keyboard?: Button[][] }
  [more: string]: unknown
}
/** A message that a bot put in front of a person. */
export type Reply = { chat: number; id: number; text: string; buttons: Button[]; at: number }

/** Messages that Telegram takes within any second: from everybody together, and for one chat. */
export type Limits = { perSecond: number; perChat: number }

/** A Telegram that takes everything at once, or what its limits let through: no faults, nothing remembered. */
export type QuickTelegram = {
  apiRoot: string
  /** How many messages it refused with 429 so far, and took. */
  counts(): { refused: number; taken: number }
  /** What the bot registered. */
  webhook(): { url: string; secret?: string } | null
  /** Takes a call that came in the answer to a webhook, as Telegram does. */
  call(method: string, params: Params): unknown
  /** Who is told of every reply from now on. */
  listen(listener: (reply: Reply) => void): void
  forget(): void
  close(): Promise<void>
}

/** Opens a stand-in for the Bot API that costs as little of the machine as it can. */
export async function openTelegram(limits?: Limits): Promise<QuickTelegram> {
  let listener: (reply: Reply) => void = () => {}
  let webhook: { url: string; secret?: string } | null = null
  let messages = 0
  const turnstile = limits && openTurnstile(limits)
  const counted = { refused: 0, taken: 0 }

  const call = (method: string, params: Params): unknown => {
    if (method === 'getMe') return { id: 1, is_bot: true, first_name: 'Bench', username: 'bench_bot' }
    if (method === 'setWebhook')
      webhook = { url: String(params.url), secret: params.secret_token as string | undefined }
    if (method !== 'sendMessage') return true
    const [id, chat, text] = [++messages, Number(params.chat_id), params.text ?? '']
    if (turnstile && !turnstile(chat)) {
      counted.refused++
      return TOO_FAST
    }
    counted.taken++
    const buttons = params.reply_markup?.inline_keyboard?.flat() ?? []
    listener({ chat, id, text, buttons, at: performance.now() })
    return { message_id: id, date: Math.floor(Date.now() / 1000), chat: { id: chat, type: 'private' }, text }
  }
  const server = createServer(async (request, response) => {
    const method = request.url!.slice(request.url!.lastIndexOf('/') + 1)
    const params = JSON.parse((await bodyOf(request)) || '{}') as Params
    const result = call(method, params)
    const body = JSON.stringify(result === TOO_FAST ? TOO_FAST : { ok: true, result })
    response
      .writeHead(result === TOO_FAST ? 429 : 200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      })
      .end(body)
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', open))
  return {
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: () => ({ ...counted }),
    webhook: () => webhook,
    call,
    listen: (to) => {
      listener = to
    },
    forget: () => {
      webhook = null
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

const TOO_FAST = {
  ok: false,
  error_code: 429,
  description: 'Too Many Requests: retry after 1',
  parameters: { retry_after: 1 },
}

/** Lets through what keeps to the limits, looking at the second that has just passed. */
export function openTurnstile({ perSecond, perChat }: Limits): (chat: number | string) => boolean {
  const taken: { chat: number | string; at: number }[] = []
  return (chat) => {
    const now = performance.now()
    while (taken[0] && taken[0].at <= now - 1000) taken.shift()
    const same = taken.filter((one) => one.chat === chat).length
    if (taken.length >= perSecond || same >= perChat) return false
    taken.push({ chat, at: now })
    return true
  }
}

export function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((whole, failed) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => whole(body))
    request.on('error', failed)
  })
}
