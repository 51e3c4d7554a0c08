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
      of_words: string
      words: Buffer | null
      waits_until: Date | null
    }
  }
}

type Desk = Pick<Scene, 'tx' | 'office'>
type Key = { activity: string; language: string; translator: string }

/** Somebody's words in another language, and whose they are. */
export type Translation = { words: string; translator: string }
const PLACE = 'activity_translations.words'

/** Notes that she is asked for these words. @returns false when she was already */
export async function addRequest(
  tx: Tx,
  { activity, language, translator }: Key,
  ofWords: string,
): Promise<boolean> {
  const added = await tx
    .insertInto('activity_translations')
    .values({
      activity_id: activity,
      language,
      translator,
      status: 'asked',
      of_words: ofWords,
      words: null,
      waits_until: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['activity_id', 'language', 'translator'])
        .doUpdateSet({ of_words: ofWords })
        .where('activity_translations.status', '=', 'asked')
        .where('activity_translations.of_words', '<>', ofWords),
    )
    .returning('language')
    .executeTakeFirst()
  return added !== undefined
}

/** Whether somebody was asked to write in this language, and has not yet. */
export async function isAsked(tx: Tx, { activity, language, translator }: Key): Promise<boolean> {
  const row = await tx
    .selectFrom('activity_translations')
    .select('language')
    .where('activity_id', '=', activity)
    .where('language', '=', language)
    .where('translator', '=', translator)
    .where('status', '=', 'asked')
    .executeTakeFirst()
  return row !== undefined
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
export async function declineTranslation(tx: Tx, { activity, language, translator }: Key): Promise<void> {
  await tx
    .updateTable('activity_translations')
    .set({ status: 'declined' })
    .where('activity_id', '=', activity)
    .where('language', '=', language)
    .where('translator', '=', translator)
    .where('status', '=', 'asked')
    .execute()
}

/** The words in a language, as a key mother wrote them, and who she is; null where nobody did. */
export async function translationIn(
  tx: Database,
  office: Pick<PostOffice, 'sealer'>,
  activity: string,
  language: string,
): Promise<Translation | null> {
  return (await translationsIn(tx, office, [activity], language)).get(activity) ?? null
}

/** The same of several, by the activity's id; what nobody wrote is not there. */
export async function translationsIn(
  tx: Database,
  office: Pick<PostOffice, 'sealer'>,
  activities: string[],
  language: string,
): Promise<Map<string, Translation>> {
  if (!activities.length) return new Map()
  const rows = await tx
    .selectFrom('activity_translations')
    .select(['activity_id', 'words', 'translator'])
    .where('activity_id', 'in', activities)
    .where('language', '=', language)
    .where('status', '=', 'written')
    .execute()
  return new Map(
    rows.flatMap(({ activity_id: id, words, translator }) =>
      words ? [[id, { words: office.sealer.open(words, PLACE), translator }] as const] : [],
    ),
  )
}

/** The invitations wait until then for those who are asked now. */
export async function noteWaiting(tx: Tx, activity: string, until: Date): Promise<void> {
  await tx
    .updateTable('activity_translations')
    .set({ waits_until: until })
    .where('activity_id', '=', activity)
    .where('status', '=', 'asked')
    .execute()
}

/** Whether the invitations are waiting for somebody who was asked. */
export async function areWaiting(tx: Tx, activity: string, now: Date): Promise<boolean> {
  const row = await tx
    .selectFrom('activity_translations')
    .select('language')
    .where('activity_id', '=', activity)
    .where('waits_until', '>', now)
    .executeTakeFirst()
  return row !== undefined
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

/** Takes out what stands there in a language, for good: whoever wrote it is not asked again. */
export async function takeOutTranslation(tx: Tx, activity: string, language: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('activity_translations')
    .set({ status: 'declined', words: null })
    .where('activity_id', '=', activity)
    .where('language', '=', language)
    .where('status', '=', 'written')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Its words are others now: what was written for the old ones is of no use. Whoever is asked still is. */
export async function dropWritten(tx: Tx, activity: string): Promise<void> {
  await tx
    .deleteFrom('activity_translations')
    .where('activity_id', '=', activity)
    .where('status', '=', 'written')
    .execute()
}

/** Nothing of it is kept in any other language. */
export async function dropTranslations(tx: Tx, activity: string): Promise<void> {
  await tx.deleteFrom('activity_translations').where('activity_id', '=', activity).execute()
}

/** The next time of what repeats is called the same, in every language. */
export async function copyTranslations(tx: Tx, from: string, to: string): Promise<void> {
  await sql`
    insert into activity_translations (activity_id, language, translator, status, of_words, words)
    select ${to}::uuid, language, translator, status, of_words, words from activity_translations
    where activity_id = ${from} and status = 'written'`.execute(tx)
}

/** The activities whose words she wrote in another language. */
export async function translatedBy(tx: Tx, translator: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('activity_translations')
    .select('activity_id')
    .where('translator', '=', translator)
    .where('status', '=', 'written')
    .execute()
  return rows.map((row) => row.activity_id)
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
