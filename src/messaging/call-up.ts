import { sql } from 'kysely'
import { NEAR_MS, wakeErrands } from './after-commit.ts'
import type { PostOffice } from './post-office.ts'

/** Milliseconds between two rounds: often enough that none becomes near and due between them. */
export const CALL_UP_EVERY = NEAR_MS / 2

const calledUntil = new WeakMap<PostOffice, Date>()

/** Gives the queue the timers whose time has come near since the last round. What is missed here, the sweep finds when it is due. */
export async function callUp(office: PostOffice): Promise<void> {
  const now = office.now()
  const from = calledUntil.get(office) ?? now
  const until = new Date(now.getTime() + NEAR_MS)
  const near = await sql<{ id: string; due_at: Date; attempts: number }>`
    select id, due_at, attempts from errands where due_at >= ${from} and due_at < ${until} and failed_at is null`.execute(
    office.db,
  )
  calledUntil.set(office, until)
  wakeErrands(
    office,
    near.rows.map(({ id, due_at: at, attempts }) => ({ id, at, attempts, data: {} })),
  )
}
