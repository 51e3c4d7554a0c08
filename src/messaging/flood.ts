import type { PostOffice } from './post-office.ts'

/** More than this many messages a minute of one person wait in line; nobody types so fast. */
const A_MINUTE = 40

const seen = new WeakMap<PostOffice, Map<string, { since: number; count: number }>>()

/** Whether this contact wrote so much within a minute that the rest has to wait its turn. */
export function mustWait(office: PostOffice, contact: string, now: Date): boolean {
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
