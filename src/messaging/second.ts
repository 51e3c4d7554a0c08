import { setTimeout as rest } from 'node:timers/promises'
import { limitsOf, type PostOffice } from './post-office.ts'

/** A second of the provider's, and what the network adds. */
const SECOND_MS = 1010

/** When this process last sent on a channel, on the clock of performance.now(): no more than the limit of one second. */
const sent = new WeakMap<PostOffice, Map<string, number[]>>()

/**
 * Waits, at the very moment of sending, until this process has sent less in the last second than its channel's limit: turns are
 * taken a little ahead, and a process that paused for breath would send those it missed all at once.
 */
export async function roomInThisSecond(office: PostOffice, channel: string): Promise<void> {
  const { perSecond } = limitsOf(office, channel)
  if (!Number.isFinite(perSecond)) return
  const times = timesOf(office, channel)
  for (;;) {
    const now = performance.now()
    const left = times.length < perSecond ? 0 : times[times.length - perSecond]! + SECOND_MS - now
    if (left <= 0) {
      times.push(now)
      if (times.length > perSecond) times.shift()
      return
    }
    await rest(left)
  }
}

function timesOf(office: PostOffice, channel: string): number[] {
  const all = sent.get(office) ?? new Map<string, number[]>()
  sent.set(office, all)
  const times = all.get(channel) ?? []
  all.set(channel, times)
  return times
}
