import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Scene, Tx } from '../../messaging/scene.ts'

/** A thread between one mother and those who answer her. `resting`: answered, and quiet since; any word wakes it. */
export type Question = {
  id: string
  network: string
  kind: 'question' | 'talk'
  /** Null once she is erased: nobody is answered any more. */
  asker: string | null
  /** Then nobody who reads it may learn who she is. */
  anonymous: boolean
  /** She wanted the professional: no key mother is turned to, now or later. */
  direct: boolean
  /** What it follows from, when she wrote in danger. */
  danger: string | null
  lastActivityAt: Date
} & ({ status: 'waiting' | 'answered' | 'resting' } | { status: 'closed'; helped: boolean })

declare module '../../db/database.ts' {
  interface Tables {
    questions: QuestionsTable
  }
}

type QuestionsTable = {
  id: string
  network_id: string
  kind: 'question' | 'talk'
  asker: string | null
  anonymous: boolean
  direct: boolean
  danger: string | null
  status: Question['status']
  helped: boolean | null
  last_activity_at: Date
  created_at: Date
}

/** Opens a thread: it waits from now on. */
export async function addQuestion(
  desk: Pick<Scene, 'tx' | 'now'>,
  made: {
    network: string
    kind: Question['kind']
    asker: string
    anonymous: boolean
    direct: boolean
    danger?: string | null
  },
): Promise<Question> {
  const { network, kind, asker, anonymous, direct, danger = null } = made
  const common = { id: randomUUID(), network, kind, asker, anonymous, direct, danger }
  await desk.tx
    .insertInto('questions')
    .values({
      ...{
        id: common.id,
        network_id: network,
        kind,
        asker,
        anonymous,
        direct,
        danger,
        status: 'waiting',
        helped: null,
      },
      ...{ last_activity_at: desk.now, created_at: desk.now },
    })
    .execute()
  return { ...common, status: 'waiting', lastActivityAt: desk.now }
}

/** Null when there is no thread of this id. */
export async function findQuestion(tx: Tx, id: string): Promise<Question | null> {
  const row = await tx.selectFrom('questions').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? asQuestion(row) : null
}

/** Reads a question and holds its lock. Lock its ticket first: everybody does, so nobody waits in a ring. */
export async function lockQuestion(tx: Tx, id: string): Promise<Question | null> {
  // Rows that point here may still be added by others meanwhile.
  const row = await tx
    .selectFrom('questions')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row ? asQuestion(row) : null
}

/** Her threads, the latest first. */
export async function questionsOf(tx: Tx, asker: string, most = 10): Promise<Question[]> {
  const rows = await tx
    .selectFrom('questions')
    .selectAll()
    .where('asker', '=', asker)
    .orderBy('last_activity_at', 'desc')
    .limit(most)
    .execute()
  return rows.map(asQuestion)
}

/** The thread that followed from what she wrote in danger: with whoever took it, or with her key mother. Null when there is none. */
export async function threadFrom(
  tx: Tx,
  danger: string,
  { direct }: Pick<Question, 'direct'>,
): Promise<Question | null> {
  const row = await tx
    .selectFrom('questions')
    .selectAll()
    .where('danger', '=', danger)
    .where('direct', '=', direct)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  return row ? asQuestion(row) : null
}

/** Her threads in which somebody still owes her an answer. */
export async function hasWaiting(tx: Tx, asker: string): Promise<boolean> {
  const row = await tx
    .selectFrom('questions')
    .select('id')
    .where('asker', '=', asker)
    .where('status', '=', 'waiting')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Moves a thread on. Whatever moves it is activity; only falling asleep is not. */
export async function setStatus(
  desk: Pick<Scene, 'tx' | 'now'>,
  question: Question,
  status: Question['status'],
  helped: boolean | null = null,
): Promise<void> {
  const active = status === 'resting' ? {} : { last_activity_at: desk.now }
  await desk.tx
    .updateTable('questions')
    .set({ status, helped, ...active })
    .where('id', '=', question.id)
    .execute()
}

/** A thread loses its asker, and nobody waits in it any more. */
export async function withoutAsker(tx: Tx, question: string): Promise<void> {
  await tx
    .updateTable('questions')
    .set({ asker: null, status: 'closed', helped: null })
    .where('id', '=', question)
    .execute()
}

/** Whom somebody met in threads: who answered her, and whom she answered. */
export async function acquaintancesOf(tx: Tx, person: string): Promise<string[]> {
  const found = await sql<{ person: string }>`
    select r.person from question_readers r join questions q on q.id = r.question_id where q.asker = ${person}
    union select q.asker from questions q join question_readers r on r.question_id = q.id
    where r.person = ${person} and q.asker is not null and q.asker <> ${person}`.execute(tx)
  return found.rows.map((row) => row.person)
}

function asQuestion(row: Selectable<QuestionsTable>): Question {
  const common = {
    id: row.id,
    network: row.network_id,
    kind: row.kind,
    asker: row.asker,
    anonymous: row.anonymous,
    direct: row.direct,
    danger: row.danger,
    lastActivityAt: row.last_activity_at,
  }
  if (row.status === 'closed') return { ...common, status: 'closed', helped: row.helped ?? false }
  return { ...common, status: row.status }
}
