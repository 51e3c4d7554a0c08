import { sql } from 'kysely'
import { daysBefore } from './days.ts'
import { limitsOf, type PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'

/**
 * How many more people may be written to first, outside their window, within a day of now; none below zero. Whoever asks before
 * she claims holds the others off until her transaction ends, so that all together keep to it.
 */
export async function roomOutside(tx: Tx, office: PostOffice, channel: string, now: Date): Promise<number> {
  const most = limitsOf(office, channel).outsideADay
  if (most === null) return Number.POSITIVE_INFINITY
  await sql`select pg_advisory_xact_lock(hashtextextended(${`openings ${channel}`}, 0))`.execute(tx)
  return Math.max(0, most - (await openedLately(tx, channel, now)))
}

async function openedLately(tx: Tx, channel: string, now: Date): Promise<number> {
  const found = await sql<{ n: string }>`
    select count(*) as n from openings where channel = ${channel} and at > ${daysBefore(now)}`.execute(tx)
  return Number(found.rows[0]!.n)
}

/** We write to them first: each counts for a day, also when it is an answer, which never waits for room. */
export async function noteOpenings(
  db: Tx | PostOffice['db'],
  contacts: string[],
  channel: string,
  now: Date,
): Promise<void> {
  await sql`
    insert into openings (contact_id, channel, at)
    select distinct id, ${channel}, ${now}::timestamptz from unnest(${contacts}::bigint[]) as c (id)
    on conflict (contact_id) do update set at = excluded.at where openings.at <= ${daysBefore(now)}`.execute(
    db,
  )
}

/**
 * @property people who can only be reached by an approved text just now, @property later how many of them not within this
 * day, and @property days until the last of them is
 */
export type Outside = { people: Set<string>; later: number; days: number }

/** Which of these people are outside their window on the phone where they wrote last, and how many days that takes. */
export async function outsideOf(tx: Tx, office: PostOffice, people: string[], now: Date): Promise<Outside> {
  const outside: Outside = { people: new Set(), later: 0, days: 0 }
  for (const { name, limits } of office.channels.values()) {
    if (limits.windowHours === null) continue
    const { rows } = await sql<{ person: string }>`
      select p.id as person from unnest(${people}::uuid[]) as p (id)
      join lateral (
        select channel, last_inbound_at from contacts where person_id = p.id and blocked_at is null
        order by last_inbound_at desc nulls last, id limit 1) c on true
      where c.channel = ${name}
        and (c.last_inbound_at is null or c.last_inbound_at <= ${before(now, limits.windowHours * 3_600_000)})`.execute(
      tx,
    )
    for (const { person } of rows) outside.people.add(person)
    if (limits.outsideADay === null || !rows.length) continue
    const today = limits.outsideADay - (await openedLately(tx, name, now))
    const later = Math.max(0, rows.length - Math.max(0, today))
    outside.later += later
    outside.days = Math.max(outside.days, Math.ceil(later / limits.outsideADay))
  }
  return outside
}

const before = (now: Date, ms: number) => new Date(now.getTime() - ms)
