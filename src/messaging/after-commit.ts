import type { Contact } from './contact.ts'
import type { OutRow } from './message.ts'
import type { PostOffice } from './post-office.ts'
import type { Errand } from './scene.ts'
import { deliver, sendClaimed } from './send.ts'

/** Whatever else waits in the queue goes first. */
const BULK = 10

/** What a committed scene leaves to be done in the world. Losing it loses nothing: the sweep finds the rows. */
export type Traces = {
  contact: Contact
  rows: { id: string; status: string }[]
  out: OutRow[]
  errands: Errand[]
  /** Older messages of this contact were freed as well. */
  released?: boolean
  /** When what is sent to many may leave; without it, at once. */
  due?: Date
  /** When the message that caused it came in, on the clock of performance.now(). */
  since?: number
}

/** Sends what this process claimed, and wakes the queue for the rest. Never throws, never waits. */
export function afterCommit(
  office: PostOffice,
  { contact, rows, out, errands, released, due, since }: Traces,
): void {
  const claimed = rows.flatMap((row, i) =>
    row.status === 'sending' ? [{ id: row.id, content: out[i]!.content, since }] : [],
  )
  if (claimed.length) sendClaimed(office, contact, claimed)
  if (released || rows.some((row, i) => row.status === 'queued' && out[i]!.priority === 0))
    void deliver(office, contact.id)
  // Each at its own place in the pace: the sweep would let out all of a moment in one burst.
  if (due) office.queue.add('deliver', { contact: contact.id }, { at: due, priority: BULK })
  wakeErrands(office, errands)
}

/** Wakes the queue for errands that were just committed. */
export function wakeErrands(office: PostOffice, errands: Errand[]): void {
  for (const errand of errands)
    office.queue.add('errand', { id: errand.id! }, { id: `errand-${errand.id}`, at: errand.at })
}
