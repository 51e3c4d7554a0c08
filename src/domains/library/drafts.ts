import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene, Tx } from '../../messaging/scene.ts'

/** What an answer says: its title is a button, so at most 24 characters. */
export type Said = { title: string; answer: string; next: string }

/** One language of an answer on its way into the library, by one person. */
export type DraftText = {
  id: string
  draft: string
  network: string
  topic: string
  language: string
  author: string | null
} & ({ status: 'asked' | 'declined' } | { status: 'written' | 'published'; said: Said })

/** One that somebody has written. */
export type WrittenText = Extract<DraftText, { said: Said }>

declare module '../../db/database.ts' {
  interface Tables {
    library_drafts: { id: string; network_id: string; topic: string; made_by: string | null; at: Date }
    library_draft_texts: TextsTable
  }
}

type TextsTable = {
  id: string
  draft_id: string
  language: string
  author: string | null
  status: DraftText['status']
  content: Buffer | null
  at: Date
}

type Desk = Pick<Scene, 'tx' | 'now' | 'office'>

/** Keeps a new answer, in the language of whoever writes it. @returns the ids of the draft and of this text */
export async function addDraft(
  desk: Desk,
  made: { network: string; topic: string; by: string; language: string; said: Said },
): Promise<{ draft: string; text: string }> {
  const [draft, text] = [randomUUID(), randomUUID()]
  const { network, topic, by, language, said } = made
  await desk.tx
    .insertInto('library_drafts')
    .values({ id: draft, network_id: network, topic, made_by: by, at: desk.now })
    .execute()
  const row = { id: text, draft_id: draft, language, author: by, status: 'written' as const, at: desk.now }
  await desk.tx
    .insertInto('library_draft_texts')
    .values({ ...row, content: sealed(desk.office, said) })
    .execute()
  return { draft, text }
}

/** Asks somebody for a draft in another language. @returns the id; null when she was asked before */
export async function addRequest(
  { tx, now }: Desk,
  asked: { draft: string; language: string; of: string },
): Promise<string | null> {
  const row = { draft_id: asked.draft, language: asked.language, author: asked.of, content: null, at: now }
  const added = await tx
    .insertInto('library_draft_texts')
    .values({ ...row, id: randomUUID(), status: 'asked' })
    .onConflict((conflict) => conflict.columns(['draft_id', 'language', 'author']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added?.id ?? null
}

/** Reads a text and holds its lock; null when there is none of this id. */
export async function lockText(
  { tx, office }: Pick<Desk, 'tx' | 'office'>,
  id: string,
): Promise<DraftText | null> {
  const row = await texts(tx).where('t.id', '=', id).forUpdate('t').executeTakeFirst()
  return row ? opened(office, row) : null
}

/** The texts of one draft, the first written first. */
export async function textsOf(
  tx: Tx,
  office: Pick<PostOffice, 'sealer'>,
  draft: string,
): Promise<DraftText[]> {
  const rows = await texts(tx).where('t.draft_id', '=', draft).orderBy('t.at').execute()
  return rows.map((row) => opened(office, row))
}

/** What is written in a network and not in the library yet, the oldest first. */
export async function writtenIn(
  tx: Tx,
  office: Pick<PostOffice, 'sealer'>,
  network: string,
): Promise<WrittenText[]> {
  const rows = await texts(tx)
    .where('d.network_id', '=', network)
    .where('t.status', '=', 'written')
    .orderBy('t.at')
    .execute()
  return rows.map((row) => opened(office, row)).filter(isWritten)
}

/** How many drafts wait for somebody: to be written by a key mother, to be looked at by a professional. */
export async function draftsFor(
  tx: Tx,
  { person, network, role }: { person: string; network: string; role: string },
): Promise<number> {
  const all = tx
    .selectFrom('library_draft_texts as t')
    .innerJoin('library_drafts as d', 'd.id', 't.draft_id')
    .select((select) => select.fn.countAll<string>().as('many'))
    .where('d.network_id', '=', network)
  const hers =
    role === 'professional'
      ? all.where('t.status', '=', 'written')
      : all.where('t.status', '=', 'asked').where('t.author', '=', person)
  return Number((await hers.executeTakeFirstOrThrow()).many)
}

/** What was asked of somebody, or written by her. */
export async function textsBy(
  tx: Tx,
  office: Pick<PostOffice, 'sealer'>,
  author: string,
): Promise<DraftText[]> {
  const rows = await texts(tx).where('t.author', '=', author).orderBy('t.at').execute()
  return rows.map((row) => opened(office, row))
}

/** Writes what becomes of a text. Its row must be locked. */
export async function changeText(
  { tx, office, now }: Desk,
  id: string,
  change: { status: DraftText['status']; said?: Said },
): Promise<void> {
  const { status, said } = change
  await tx
    .updateTable('library_draft_texts')
    .set({ status, at: now, ...(said && { content: sealed(office, said) }) })
    .where('id', '=', id)
    .execute()
}

/** Whether there is anything in it to read. */
export const isWritten = (text: DraftText): text is WrittenText =>
  text.status === 'written' || text.status === 'published'

const texts = (tx: Tx) =>
  tx
    .selectFrom('library_draft_texts as t')
    .innerJoin('library_drafts as d', 'd.id', 't.draft_id')
    .selectAll('t')
    .select(['d.topic', sql<string>`d.network_id`.as('network_id')])

const PLACE = 'library_draft_texts.content'
const sealed = (office: Pick<PostOffice, 'sealer'>, said: Said) =>
  office.sealer.seal(JSON.stringify(said), PLACE)

function opened(
  office: Pick<PostOffice, 'sealer'>,
  row: Selectable<TextsTable> & { topic: string; network_id: string },
): DraftText {
  const { id, draft_id: draft, network_id: network, topic, language, author, status } = row
  const common = { id, draft, network, topic, language, author }
  if (status === 'asked' || status === 'declined') return { ...common, status }
  return { ...common, status, said: JSON.parse(office.sealer.open(row.content!, PLACE)) as Said }
}
