import { Agent, request } from 'node:http'

type Update = { id: number; chat: number; body: string; done(): void }
type Webhook = { url: string; secret_token?: string; allowed_updates?: string[] }
type Call = (method: string, payload: Record<string, unknown>) => unknown

/** Milliseconds before a refused update is offered again: Telegram's own rests, shortened. */
const RETRY = { first: 20, longest: 1000 }
/** Telegram's default for max_connections. */
const AT_ONCE = 40

export type Mailbag = ReturnType<typeof mailbag>

/**
 * Keeps the updates that the bot has not confirmed, and delivers them as Telegram does: one chat's updates
 * one after another and again and again until it says 200, different chats at once.
 * @param call does what the bot asks for in its answer to an update
 */
export function mailbag(call: Call) {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const lines = new Map<number, Update[]>()
  const underWay = new Set<number>()
  let hook: Webhook | null = null
  let nextId = 1000
  let last: { chat: number; body: string } | undefined
  let closed = false
  let wake: ((conflict: boolean) => void) | null = null

  async function deliver(chat: number): Promise<void> {
    if (underWay.has(chat)) return
    underWay.add(chat)
    const line = lines.get(chat) ?? []
    let rest = RETRY.first
    while (hook && !closed && line[0]) {
      const update = line[0]
      const answer = await post(hook, update.body, agent)
      if (answer.status >= 200 && answer.status < 300) {
        line.shift()
        rest = RETRY.first
        obey(answer.body)
        update.done()
        continue
      }
      await new Promise((resolve) => setTimeout(resolve, rest))
      rest = Math.min(rest * 2, RETRY.longest)
    }
    underWay.delete(chat)
    if (line.length === 0) lines.delete(chat)
  }

  function obey(body: string): void {
    if (!body.startsWith('{')) return
    const { method, ...payload } = JSON.parse(body)
    if (typeof method === 'string') call(method, payload)
  }

  function enqueue(chat: number, id: number, body: string): Promise<void> {
    last = { chat, body }
    return new Promise((done) => {
      const line = lines.get(chat) ?? []
      line.push({ id, chat, body, done })
      lines.set(chat, line)
      if (hook) deliver(chat)
      wake?.(false)
    })
  }

  const all = () => [...lines.values()].flat().sort((a, b) => a.id - b.id)

  return {
    webhook: () => hook,
    waiting: () => all().length,
    /** Hands an update to the bot, numbered unless it has a number. Resolves once the bot has confirmed it. */
    post(chat: number, update: object | string): Promise<void> {
      const id = nextId++
      const body = typeof update === 'string' ? update : JSON.stringify({ update_id: id, ...update })
      return enqueue(chat, id, body)
    },
    repeat(): Promise<void> {
      if (!last) throw new Error('there was no update yet that could be repeated')
      return enqueue(last.chat, nextId++, last.body)
    },
    setWebhook(webhook: Webhook | null): void {
      hook = webhook
      wake?.(true)
      if (hook) for (const chat of lines.keys()) deliver(chat)
    },
    /** What getUpdates answers; 'conflict' when another one took over. Everything before `offset` is confirmed. */
    async take(offset: number, limit: number, seconds: number, onGone: (gone: () => void) => void) {
      wake?.(true)
      for (const [chat, line] of lines) {
        while (line[0] && line[0].id < offset) line.shift()!.done()
        if (line.length === 0) lines.delete(chat)
      }
      if (all().length === 0 && seconds > 0) {
        const conflict = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => resolve(false), seconds * 1000)
          const waker = (taken: boolean) => {
            clearTimeout(timer)
            if (wake === waker) wake = null
            resolve(taken)
          }
          wake = waker
          onGone(() => waker(false))
        })
        if (conflict) return 'conflict' as const
      }
      return all()
        .slice(0, limit)
        .map((update) => JSON.parse(update.body))
    },
    close(): void {
      closed = true
      wake?.(false)
      agent.destroy()
    },
  }
}

/** One POST to the webhook; no answer at all is status 0. Plain http.request, because load tests pass here. */
function post(hook: Webhook, body: string, agent: Agent): Promise<{ status: number; body: string }> {
  return new Promise((resolve) => {
    const call = request(hook.url, {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...(hook.secret_token && { 'x-telegram-bot-api-secret-token': hook.secret_token }),
      },
      timeout: 60_000,
    })
    call.on('response', (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece) => pieces.push(piece))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString() }),
      )
      response.on('error', () => resolve({ status: 0, body: '' }))
    })
    call.on('timeout', () => call.destroy())
    call.on('error', () => resolve({ status: 0, body: '' }))
    call.end(body)
  })
}
