import type { Contact } from './contact.ts'
import { eachChannel } from './each-channel.ts'
import type { PostOffice } from './post-office.ts'

/** Two people slowed down within this time: it is the bot that is too fast, not one of them. */
const TOGETHER_MS = 1000

type Pace = { last?: { contact: string; at: number }; until: number }
const paceOf = eachChannel((): Pace => ({ until: 0 }))

/** How many milliseconds nothing may be sent on this channel, because its provider asked for a pause. */
export function waitsFor(office: PostOffice, channel: string): number {
  return Math.max(0, paceOf(office, channel).until - office.now().getTime())
}

/**
 * A provider said "slow down". One chat that is too fast waits by itself; when it meets several,
 * the whole channel pauses, as long as it was told.
 */
export function noteSlowDown(
  office: PostOffice,
  contact: Pick<Contact, 'id' | 'channel'>,
  retryAfter = 1000,
): void {
  const pace = paceOf(office, contact.channel)
  const at = office.now().getTime()
  const another = pace.last && pace.last.contact !== contact.id && at - pace.last.at < TOGETHER_MS
  if (another) pace.until = Math.max(pace.until, at + retryAfter)
  pace.last = { contact: contact.id, at }
}
