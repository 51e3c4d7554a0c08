import type { Contact } from './contact.ts'
import type { OutRow } from './message.ts'
import type { PostOffice } from './post-office.ts'
import type { Errand } from './scene.ts'
import { deliver, sendClaimed } from './send.ts'
import { wakeLanes } from './to-many.ts'

/** What a committed scene leaves to be done in the world. Losing it loses nothing: the sweep finds the rows. */
export type Traces = {
  contact: Contact
  rows: { id: string; status: string }[]
  out: OutRow[]
  errands: Errand[]
  /** Older messages of this contact were freed as well. */
  released?: boolean
  /** When the message that caused it came in, on the clock of performance.now(). */
  since?: number
}

/** Sends what this process claimed, and wakes the queue for the rest. Never throws, never waits. */
export function afterCommit(
  office: PostOffice,
  { contact, rows, out, errands, released, since }: Traces,
): void {
  const claimed = rows.flatMap((row, i) =>
    row.status === 'sending' ? [{ id: row.id, content: out[i]!.content, since }] : [],
  )
  if (claimed.length) sendClaimed(office, contact, claimed)
  if (released || rows.some((row, i) => row.status === 'queued' && out[i]!.priority === 0))
    void deliver(office, contact.id)
  if (out.some(({ priority }) => priority > 0)) wakeLanes(office)
  wakeErrands(office, errands)
}

/** So long before its time a timer goes to the queue. */
export const NEAR_MS = 60_000

/**
 * Wakes the queue for errands that were just committed. Those of something sent to many come in heaps; timers that are far ahead
 * are called up when their time is near (see call-up.ts), for most have lost their sense by then.
 */
export function wakeErrands(office: PostOffice, errands: Woken[]): void {
  const now = office.now()
  for (const { id, data, at, attempts } of errands.filter(
    ({ at }) => !at || at.getTime() - now.getTime() < NEAR_MS,
  ))
    office.queue.add(
      'errand',
      { id: id! },
      {
        // The job that failed is not over yet: one of its name would not be taken.
        id: attempts ? `errand-${id}-${attempts}` : `errand-${id}`,
        ...{ at: at && at > now ? at : undefined, heap: Boolean(data.bulk) },
      },
    )
}

/** @property attempts how often it has failed */
type Woken = Pick<Errand, 'id' | 'data' | 'at'> & { attempts?: number }
