import { setTimeout as rest } from 'node:timers/promises'
import { eachChannel } from './each-channel.ts'
import { limitsOf, type PostOffice } from './post-office.ts'

/** A second of the provider's, and what the network adds. */
const SECOND_MS = 1010
const MOST_KEPT = 500

/** When this process last sent, on the clock of performance.now(). */
type Sent = {
  /** On a channel: no more than the limit of one second. */
  times: number[]
  /** To a contact, and whether it was for many. */
  each: Map<string, { at: number; toMany: boolean }>
}
const sentOn = eachChannel((): Sent => ({ times: [], each: new Map() }))

/**
 * Waits, at the very moment of sending, until this process has sent less in the last second than its channel's limit: turns are
 * taken a little ahead, and a process that paused for breath would send those it missed all at once. What is for many keeps a
 * second's distance to whatever else goes to that person.
 */
export async function roomInThisSecond(
  office: PostOffice,
  { id, channel }: { id: string; channel: string },
  toMany: boolean,
): Promise<void> {
  const { perSecond } = limitsOf(office, channel)
  if (!Number.isFinite(perSecond)) return
  const { times, each } = sentOn(office, channel)
  for (;;) {
    const now = performance.now()
    const last = each.get(id)
    const sinceAll = times.length < perSecond ? null : times[times.length - perSecond]!
    const sinceHers = last && (toMany || last.toMany) ? last.at : null
    const left = Math.max(sinceAll ?? 0, sinceHers ?? 0) + SECOND_MS - now
    if ((sinceAll === null && sinceHers === null) || left <= 0) {
      times.push(now)
      if (times.length > perSecond) times.shift()
      each.delete(id)
      each.set(id, { at: now, toMany })
      if (each.size > MOST_KEPT) each.delete(each.keys().next().value!)
      return
    }
    await rest(left)
  }
}
