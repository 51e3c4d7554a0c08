import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene, Tx } from '../../messaging/scene.ts'

type Status = 'asked' | 'written' | 'declined'

declare module '../../db/database.ts' {
  interface Tables {
    activity_translations: {
      activity_id: string
      language: string
      translator: string
      status: Status
      words: Buffer | null
    }
  }
}

type Desk = Pick<Scene, 'tx' | 'office'>
type Key = { activity: string; language: string; translator: string }
const PLACE = 'activity_translations.words'

/** Notes that she is asked. @returns false when she was already */
export async function addRequest(tx: Tx, { activity, language, translator }: Key): Promise<boolean> {
  const added = await tx
    .insertInto('activity_translations')
    .values({ activity_id: activity, language, translator, status: 'asked', words: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('language')
    .executeTakeFirst()
  return added !== undefined
}

/** In which language somebody was asked to write, and has not yet; null when in none (any more). */
export async function askedOf(tx: Tx, activity: string, translator: string): Promise<string | null> {
  const row = await tx
    .selectFrom('activity_translations')
    .select('language')
    .where('activity_id', '=', activity)
    .where('translator', '=', translator)
    .where('status', '=', 'asked')
    .executeTakeFirst()
  return row?.language ?? null
}

/** Keeps what she wrote. @returns false when another was quicker */
export async function keepTranslation(
  { tx, office }: Desk,
  { activity, language, translator }: Key,
  words: string,
): Promise<boolean> {
  const sealed = office.sealer.seal(words, PLACE)
  const { numUpdatedRows } = await tx
    .updateTable('activity_translations')
    .set({ status: 'written', words: sealed })
    .where('activity_id', '=', activity)
    .where('language', '=', language)
    .where('translator', '=', translator)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('activity_translations')
            .select('language')
            .where('activity_id', '=', activity)
            .where('language', '=', language)
            .where('status', '=', 'written'),
        ),
      ),
    )
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** She would rather not. */
export async function declineTranslation(tx: Tx, activity: string, translator: string): Promise<void> {
  await tx
    .updateTable('activity_translations')
    .set({ status: 'declined' })
    .where('activity_id', '=', activity)
    .where('translator', '=', translator)
    .where('status', '=', 'asked')
    .execute()
}

/** The words in a language, as a key mother wrote them; empty where nobody did. */
export async function translationIn(
  tx: Database,
  office: Pick<PostOffice, 'sealer'>,
  activity: string,
  language: string,
): Promise<string> {
  const row = await tx
    .selectFrom('activity_translations')
    .select('words')
    .where('activity_id', '=', activity)
    .where('language', '=', language)
    .where('status', '=', 'written')
    .executeTakeFirst()
  return row?.words ? office.sealer.open(row.words, PLACE) : ''
}

/** The languages that are there, and those that somebody may still write. */
export async function languagesOf(
  tx: Tx,
  activity: string,
): Promise<{ written: string[]; awaited: string[] }> {
  const rows = await tx
    .selectFrom('activity_translations')
    .select(['language', 'status'])
    .where('activity_id', '=', activity)
    .execute()
  const of = (status: Status) => rows.filter((row) => row.status === status).map(({ language }) => language)
  const written = of('written')
  return { written, awaited: of('asked').filter((language) => !written.includes(language)) }
}

/** Its words are others now: what was written for the old ones, or is being written, is of no use. */
export async function dropTranslations(tx: Tx, activity: string): Promise<void> {
  await tx.deleteFrom('activity_translations').where('activity_id', '=', activity).execute()
}

/** The next time of what repeats is called the same, in every language. */
export async function copyTranslations(tx: Tx, from: string, to: string): Promise<void> {
  await sql`
    insert into activity_translations (activity_id, language, translator, status, words)
    select ${to}::uuid, language, translator, status, words from activity_translations
    where activity_id = ${from} and status = 'written'`.execute(tx)
}

/** All that she wrote, for her own eyes. */
export async function translationsBy(tx: Tx, office: Pick<PostOffice, 'sealer'>, translator: string) {
  const rows = await tx
    .selectFrom('activity_translations')
    .select('words')
    .where('translator', '=', translator)
    .where('status', '=', 'written')
    .execute()
  return rows.flatMap(({ words }) => (words ? [office.sealer.open(words, PLACE)] : []))
}
