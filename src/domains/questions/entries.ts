import { type Generated, type Selectable, sql } from 'kysely'
import type { Body } from '../../engine/flow.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene, Tx } from '../../messaging/scene.ts'
import type { Question } from './questions.ts'

export type AnswererRole = 'key-mother' | 'professional'
/** What somebody wrote or said in a thread, and for whom. */
export type Entry = {
  id: string
  /** Null once she is erased. */
  author: string | null
  role: 'asker' | AnswererRole
  forReader: 'all' | 'key-mother'
  /** It asks the asker something first, and is no answer. */
  asksBack: boolean
  /** Null once its author is erased. */
  body: Body | null
  at: Date
}
/** Somebody who may read a thread and answer in it, beside the asker. */
export type Reader = { person: string; role: AnswererRole }

declare module '../../db/database.ts' {
  interface Tables {
    question_entries: EntriesTable
    question_readers: { question_id: string; person: string; role: AnswererRole; since: Date }
  }
}

type EntriesTable = {
  id: Generated<string>
  question_id: string
  author: string | null
  author_role: Entry['role']
  for_reader: Entry['forReader']
  asks_back: Generated<boolean>
  body: Buffer | null
  created_at: Date
}

/** Adds what somebody wrote or said. @returns its id */
export async function addEntry(
  desk: Pick<Scene, 'tx' | 'now' | 'office'>,
  question: Question,
  entry: {
    author: string
    role: Entry['role']
    forReader?: Entry['forReader']
    asksBack?: boolean
    body: Body
  },
): Promise<string> {
  const added = await desk.tx
    .insertInto('question_entries')
    .values({
      ...{ question_id: question.id, author: entry.author, author_role: entry.role },
      for_reader: entry.forReader ?? 'all',
      asks_back: entry.asksBack ?? false,
      body: desk.office.sealer.seal(JSON.stringify(entry.body), 'question_entries.body'),
      created_at: desk.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return added.id
}

/** All of a thread, the oldest first. */
export async function entriesOf(
  tx: Tx,
  office: Pick<PostOffice, 'sealer'>,
  question: string,
): Promise<Entry[]> {
  const rows = await tx
    .selectFrom('question_entries')
    .selectAll()
    .where('question_id', '=', question)
    .orderBy('id')
    .execute()
  return rows.map((row) => asEntry(office, row))
}

/** What the asker has been shown of a thread, and wrote herself. */
export async function threadOf(
  tx: Tx,
  office: Pick<PostOffice, 'sealer'>,
  question: string,
): Promise<Entry[]> {
  return (await entriesOf(tx, office, question)).filter(({ forReader }) => forReader === 'all')
}

/** What somebody wrote to others, in their threads. */
export async function answersBy(
  tx: Tx,
  office: Pick<PostOffice, 'sealer'>,
  author: string,
): Promise<Entry[]> {
  const rows = await tx
    .selectFrom('question_entries')
    .selectAll()
    .where('author', '=', author)
    .where('author_role', '<>', 'asker')
    .orderBy('id')
    .execute()
  return rows.map((row) => asEntry(office, row))
}

/** The threads of a network that somebody has answered, the latest first; none that follows from danger. */
export async function answeredBy(tx: Tx, author: string, network: string, most = 10): Promise<string[]> {
  const found = await sql<{ question: string }>`
    select e.question_id as question from question_entries e join questions q on q.id = e.question_id
    where e.author = ${author} and e.author_role <> 'asker' and not e.asks_back and q.network_id = ${network}
      and q.asker is not null and q.danger is null
    group by e.question_id order by max(e.id) desc limit ${most}`.execute(tx)
  return found.rows.map(({ question }) => question)
}

/** Those of these threads whose asker has answered what she was asked back. */
export async function repliedTo(tx: Tx, questions: string[]): Promise<Set<string>> {
  if (!questions.length) return new Set()
  const found = await sql<{ question: string }>`
    select distinct e.question_id as question from question_entries e
    where e.question_id = any (${questions}) and e.asks_back
      and exists (select from question_entries r
        where r.question_id = e.question_id and r.author_role = 'asker' and r.id > e.id)
      and not exists (select from question_entries a
        where a.question_id = e.question_id and a.author_role <> 'asker' and a.id > e.id)`.execute(tx)
  return new Set(found.rows.map(({ question }) => question))
}

/** All that the asker said in a thread goes. What she was answered stays, for nobody. */
export async function withoutAskersWords(tx: Tx, question: string): Promise<void> {
  await tx
    .updateTable('question_entries')
    .set({ author: null, body: null })
    .where('question_id', '=', question)
    .where('author_role', '=', 'asker')
    .execute()
}

/** What she answered to others stays theirs, without her. */
export async function withoutAuthor(tx: Tx, person: string): Promise<void> {
  await tx.updateTable('question_entries').set({ author: null }).where('author', '=', person).execute()
  await tx.deleteFrom('question_readers').where('person', '=', person).execute()
}

/** Lets somebody read and answer from now on. */
export async function addReader(
  desk: Pick<Scene, 'tx' | 'now'>,
  question: string,
  reader: Reader,
): Promise<void> {
  await desk.tx
    .insertInto('question_readers')
    .values({ question_id: question, person: reader.person, role: reader.role, since: desk.now })
    .onConflict((conflict) =>
      conflict.columns(['question_id', 'person']).doUpdateSet({ role: reader.role, since: desk.now }),
    )
    .execute()
}

/** Who may read and answer a thread, the latest first. */
export async function readersOf(tx: Tx, question: string): Promise<Reader[]> {
  return tx
    .selectFrom('question_readers')
    .select(['person', 'role'])
    .where('question_id', '=', question)
    .orderBy('since', 'desc')
    .execute()
}

function asEntry(office: Pick<PostOffice, 'sealer'>, row: Selectable<EntriesTable>): Entry {
  return {
    id: row.id,
    author: row.author,
    role: row.author_role,
    forReader: row.for_reader,
    asksBack: row.asks_back,
    at: row.created_at,
    body: row.body && (JSON.parse(office.sealer.open(row.body, 'question_entries.body')) as Body),
  }
}
