import { setTimeout as pause } from 'node:timers/promises'
import { addListeners, noticesHeard, tellAll } from './broadcast.ts'
import { onStage, type Size, within } from './trial.ts'

/** What Telegram tells a bot to wait when it was too fast, in seconds. */
const WAIT = 1

/**
 * F12: Telegram says 429. A broadcast keeps to the limit, whoever is told to wait waits as long as told, and a reply
 * does not wait behind the broadcast.
 */
export function limits(size: Size & { notices: number; refusals: number }) {
  const allowed = { perSecond: Infinity, perChat: Infinity }
  return onStage({ ...size, limits: allowed }, async ({ ground, neighbours }) => {
    const { telegram, bringer } = ground
    const chats = await addListeners(ground, size.notices)
    Object.assign(allowed, { perSecond: 30, perChat: 1 })
    const began = Date.now()
    const callsBefore = telegram.calls.length
    await tellAll(ground)
    while (noticesHeard(ground, chats).heard < size.notices / 4 && Date.now() < began + size.patience)
      await pause(20)
    for (const chat of chats.slice(-size.refusals))
      telegram.breaks({ error: 429, retryAfter: WAIT }, { chat })
    let slowest = 0
    for (const one of neighbours) {
      const person = telegram.person(one.chat)
      for (const text of one.script) {
        const before = person.heard().length
        const asked = Date.now()
        await bringer.says(one.chat, text)
        while (person.heard().length === before && Date.now() < asked + size.patience) await pause(5)
        slowest = Math.max(slowest, Date.now() - asked)
        // She reads it; Telegram takes one message a second in one chat.
        await pause(1050)
      }
    }
    await within(size.patience, ground.settle(size.patience))
    const calls = telegram.calls.slice(callsBefore).filter(({ method }) => method.startsWith('send'))
    return {
      ...noticesHeard(ground, chats),
      slowestReply: slowest,
      busiestSecond: telegram.busiestSecond(),
      refused: calls.filter(({ ok }) => !ok).length,
      tooEarly: tooEarly(calls),
    }
  })
}

/** How many calls went to a chat that had been told to wait, before the time was over. */
function tooEarly(calls: { payload: Record<string, unknown>; at: number; ok: boolean }[]): number {
  const until = new Map<unknown, number>()
  let early = 0
  for (const { payload, at, ok } of calls) {
    if (at < (until.get(payload.chat_id) ?? 0)) early++
    if (!ok) until.set(payload.chat_id, at + WAIT * 1000 - 5)
  }
  return early
}
