import { randomUUID } from 'node:crypto'
import { type Generated, sql } from 'kysely'
import { DateTime } from 'luxon'
import rrule from 'rrule'
import type { Database } from '../../db/database.ts'
import type { Scene, Tx } from '../../messaging/scene.ts'
import { networkFacts } from '../networks/networks.ts'

declare module '../../db/database.ts' {
  interface Tables {
    activity_series: {
      id: string
      network_id: string
      rule: string
      first_at: Date
      skipped: Generated<string[]>
      ended_at: Date | null
    }
  }
}

/** How often something can repeat, as a host says it. */
export const RHYTHMS = ['weekly', 'two_weekly', 'monthly'] as const
export type Rhythm = (typeof RHYTHMS)[number]

/** The rule for a rhythm; monthly is the same weekday of the month, the fifth being the last. */
export function ruleFor(rhythm: Rhythm, first: Date, zone: string): string {
  if (rhythm === 'weekly') return 'FREQ=WEEKLY'
  if (rhythm === 'two_weekly') return 'FREQ=WEEKLY;INTERVAL=2'
  const local = DateTime.fromJSDate(first, { zone })
  const which = Math.ceil(local.day / 7)
  return `FREQ=MONTHLY;BYDAY=${which > 4 ? -1 : which}${DAYS[local.weekday - 1]}`
}

/** The rhythm of a rule of ours. */
export function rhythmOf(rule: string): Rhythm {
  if (rule.includes('MONTHLY')) return 'monthly'
  return rule.includes('INTERVAL=2') ? 'two_weekly' : 'weekly'
}

/**
 * When a rule next says so after a moment, by the clock on the wall: 9:30 stays 9:30 when the clock changes.
 * @param skipped days on which it is left out, yyyy-mm-dd
 */
export function* timesOf(
  { rule, first, skipped }: { rule: string; first: Date; skipped: readonly string[] },
  zone: string,
  after: Date,
): Generator<Date> {
  const floating = (at: Date) => DateTime.fromJSDate(at, { zone }).setZone('utc', { keepLocalTime: true })
  const rules = new rrule.RRule({ ...rrule.RRule.parseString(rule), dtstart: floating(first).toJSDate() })
  let from = floating(after).toJSDate()
  for (let times = 0; times < MOST; times++) {
    const next = rules.after(from)
    if (!next) return
    from = next
    const local = DateTime.fromJSDate(next, { zone: 'utc' }).setZone(zone, { keepLocalTime: true })
    if (!skipped.includes(local.toISODate()!)) yield local.toJSDate()
  }
}

/** Nobody looks further ahead than so many times. */
const MOST = 120

export async function startSeries({ tx }: Pick<Scene, 'tx'>, network: string, rule: string, first: Date) {
  const id = randomUUID()
  await tx
    .insertInto('activity_series')
    .values({ id, network_id: network, rule, first_at: first, ended_at: null })
    .execute()
  return id
}

/** The times of a series after a moment, at most so many; none once it has ended. */
export async function nextTimes(tx: Database, series: string, after: Date, most = 1): Promise<Date[]> {
  const { rows } = await sql<{ network_id: string; rule: string; first_at: Date; skipped: string[] }>`
    select network_id, rule, first_at, skipped::text[] from activity_series
    where id = ${series} and ended_at is null`.execute(tx)
  const found = rows[0]
  if (!found) return []
  const { zone } = await networkFacts(tx, found.network_id)
  const times: Date[] = []
  for (const time of timesOf({ ...found, first: found.first_at }, zone, after)) {
    if (times.length >= most) break
    times.push(time)
  }
  return times
}

/** Leaves one time out. @param day yyyy-mm-dd in the network's zone */
export async function skipDay(tx: Tx, series: string, day: string): Promise<void> {
  await sql`update activity_series set skipped = array_append(skipped, ${day}::date) where id = ${series}`.execute(
    tx,
  )
}

/** What is ahead already stays; nothing follows it. */
export async function endSeries({ tx, now }: Pick<Scene, 'tx' | 'now'>, series: string): Promise<void> {
  await tx.updateTable('activity_series').set({ ended_at: now }).where('id', '=', series).execute()
}

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
