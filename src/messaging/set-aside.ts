import { sql } from 'kysely'
import type { Session } from '../engine/session.ts'
import { daysBefore } from './days.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'

declare module '../db/database.ts' {
  interface Tables {
    set_aside: { id: string; contact_id: string; session: Buffer; comes_back: boolean; at: Date }
  }
}

/** Longer than any flow waits for an answer. */
const LET_GO_DAYS = 30

/**
 * Keeps a conversation behind the running one; its buttons go on working.
 * @param comesBack it is asked again by itself when the running one is over
 */
export async function putAside(
  tx: Tx,
  office: PostOffice,
  contact: string,
  session: Session,
  at: Date,
  comesBack = true,
): Promise<void> {
  const sealed = office.sealer.seal(JSON.stringify(session), 'set_aside.session')
  await tx
    .insertInto('set_aside')
    .values({ id: session.id, contact_id: contact, session: sealed, comes_back: comesBack, at })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ session: sealed, comes_back: comesBack, at }),
    )
    .execute()
}

/** Takes back the conversation of this id, or the youngest one that comes back by itself; it is running from now on. */
export async function takeAside(
  tx: Tx,
  office: PostOffice,
  contact: string,
  id?: string,
): Promise<Session | null> {
  const taken = await tx
    .deleteFrom('set_aside')
    .where('contact_id', '=', contact)
    .where('id', '=', id ?? youngest(tx, contact).select('id'))
    .returning('session')
    .executeTakeFirst()
  return taken ? opened(office, taken) : null
}

/** The conversation of this id, or the youngest one that comes back by itself, left where it is behind the running one. */
export async function lookAside(
  tx: Tx,
  office: PostOffice,
  contact: string,
  id?: string,
): Promise<Session | null> {
  const found = await tx
    .selectFrom('set_aside')
    .select('session')
    .where('contact_id', '=', contact)
    .where('id', '=', id ?? youngest(tx, contact).select('id'))
    .executeTakeFirst()
  return found ? opened(office, found) : null
}

/** Puts a conversation before all others behind the running one. @returns false when it is not there any more */
export async function bringForward(tx: Tx, contact: string, id: string): Promise<boolean> {
  const moved = await sql`
    update set_aside set comes_back = true,
      at = (select max(at) + interval '1 millisecond' from set_aside where contact_id = ${contact})
    where id = ${id} and contact_id = ${contact}`.execute(tx)
  return moved.numAffectedRows === 1n
}

/** The conversation behind the running one that would come back by itself; null when there is none. */
export async function asideOf(tx: Tx, contact: string): Promise<string | null> {
  const found = await youngest(tx, contact).select('id').executeTakeFirst()
  return found?.id ?? null
}

/** None of the conversations behind the running one comes back by itself any more; their buttons go on working. */
export async function letGo(tx: Tx, contact: string): Promise<void> {
  await tx.updateTable('set_aside').set({ comes_back: false }).where('contact_id', '=', contact).execute()
}

/** Forgets what was let go so long ago that its buttons may say so. */
export async function forgetLetGo(office: PostOffice): Promise<void> {
  await office.db
    .deleteFrom('set_aside')
    .where('comes_back', '=', false)
    .where('at', '<', daysBefore(office.now(), LET_GO_DAYS))
    .execute()
}

/** These are over: neither do they come back, nor do their buttons work. */
export async function dropAside(tx: Tx, contact: string, ids: string[]): Promise<void> {
  if (!ids.length) return
  await tx.deleteFrom('set_aside').where('contact_id', '=', contact).where('id', 'in', ids).execute()
}

/** What is about this, by a value that one of its flows holds, comes back by itself no more: it is answered elsewhere. */
export async function letGoOf(
  tx: Tx,
  office: PostOffice,
  contact: string,
  about: { value: string; is: string },
): Promise<void> {
  const found = await tx
    .selectFrom('set_aside')
    .select(['id', 'session'])
    .where('contact_id', '=', contact)
    .where('comes_back', '=', true)
    .execute()
  const ids = found
    .filter((row) => opened(office, row).stack.some(({ values }) => values[about.value] === about.is))
    .map(({ id }) => id)
  if (ids.length)
    await tx.updateTable('set_aside').set({ comes_back: false }).where('id', 'in', ids).execute()
}

/** Of those that come back by themselves. */
const youngest = (tx: Tx, contact: string) =>
  tx
    .selectFrom('set_aside')
    .where('contact_id', '=', contact)
    .where('comes_back', '=', true)
    .orderBy('at', 'desc')
    .limit(1)

const opened = (office: PostOffice, { session }: { session: Buffer }) =>
  JSON.parse(office.sealer.open(session, 'set_aside.session')) as Session
