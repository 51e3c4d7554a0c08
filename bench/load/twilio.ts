import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bodyOf, openTurnstile } from './telegram.ts'

/** A Twilio that takes what its limit lets through, and tells who got how many messages. */
export type QuickTwilio = {
  url: string
  settings: Record<string, string>
  counts(): { refused: number; taken: number }
  listen(listener: (message: Taken) => void): void
  close(): Promise<void>
}

/** A message it took: to whom, and the words of its text or of what fills a Content. */
export type Taken = { to: string; said: string; at: number }

/** Opens a stand-in for Twilio's Messages and Contents that costs as little of the machine as it can. */
export async function openTwilio(perSecond: number): Promise<QuickTwilio> {
  const turnstile = openTurnstile({ perSecond, perChat: 1 })
  const counted = { refused: 0, taken: 0 }
  let listener: (message: Taken) => void = () => {}
  let ids = 0
  const sid = (kind: string) => `${kind}${String(++ids).padStart(32, '0')}`

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const reply = (status: number, answer: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    if (request.url!.startsWith('/v1/Content')) return reply(201, { sid: sid('HX') })
    if (request.method !== 'POST')
      return reply(200, { messages: [], end: 0, page: 0, page_size: 50, uri: '' })
    const form = new URLSearchParams(body)
    const to = form.get('To') ?? ''
    if (!turnstile(to)) {
      counted.refused++
      return reply(429, { code: 20429, message: 'Too Many Requests', status: 429 })
    }
    counted.taken++
    const said = `${form.get('Body') ?? ''} ${form.get('ContentVariables') ?? ''}`
    listener({ to, said, at: performance.now() })
    return reply(201, { sid: sid('SM'), status: 'queued' })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', open))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    settings: {
      TWILIO_ACCOUNT_SID: sid('AC'),
      TWILIO_AUTH_TOKEN: sid('').slice(0, 32),
      TWILIO_WHATSAPP_FROM: 'whatsapp:+14155238886',
      TWILIO_API_ROOT: url,
    },
    counts: () => ({ ...counted }),
    listen: (to) => {
      listener = to
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
