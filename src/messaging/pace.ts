import { sql } from 'kysely'
import { limitsOf, type PostOffice } from './post-office.ts'
import type { ErrandDesk } from './scene.ts'

/** Replies need room beside a broadcast, under the same limit. */
const SHARE_OF_THE_LIMIT = 0.9

/**
 * Reserves the next free places in a channel's pace, for all processes together: the row is the clock.
 * @returns when the first of these messages may leave
 */
export async function reserve(desk: ErrandDesk, channel: string, messages: number): Promise<Date> {
  const each = 1000 / shareOfLimit(desk.office, channel)
  const place = await sql<{ first: Date }>`
    insert into pace (channel, next_at) values (${channel}, ${later(desk.now, each * messages)})
    on conflict (channel) do update
      set next_at = greatest(pace.next_at, ${desk.now}) + ${each * messages} * interval '1 millisecond'
    returning next_at - ${each * messages} * interval '1 millisecond' as first`.execute(desk.tx)
  return place.rows[0]!.first
}

/** How many messages a second of what is sent to many. */
export function shareOfLimit(office: PostOffice, channel: string): number {
  return limitsOf(office, channel).perSecond * SHARE_OF_THE_LIMIT
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms)
}
