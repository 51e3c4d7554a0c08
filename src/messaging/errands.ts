import { sql } from 'kysely'
import { isDown, transaction } from '../db/database.ts'
import { afterCommit, type Traces, wakeErrands } from './after-commit.ts'
import { plan } from './plan.ts'
import type { PostOffice } from './post-office.ts'
import type { Errand, ErrandDesk, Tx } from './scene.ts'

/** An errand that failed so often is left for a person to look at. */
const TRIES = 5

/** An errand's desk, with what has to happen in the world once it is committed. */
export type Desk = ErrandDesk & { traces: Traces[]; errands: Errand[] }

type Row = { id: string; name: string; data: unknown; attempts: number }

/**
 * Runs one errand if it is due and nobody else is at it: its effects and its end are one transaction,
 * so it happens once. A failed one comes back later.
 * @returns whether there was something to do
 */
export async function runErrand(office: PostOffice, id: string): Promise<boolean> {
  let row = await find(office, id)
  if (!row) return false
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
  const desk: Desk = { tx, office, now, errands, traces: [], later: (errand) => void errands.push(errand) }
  await kind.run(desk, kind.data.parse(row.data))
  await plan(tx, office, errands, now)
  return desk
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
  if (attempts < TRIES)
    office.queue.add('errand', { id: row.id }, { id: `errand-${row.id}-${attempts}`, at: due })
}
