import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** One message as it was brought to the house. */
export type Brought = {
  chat: number
  text: string
  acknowledged: boolean
  tries: number
  /** When the try began that was acknowledged. */
  lastTry: number
}

export type Bringer = {
  brought: Brought[]
  /** Of every acknowledged try: when it began, and the milliseconds until its 200. */
  times: { at: number; took: number }[]
  /** How many tries ended with each status; 0 without an answer. */
  statuses: Map<number, number>
  /** The longest that a try waited for its answer, in milliseconds. */
  longest(): number
  /** Messages under way at this moment. */
  underWay(): number
  /** She says it; resolves when the house has acknowledged it, which is tried for ever, one of hers after the other. */
  says(chat: number, text: string): Promise<void>
  /** So many messages were brought more than once on purpose. */
  repeats(): number
  close(): Promise<void>
}

/** Telegram's rests after a refusal, shortened. */
const REST = { first: 20, longest: 300 }
/** https://github.com/tdlib/telegram-bot-api/issues/211: an answer is awaited for a minute. */
const PATIENCE = 60_000

/**
 * Brings updates as Telegram does, and worse: again and again until 200, and on wish twice at once, or again later, at any
 * of several doors.
 * @param doors addresses of the houses' webhooks, asked for at every try
 * @param repeat the share of messages that are brought more than once
 */
export function bringer(given: {
  doors: () => string[]
  secret: string
  random: () => number
  repeat?: number
}): Bringer {
  const { doors, secret, random, repeat = 0 } = given
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const lines = new Map<number, Promise<void>>()
  const brought: Brought[] = []
  const times: Bringer['times'] = []
  const copies = new Set<Promise<unknown>>()
  const statuses = new Map<number, number>()
  let [nextId, underWay, repeats, longest, closed] = [1000, 0, 0, 0, false]

  const post = (body: string) =>
    new Promise<number>((resolve) => {
      const all = doors()
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-telegram-bot-api-secret-token': secret,
      }
      const door = all[Math.floor(random() * all.length)]!
      const call = request(door, { agent, method: 'POST', headers, timeout: PATIENCE })
      call.on('response', (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
        response.on('error', () => resolve(0))
      })
      call.on('timeout', () => call.destroy())
      call.on('error', () => resolve(0))
      call.end(body)
    })

  const copy = (body: string, after: number) => {
    repeats++
    const work = pause(after).then(() => (closed ? 0 : post(body)))
    copies.add(work)
    void work.then(() => copies.delete(work))
  }

  async function bring(message: Brought, body: string): Promise<void> {
    if (random() < repeat) for (let n = random() * 3; n > 0; n--) copy(body, 0)
    for (let rest = REST.first; !closed; rest = Math.min(rest * 2, REST.longest)) {
      message.tries++
      message.lastTry = Date.now()
      const began = performance.now()
      const status = await post(body)
      const took = performance.now() - began
      longest = Math.max(longest, took)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (status === 200) {
        message.acknowledged = true
        times.push({ at: message.lastTry, took })
        if (random() < repeat / 3) copy(body, random() * 500)
        return
      }
      await pause(rest)
    }
  }

  return {
    brought,
    times,
    statuses,
    longest: () => longest,
    underWay: () => underWay,
    repeats: () => repeats,
    says(chat, text) {
      const id = nextId++
      const message: Brought = { chat, text, acknowledged: false, tries: 0, lastTry: 0 }
      brought.push(message)
      const from = { id: chat, is_bot: false, first_name: 'Somebody', language_code: 'en' }
      const told = {
        message_id: id,
        date: Math.floor(Date.now() / 1000),
        from,
        chat: { id: chat, type: 'private' },
        text,
      }
      const body = JSON.stringify({ update_id: id, message: told })
      const said = (lines.get(chat) ?? Promise.resolve()).then(async () => {
        underWay++
        await bring(message, body)
        underWay--
      })
      lines.set(chat, said)
      return said
    },
    async close() {
      closed = true
      agent.destroy()
      await Promise.all(copies)
    },
  }
}

/** The 99th percentile of the answers to what was brought in a span of time, in milliseconds; null when nothing was. */
export function p99({ times }: Bringer, from: number, until: number): number | null {
  const took = times.filter(({ at }) => at >= from && at <= until).map((one) => one.took)
  took.sort((a, b) => a - b)
  return took.length ? Math.round(took[Math.ceil(took.length * 0.99) - 1]!) : null
}
