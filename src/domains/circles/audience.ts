import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'

/** Whom something is meant for. */
export type Audience = {
  network: string
  /** The circles of these key mothers; or everybody, key mothers and mothers without a circle among them. */
  circles: 'all' | string[]
  /** Only who speaks one of these; without it, whoever. */
  languages?: string[]
  /** Only who has a child of one of these ages; without it, whoever. */
  ageGroups?: string[]
  /** Not these people: whoever sends it need not hear it. */
  except?: string[]
}

/** Who is reached: people's ids, those who came first first, and how many are written to in which language, most first. */
export type Reached = { people: string[]; languages: { language: string; count: number }[] }

/**
 * The people of an audience whose phone may ring: joined, not pausing, not having stopped invitations, not having blocked us.
 * The mothers of a circle and the key mothers; a professional or an institution is never in an audience.
 */
export async function audienceOf(db: Database, audience: Audience, now: Date): Promise<Reached> {
  const { network, circles, languages, ageGroups, except = [] } = audience
  const inCircle =
    circles === 'all'
      ? sql`p.role in ('mother', 'key-mother')`
      : sql`p.role = 'mother' and exists (select from trust t where t.mother = p.id and t.key_mother = any (${circles}::uuid[]))`
  const { rows } = await sql<{ id: string; language: string }>`
    select p.id, c.language
    from people p
    ${FIRST_PHONE}
    where p.network_id = ${network} and ${mayRing(now)} and ${inCircle} and p.id <> all (${except}::uuid[])
      and ${languages ? sql`p.languages && ${languages}::text[]` : sql`true`}
      and ${ageGroups ? sql`p.children && ${ageGroups}::text[]` : sql`true`}
    order by p.created_at, p.id`.execute(db)
  const counts = new Map<string, number>()
  for (const { language } of rows) counts.set(language, (counts.get(language) ?? 0) + 1)
  return {
    people: rows.map(({ id }) => id),
    languages: [...counts]
      .map(([language, count]) => ({ language, count }))
      .sort((one, other) => other.count - one.count || one.language.localeCompare(other.language)),
  }
}

/** Those of these people whose phone may still ring for what is sent to many: an audience grows old. */
export async function reachedNow(db: Database, people: string[], now: Date): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select p.id from people p
    ${FIRST_PHONE}
    where p.id = any (${people}::uuid[]) and ${mayRing(now)}`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** Where she wrote last and did not block us. */
const FIRST_PHONE = sql`
  join lateral (
    select language from contacts
    where person_id = p.id and blocked_at is null
    order by last_inbound_at desc nulls last, id limit 1) c on true`

const mayRing = (now: Date) => sql`
  p.joined_at is not null and p.invitations and (p.paused_until is null or p.paused_until <= ${now})`
