import { type Selectable, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Whom } from './shipped.ts'

/** An answer of a network as it holds now, in one language. */
export type Entry = {
  topic: string
  language: string
  version: number
  origin: 'shipped' | 'own'
  title: string
  answer: string
  next: string
  ask: Whom
  source: string
  checked: string
  reviewed: boolean
}

/** What a new version says; `digest` only for what is shipped. */
export type NewEntry = Omit<Entry, 'version'> & { digest?: string; madeBy?: string }

declare module '../../db/database.ts' {
  interface Tables {
    library_entries: EntriesTable
    library_given: { network_id: string; digest: string; at: Date }
  }
}

type EntriesTable = {
  network_id: string
  topic: string
  language: string
  version: number
  origin: Entry['origin']
  digest: string | null
  title: string
  answer: string
  next: string
  ask: string
  source: string
  checked_on: Date | string
  reviewed: boolean
  made_by: string | null
  made_at: Date
}

/** What holds for a topic in a language; null when the network has no such answer. */
export async function findEntry(
  db: Database,
  network: string,
  topic: string,
  language: string,
): Promise<Entry | null> {
  const row = await db
    .selectFrom('library_entries')
    .selectAll()
    .where('network_id', '=', network)
    .where('topic', '=', topic)
    .where('language', '=', language)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? asEntry(row) : null
}

/** What is shown where nothing is written in her language. */
export const MANY_READ = ['en', 'nl']

/** What a topic is called in a language, or in one that many read; its id where nothing is written any more. */
export async function titleOf(
  db: Database,
  network: string,
  topic: string,
  language: string,
): Promise<string> {
  for (const one of new Set([language, ...MANY_READ])) {
    const entry = await findEntry(db, network, topic, one)
    if (entry) return entry.title
  }
  return topic
}

/** The topics that a network has an answer for, in whatever language. */
export async function topicsIn(db: Database, network: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('library_entries')
    .select('topic')
    .distinct()
    .where('network_id', '=', network)
    .execute()
  return new Set(rows.map(({ topic }) => topic))
}

/** All that holds in a network: each topic in each language once, in its highest version. */
export async function entriesOf(
  db: Database,
  network: string,
): Promise<(Entry & { digest: string | null })[]> {
  const rows = await db
    .selectFrom('library_entries')
    .selectAll()
    .distinctOn(['topic', 'language'])
    .where('network_id', '=', network)
    .orderBy('topic')
    .orderBy('language')
    .orderBy('version', 'desc')
    .execute()
  return rows.map((row) => ({ ...asEntry(row), digest: row.digest }))
}

/** Every version of one answer, the newest first. */
export async function versionsOf(
  db: Database,
  network: string,
  topic: string,
  language: string,
): Promise<(Entry & { madeAt: Date })[]> {
  const rows = await db
    .selectFrom('library_entries')
    .selectAll()
    .where('network_id', '=', network)
    .where('topic', '=', topic)
    .where('language', '=', language)
    .orderBy('version', 'desc')
    .execute()
  return rows.map((row) => ({ ...asEntry(row), madeAt: row.made_at }))
}

/** Puts a version on top of those there are. Of two at once the later one stands on the other. @returns its number */
export async function addVersion(db: Database, network: string, entry: NewEntry, now: Date): Promise<number> {
  const { topic, language } = entry
  // One at a time for one answer: a version is counted from those before it.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`library ${network} ${topic} ${language}`}, 0))`.execute(
    db,
  )
  const last = await findEntry(db, network, topic, language)
  const version = (last?.version ?? 0) + 1
  await addVersions(db, network, [{ ...entry, version }], now)
  return version
}

/** Adds versions whose numbers are known. What somebody wrote meanwhile under the same number stays. */
export async function addVersions(
  db: Database,
  network: string,
  entries: readonly (NewEntry & { version: number })[],
  now: Date,
): Promise<void> {
  if (!entries.length) return
  const rows = entries.map((entry) => {
    const { topic, language, version, origin, title, answer, next, ask, source, reviewed } = entry
    return {
      ...{ network_id: network, topic, language, version, origin, digest: entry.digest ?? null },
      ...{ title, answer, next, ask, source, checked_on: entry.checked, reviewed },
      ...{ made_by: entry.madeBy ?? null, made_at: now },
    }
  })
  await db
    .insertInto('library_entries')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function asEntry(row: Selectable<EntriesTable>): Entry {
  const { topic, language, version, origin, title, answer, next, source, reviewed } = row
  const { checked_on: checked } = row
  return {
    ...{ topic, language, version, origin, title, answer, next, source, reviewed },
    ask: row.ask as Whom,
    checked: typeof checked === 'string' ? checked : checked.toISOString().slice(0, 10),
  }
}
