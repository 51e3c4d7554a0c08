import type { Api } from 'grammy'
import type { Update } from 'grammy/types'
import type { Logger } from 'pino'
import type { Door } from '../channel.ts'
import { backoff, pause } from './backoff.ts'
import { nameOf, take, tapOf } from './take.ts'
import { ALLOWED_UPDATES, type Came, readUpdate } from './update.ts'

/** Seconds that Telegram keeps a request open while nothing comes in. */
const LONG_POLL = 25
/** Milliseconds between two empty answers at least: a server that does not wait must not be asked in a circle. */
const BREATH = 100

export type Polling = {
  api: Api
  door: Door
  signal: AbortSignal
  /** Told after every turn: null when it went well. */
  report(trouble: unknown): void
  log: Pick<Logger, 'warn'>
  now(): Date
}

/**
 * Asks for updates until the signal says stop. `offset` confirms to Telegram what it may forget, so it
 * moves on only over what the house has stored; what it could not store is asked for again after a rest.
 */
export async function poll(polling: Polling): Promise<void> {
  const { api, signal, report } = polling
  let offset: number | undefined
  let failures = 0
  while (!signal.aborted) {
    const asked = performance.now()
    try {
      const updates = await api.getUpdates(
        { offset, timeout: LONG_POLL, allowed_updates: [...ALLOWED_UPDATES] },
        signal as Parameters<Api['getUpdates']>[1],
      )
      report(null)
      const failedAt = await takeAll(polling, updates)
      const last = updates.at(-1)
      if (failedAt !== null) offset = failedAt
      else if (last) offset = last.update_id + 1
      failures = failedAt === null ? 0 : failures + 1
      if (!last && performance.now() - asked < BREATH) await pause(BREATH, signal)
    } catch (error) {
      if (signal.aborted) return
      failures++
      report(error)
    }
    if (failures > 0) await pause(backoff(failures), signal)
  }
}

/** One chat's updates after another, different chats at once. Answers the first id that was not stored. */
async function takeAll(polling: Polling, updates: Update[]): Promise<number | null> {
  const chats = new Map<string, { id: number; came: Came; raw: Update }[]>()
  for (const raw of updates) {
    const came = readUpdate(raw, polling.now())
    const chat =
      came.what === 'message' ? came.message.address : came.what === 'reachable' ? came.address : ''
    chats.set(chat, [...(chats.get(chat) ?? []), { id: raw.update_id, came, raw }])
  }
  const failed = await Promise.all([...chats.values()].map((line) => takeInOrder(polling, line)))
  const ids = failed.filter((id) => id !== null)
  return ids.length === 0 ? null : Math.min(...ids)
}

async function takeInOrder(
  { api, door, log }: Polling,
  line: { id: number; came: Came; raw: Update }[],
): Promise<number | null> {
  for (const { id, came, raw } of line) {
    try {
      await take(door, came, raw)
    } catch (error) {
      log.warn({ channel: 'telegram', ...nameOf(error) }, 'an update could not be stored, asked for again')
      return id
    }
    const tap = tapOf(came)
    // Only the clock on her button: a tap that is too old for it has been heard all the same.
    if (tap !== undefined) api.answerCallbackQuery(tap).catch(() => {})
  }
  return null
}
