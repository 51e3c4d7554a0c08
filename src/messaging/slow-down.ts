import type { Contact } from './contact.ts'
import { eachChannel } from './each-channel.ts'
import type { PostOffice } from './post-office.ts'

/** So many told to wait at once, with nobody getting through: it is the bot that is too fast, not they. */
const MANY = 5
/** A few accounts can draw that upon themselves: longer nobody is held up before it is tried again. */
const AT_MOST_MS = 5000

/** Who has been told to wait, until when, since anybody last got through. */
type Pace = { told: Map<string, number>; until: number }
const paceOf = eachChannel((): Pace => ({ told: new Map(), until: 0 }))

/** How many milliseconds nothing may be sent on this channel, because its provider asked for a pause. */
export function waitsFor(office: PostOffice, channel: string): number {
  return Math.max(0, paceOf(office, channel).until - office.now().getTime())
}

/**
 * A provider said "slow down", and not whether it means this chat or the whole bot. The chat waits by itself, as long as it was
 * told. When it meets so many that it must be the bot, the whole channel pauses: as long as the least of them was told, and
 * no longer than a few seconds.
 */
export function noteSlowDown(
  office: PostOffice,
  contact: Pick<Contact, 'id' | 'channel'>,
  retryAfter = 1000,
): void {
  const pace = paceOf(office, contact.channel)
  const at = office.now().getTime()
  for (const [id, until] of pace.told) if (until <= at) pace.told.delete(id)
  pace.told.set(contact.id, at + retryAfter)
  if (pace.told.size < MANY) return
  pace.until = Math.max(pace.until, Math.min(at + AT_MOST_MS, ...pace.told.values()))
}

/** Somebody got through: whoever is told to wait is so for herself. */
export function noteWent(office: PostOffice, channel: string): void {
  paceOf(office, channel).told.clear()
}
