import type { MsgIn } from '../channels/channel.ts'
import type { PostOffice } from './post-office.ts'

/** More than this many messages a minute of one person wait in line; nobody types so fast. */
const A_MINUTE = 40

const seen = new WeakMap<PostOffice, Map<string, { since: number; count: number }>>()

/** Tried anew, because of whatever was taken together with it, a message is still one message. */
const judged = new WeakMap<MsgIn, boolean>()

/** Whether this contact wrote so much within a minute that the rest has to wait its turn, beginning with this message. */
export function mustWait(office: PostOffice, contact: string, message: MsgIn, now: Date): boolean {
  const waits = judged.get(message) ?? isOneTooMany(office, contact, now)
  judged.set(message, waits)
  return waits
}

function isOneTooMany(office: PostOffice, contact: string, now: Date): boolean {
  const counts = seen.get(office) ?? new Map()
  seen.set(office, counts)
  const known = counts.get(contact)
  if (!known || now.getTime() - known.since > 60_000) {
    if (counts.size > 10_000) counts.clear()
    counts.set(contact, { since: now.getTime(), count: 1 })
    return false
  }
  known.count++
  return known.count > A_MINUTE
}
