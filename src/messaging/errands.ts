import { sql } from 'kysely'
import { isDown, transaction } from '../db/database.ts'
import { afterCommit, type Traces, wakeErrands } from './after-commit.ts'
import { plan } from './plan.ts'
import type { PostOffice } from './post-office.ts'
import type { Errand, ErrandDesk, Tx } from './scene.ts'
import { countBegun, isWatchful, oneAtATime, workNoted } from './watchful.ts'

/** An errand that failed so often is left for a person to look at. */
const TRIES = 5

/** An errand's desk, with what has to happen in the world once it is committed, and how often it was begun before. */
export type Desk = ErrandDesk & { traces: Traces[]; errands: Errand[]; attempts: number }

type Row = { id: string; name: string; data: unknown; attempts: number }

/**
 * Runs one errand if it is due and nobody else is at it: its effects and its end are one transaction,
 * so it happens once. A failed one comes back later.
 * @returns whether there was something to do
 */
export async function runErrand(office: PostOffice, id: string): Promise<boolean> {
  const row = await find(office, id)
  if (!row) return false
  if (!isWatchful(office)) return run(office, row)
  const noted = async () =>
    (await note(office, row)) ? workNoted(office, nameOf(row), () => run(office, row)) : true
  return row.attempts > 0 ? oneAtATime(office, noted) : noted()
}

async function run(office: PostOffice, found: Row): Promise<boolean> {
  const { id } = found
  let row: Row | undefined = found
  try {
    await doOutside(office, row)
    const desk = await transaction(
      office.db,
      async (tx) => {
        row = await take(tx, office, id)
        return row ? perform(tx, office, row) : null
      },
      office,
    )
    if (!desk) return false
    office.measure.count('errand', { name: row!.name, outcome: 'done' })
    for (const traces of desk.traces) afterCommit(office, traces)
    wakeErrands(office, desk.errands)
    return true
  } catch (error) {
    if (!row || isDown(error)) throw error
    await putOff(office, row, error)
    return true
  }
}

/** Counts it before it is begun, for the process may not live to say so. @returns false when that was once too often */
async function note(office: PostOffice, row: Row): Promise<boolean> {
  const more = countBegun(office, nameOf(row))
  const noted = await sql<{ failed: boolean }>`
    update errands set attempts = attempts + ${more}::int, trouble = 'not survived',
      failed_at = case when attempts + ${more}::int > ${TRIES} then ${office.now()}::timestamptz end
    where id = ${row.id} and failed_at is null returning failed_at is not null as failed`.execute(office.db)
  return !noted.rows[0]?.failed
}

const nameOf = ({ id }: Row) => `errand ${id}`

async function find(office: PostOffice, id: string): Promise<Row | undefined> {
  const found = await sql<Row>`
    select id, name, data, attempts from errands
    where id = ${id} and due_at <= ${office.now()} and failed_at is null`.execute(office.db)
  return found.rows[0]
}

async function doOutside(office: PostOffice, row: Row): Promise<void> {
  const kind = office.errands.get(row.name)
  if (kind?.outside) await kind.outside(office, kind.data.parse(row.data))
}

async function take(tx: Tx, office: PostOffice, id: string): Promise<Row | undefined> {
  const taken = await sql<Row>`
    delete from errands where id = (
      select id from errands where id = ${id} and due_at <= ${office.now()} and failed_at is null
      for update skip locked)
    returning id, name, data, attempts`.execute(tx)
  return taken.rows[0]
}

async function perform(tx: Tx, office: PostOffice, row: Row): Promise<Desk> {
  const kind = office.errands.get(row.name)
  if (!kind) throw new Error(`No errand is called ${row.name}`)
  const now = office.now()
  const errands: Errand[] = []
  const { attempts } = row
  const later = (errand: Errand) => void errands.push(errand)
  const desk: Desk = { tx, office, now, errands, attempts, traces: [], later }
  await kind.run(desk, kind.data.parse(row.data))
  return { ...desk, errands: await plan(tx, office, errands, now) }
}

async function putOff(office: PostOffice, row: Row, error: unknown): Promise<void> {
  const attempts = row.attempts + 1
  const now = office.now()
  const due = new Date(now.getTime() + Math.min(1000 * 4 ** row.attempts, 300_000))
  office.measure.count('errand', { name: row.name, outcome: 'failed' })
  office.log.warn({ event: 'errand.failed', name: row.name, id: row.id, count: attempts, error })
  await sql`
    update errands set attempts = ${attempts}, due_at = ${due}, trouble = ${error instanceof Error ? error.name : 'unknown'},
      failed_at = ${attempts >= TRIES ? now : null}
    where id = ${row.id}`.execute(office.db)
  if (attempts < TRIES) wakeErrands(office, [{ id: row.id, at: due, data: {}, attempts }])
}
