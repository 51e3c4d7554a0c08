import { type Selectable, sql } from 'kysely'
import { DateTime } from 'luxon'
import type { Tx } from '../../messaging/scene.ts'

declare module '../../db/database.ts' {
  interface Tables {
    digests: DigestsTable
  }
}

type DigestsTable = { person_id: string; day: Date | string; since: Date; at: Date }

/** The days of the week as an operator writes them, Monday first. */
export const WEEK = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const

/** After so long it is another part of the day: what waited in the morning is told tomorrow. */
const LATE = { hours: 3 }

/**
 * The day for which a digest is due now, in the network's own time; null at any other moment.
 * @param hour `08:30`; in a night in which that hour is left out, the next moment there is
 * @param days `mo,tu,we`, or `none`
 * @param zone an IANA time zone
 */
export function digestDay(
  now: Date,
  { hour, days, zone }: { hour: string; days: string; zone: string },
): string | null {
  const local = DateTime.fromJSDate(now, { zone })
  if (!days.split(',').includes(WEEK[local.weekday - 1]!)) return null
  const [hours, minutes] = hour.split(':').map(Number)
  const due = local.startOf('day').set({ hour: hours, minute: minutes })
  return local >= due && local < due.plus(LATE) ? local.toISODate() : null
}

/** Notes that somebody is told today. @returns false when she was already, or is being told by another process */
export async function noteDigest(tx: Tx, person: string, day: string, now: Date): Promise<boolean> {
  const noted = await sql`
    insert into digests (person_id, day, since, at)
    values (${person}, ${day}::date, coalesce(
      (select max(at) from digests where person_id = ${person} and day < ${day}::date),
      ${aDayBefore(now)}), ${now})
    on conflict do nothing returning 1`.execute(tx)
  return noted.rows.length > 0
}

/** From when on, and until when, her latest digest tells; without one, of the last day. */
export async function latestDigest(tx: Tx, person: string, now: Date): Promise<{ since: Date; at: Date }> {
  const row: Selectable<DigestsTable> | undefined = await tx
    .selectFrom('digests')
    .selectAll()
    .where('person_id', '=', person)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { since: row.since, at: row.at } : { since: aDayBefore(now), at: now }
}

/** Who was never told before is told of one day. */
const aDayBefore = (now: Date) => DateTime.fromJSDate(now).minus({ days: 1 }).toJSDate()
