import { sql } from 'kysely'
import type { PostOffice } from './post-office.ts'

/** Lists are not written in the order of arrival, and clocks differ: so much is read again each time. */
const MARGIN_MS = 10 * 60_000

/**
 * Reads the provider's own list of what came in while nobody listened, through the same door; what is known is a repeat.
 * Twilio gives up on a webhook after 15 seconds in all; Telegram comes again by itself.
 */
export async function catchUp(office: PostOffice): Promise<number> {
  let found = 0
  for (const channel of office.channels.values()) {
    if (!channel.catchUp) continue
    const started = office.now()
    const since = await caughtUp(office, channel.name, started)
    const stored = await channel.catchUp(new Date(since.getTime() - MARGIN_MS))
    await sql`update caught_up set until = greatest(until, ${started}) where channel = ${channel.name}`.execute(
      office.db,
    )
    if (stored) office.measure.count('recovered', { what: 'inbound' }, stored)
    found += stored
  }
  return found
}

async function caughtUp(office: PostOffice, channel: string, now: Date): Promise<Date> {
  const row = await sql<{ until: Date }>`
    with first as (insert into caught_up (channel, until) values (${channel}, ${now}) on conflict do nothing returning until)
    select until from first union all select until from caught_up where channel = ${channel} limit 1`.execute(
    office.db,
  )
  return row.rows[0]?.until ?? now
}
