import { type Selectable, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { reachable } from '../../messaging/contact.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import { type Person, peopleOf } from '../people/people.ts'

/** A key mother and one of the mothers who trust her: by her link, or by the mother's own choice. */
export type Trust = { mother: string; keyMother: string; how: 'link' | 'choice'; since: Date }

declare module '../../db/database.ts' {
  interface Tables {
    trust: TrustTable
    holidays: { key_mother: string; until: Date; stand_in: string | null }
  }
}

type TrustTable = { mother: string; key_mother: string; how: Trust['how']; since: Date }

/** Trust is given, never assigned: call this only with what the mother said herself. Her former key mother is let go. */
export async function giveTrust(db: Database, { mother, keyMother, how, since }: Trust): Promise<void> {
  await db
    .insertInto('trust')
    .values({ mother, key_mother: keyMother, how, since })
    .onConflict((conflict) => conflict.column('mother').doUpdateSet({ key_mother: keyMother, how, since }))
    .execute()
}

/** Whom a mother trusts, whether she is there just now or not; null when nobody yet. */
export async function trustOf(db: Database, mother: string): Promise<Trust | null> {
  const row = await db.selectFrom('trust').selectAll().where('mother', '=', mother).executeTakeFirst()
  return row ? opened(row) : null
}

/** The mothers of a circle, in the order in which they came. */
export async function circleOf(db: Database, keyMother: string): Promise<Trust[]> {
  const rows = await db
    .selectFrom('trust')
    .selectAll()
    .where('key_mother', '=', keyMother)
    .orderBy('since')
    .execute()
  return rows.map(opened)
}

/** How many mothers trust each of these; whom nobody trusts yet is left out. */
export async function circleSizes(db: Database, keyMothers: Person[]): Promise<Map<string, number>> {
  if (!keyMothers.length) return new Map()
  const rows = await db
    .selectFrom('trust')
    .select(['key_mother', ({ fn }) => fn.countAll<string>().as('mothers')])
    .where(
      'key_mother',
      'in',
      keyMothers.map(({ id }) => id),
    )
    .groupBy('key_mother')
    .execute()
  return new Map(rows.map((row) => [row.key_mother, Number(row.mothers)]))
}

/**
 * Who is there for this mother now: her key mother, while she is away or pausing her stand-in, else null.
 * @returns a person's id
 */
export async function keyMotherFor(db: Database, mother: string, now: Date): Promise<string | null> {
  const found = await sql<{ id: string }>`
    select k.id
    from trust t
    left join holidays h on h.key_mother = t.key_mother and h.until > ${now}
    join people k on k.id = case
      when h.key_mother is null and (select coalesce(p.paused_until <= ${now}, true) from people p where p.id = t.key_mother)
      then t.key_mother else h.stand_in end
    where t.mother = ${mother} and k.joined_at is not null and k.role = 'key-mother'
      and (k.paused_until is null or k.paused_until <= ${now})
      and (k.id = t.key_mother or not exists (
        select from holidays away where away.key_mother = k.id and away.until > ${now}))`.execute(db)
  return found.rows[0]?.id ?? null
}

/** Sends a key mother on holiday. Until then her mothers find the stand-in, or the professional where there is none. */
export async function goAway(
  db: Database,
  keyMother: string,
  until: Date,
  standIn: string | null,
): Promise<void> {
  await db
    .insertInto('holidays')
    .values({ key_mother: keyMother, until, stand_in: standIn })
    .onConflict((conflict) => conflict.column('key_mother').doUpdateSet({ until, stand_in: standIn }))
    .execute()
}

/** Ends a holiday: her mothers find her again from now on. */
export async function comeBack(db: Database, keyMother: string): Promise<void> {
  await db.deleteFrom('holidays').where('key_mother', '=', keyMother).execute()
}

/** A key mother's holiday that has not ended; null when she is there. */
export async function holidayOf(db: Database, keyMother: string, now: Date) {
  const row = await db
    .selectFrom('holidays')
    .selectAll()
    .where('key_mother', '=', keyMother)
    .where('until', '>', now)
    .executeTakeFirst()
  return row ? { until: row.until, standIn: row.stand_in } : null
}

/** Who stands in for a key mother, or did the last time; null when she never named anybody. */
export async function standInOf(db: Database, keyMother: string): Promise<string | null> {
  const row = await db
    .selectFrom('holidays')
    .select('stand_in')
    .where('key_mother', '=', keyMother)
    .executeTakeFirst()
  return row?.stand_in ?? null
}

/** Key mothers of a network whom one can turn to: joined, there, not pausing, not having blocked us. */
export async function presentKeyMothers(
  db: Database,
  office: Pick<PostOffice, 'sealer'>,
  network: string,
  now: Date,
): Promise<Person[]> {
  const all = await peopleOf(db, office, network, 'key-mother')
  const away = await db.selectFrom('holidays').select('key_mother').where('until', '>', now).execute()
  const absent = new Set(away.map((row) => row.key_mother))
  const reached = await reachable(
    db,
    all.map((one) => one.id),
  )
  return all.filter(
    (one) =>
      one.joinedAt &&
      !(one.pausedUntil && one.pausedUntil > now) &&
      !absent.has(one.id) &&
      reached.has(one.id),
  )
}

const opened = (row: Selectable<TrustTable>): Trust => ({
  mother: row.mother,
  keyMother: row.key_mother,
  how: row.how,
  since: row.since,
})
