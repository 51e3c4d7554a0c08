import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, type Call, callApi, fileOf, type Limits, type World } from './telegram-api.ts'
import { type Fault, type FaultFor, faultBook } from './telegram-faults.ts'
import { mailbag } from './telegram-mailbag.ts'
import { type Person, personOf } from './telegram-person.ts'

export type { Fault, FaultFor } from './telegram-faults.ts'
export type { Heard, Person } from './telegram-person.ts'

export type StandInTelegram = {
  token: string
  /** For TELEGRAM_API_ROOT. */
  apiRoot: string
  /** Somebody with the app on her phone; the same id is the same person. */
  person(id: number, more?: { language?: string }): Person
  /** Every call that came in, in order. Getting updates is left out. */
  calls: Call[]
  callsOf(method: string): Call[]
  /** The webhook as the bot registered it, or null. */
  webhook(): { url: string; secret_token?: string; allowed_updates?: string[] } | null
  /** Hands over any update, true to life or not. Resolves once the bot has it; a string goes out as it is. */
  brings(update: object | string): Promise<void>
  /** Delivers the last update once more, as Telegram does when our answer was lost. */
  repeats(): Promise<void>
  /** Updates that the bot has not confirmed yet. */
  waiting(): number
  /** From now on calls go wrong, as often as told (once): those that send, or one method; of one chat when told. */
  breaks(fault: Fault, when?: FaultFor): void
  /** All faults are over. */
  mends(): void
  /** The most messages that the bot tried to send within any second: to everybody, or to one chat. */
  busiestSecond(chat?: number): number
  close(): Promise<void>
}

export type Options = {
  token?: string
  /** Refuses with 429 what is too fast, as Telegram does. Off by default. */
  limits?: Limits
  port?: number
}

/**
 * A Telegram for tests: a real HTTP server that speaks the Bot API to grammY, and whose people are played
 * by `person(id)`. Updates reach the bot by webhook or getUpdates, whichever it asks for.
 */
export async function standInTelegram(options: Options = {}): Promise<StandInTelegram> {
  const token = options.token ?? '123456:stand-in-telegram-token-0123456789ab'
  const faults = faultBook()
  const people = new Map<number, Person>()
  const world: World = {
    token,
    username: 'ouderpunt_bot',
    limits: options.limits,
    people,
    calls: [],
    files: new Map(),
    mail: mailbag((method, payload) => callApi(world, method, payload)),
    nextId: 1,
  }
  const server = createServer(async (request, response) => {
    const [, sent, method = ''] = /^\/bot([^/]+)\/(\w+)/.exec(request.url ?? '') ?? []
    if (sent === undefined) {
      const bytes = fileOf(world, request.url ?? '')
      response.writeHead(bytes ? 200 : 404, { 'content-type': 'application/octet-stream' }).end(bytes ?? '')
      return
    }
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const body = Buffer.concat(pieces)
    const payload = payloadOf(body, request.headers['content-type'])
    const fault = sent === token ? faults.forCall(method, payload.chat_id) : undefined
    if (fault === 'hang') return
    if (fault === 'die') return void request.socket.destroy()
    if (fault === 'gateway')
      return void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>502 Bad Gateway</html>')
    let answer: Answer
    if (sent !== token) answer = { ok: false, error_code: 401, description: 'Unauthorized' }
    else if (fault && fault !== 'take-and-die') answer = record(world, method, payload, fault)
    else answer = await callApi(world, method, payload, (gone) => response.once('close', gone))
    if (fault === 'take-and-die') return void request.socket.destroy()
    const text = JSON.stringify(answer)
    response.writeHead(answer.ok ? 200 : answer.error_code, { 'content-type': 'application/json' }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))

  return {
    token,
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    person(id, more = {}) {
      const known = people.get(id)
      if (known) return known
      const person = personOf(world, id, more.language ?? 'nl')
      people.set(id, person)
      return person
    },
    calls: world.calls,
    callsOf: (method) => world.calls.filter((call) => call.method === method),
    webhook: () => world.mail.webhook(),
    brings: (update) => world.mail.post(0, update),
    repeats: () => world.mail.repeat(),
    waiting: () => world.mail.waiting(),
    breaks: faults.add,
    mends: faults.clear,
    busiestSecond: (chat) => busiestSecond(world.calls, chat),
    async close() {
      world.mail.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function record(world: World, method: string, payload: Call['payload'], answer: Answer): Answer {
  world.calls.push({ method, payload, at: Date.now(), ok: false })
  return answer
}

/** JSON, or multipart as grammY writes it; files stay files, and what is JSON inside a form is read. */
function payloadOf(body: Buffer, type = ''): Call['payload'] {
  if (body.length === 0) return {}
  const boundary = /^multipart\/form-data; *boundary=(.+)$/.exec(type)?.[1]
  if (boundary === undefined) return JSON.parse(body.toString())
  const payload: Call['payload'] = {}
  for (const part of partsOf(body, Buffer.from(`--${boundary}`))) {
    const split = part.indexOf('\r\n\r\n')
    const head = part.subarray(0, split).toString()
    const content = part.subarray(split + 4)
    const [, name = ''] = /name="([^"]*)"/.exec(head) ?? []
    const [, filename] = /filename="?([^"\r\n]*)/.exec(head) ?? []
    const text = content.toString()
    if (filename !== undefined) payload[name] = { bytes: Buffer.from(content), name: filename }
    else payload[name] = /^[[{]/.test(text) ? JSON.parse(text) : text
  }
  return payload
}

/** What stands between the boundaries, without the line's end on either side. */
function partsOf(body: Buffer, boundary: Buffer): Buffer[] {
  const parts: Buffer[] = []
  for (let at = body.indexOf(boundary); ; ) {
    const start = at + boundary.length + 2
    at = body.indexOf(boundary, start)
    if (at === -1) return parts
    parts.push(body.subarray(start, at - 2))
  }
}

function busiestSecond(calls: Call[], chat?: number): number {
  const times = calls
    .filter(
      (call) =>
        call.method.startsWith('send') && (chat === undefined || Number(call.payload.chat_id) === chat),
    )
    .map((call) => call.at)
  let most = 0
  let first = 0
  times.forEach((time, i) => {
    while (times[first]! <= time - 1000) first++
    most = Math.max(most, i - first + 1)
  })
  return most
}
