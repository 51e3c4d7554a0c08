import { sql } from 'kysely'
import { runErrand } from './errands.ts'
import type { PostOffice } from './post-office.ts'
import { contactsInHand, deliver } from './send.ts'

/** So many rows are taken up in one sweep for each kind; the next sweep takes the next ones. */
const AT_ONCE = 500
const SIDE_BY_SIDE = 8

/** A nudge usually comes at once; a row so old has lost its own. */
const LOST_AFTER_MS = 1000

/** A claim is taken over only when its process is gone, and had this long to come back. */
const GONE_AFTER_MS = 3000

/**
 * Takes up what a crash, an emptied Redis or a lost nudge left behind. Harmless on any number of instances.
 * @returns how many rows were taken up
 */
export async function sweep(office: PostOffice): Promise<{ errands: number; messages: number }> {
  await freeAbandoned(office)
  const contacts = await waitingContacts(office)
  await sideBySide(contacts, (contact) => deliver(office, contact))
  const errands = await dueErrands(office)
  await sideBySide(errands, (id) => runErrand(office, id))
  if (errands.length) office.measure.count('recovered', { what: 'errand' }, errands.length)
  if (contacts.length) office.measure.count('recovered', { what: 'message' }, contacts.length)
  return { errands: errands.length, messages: contacts.length }
}

/**
 * Messages claimed by a process that died, or that this one let fall when the database was away, go back in line.
 * One of them may have been sent, so it may come twice.
 */
async function freeAbandoned(office: PostOffice): Promise<void> {
  await sql`
    update messages set status = 'queued', claimed_by = null, attempts = attempts + 1
    where status = 'sending' and claimed_at < ${before(office, GONE_AFTER_MS)}
      and case when claimed_by = ${office.instance} then contact_id <> all (${contactsInHand(office)}::bigint[])
        else not exists (
          select from pg_locks where locktype = 'advisory' and classid = ${INSTANCES} and objid = claimed_by) end`.execute(
    office.db,
  )
}

async function waitingContacts(office: PostOffice): Promise<string[]> {
  const found = await sql<{ contact_id: string }>`
    select contact_id from messages
    where status = 'queued' and priority = 0 and due_at < ${before(office, LOST_AFTER_MS)}
    group by contact_id order by min(id) limit ${AT_ONCE}`.execute(office.db)
  return found.rows.map((row) => row.contact_id)
}

async function dueErrands(office: PostOffice): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from errands where due_at < ${before(office, LOST_AFTER_MS)} and failed_at is null
    order by due_at limit ${AT_ONCE}`.execute(office.db)
  return found.rows.map((row) => row.id)
}

async function sideBySide<T>(all: T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const rest = [...all]
  const walk = async () => {
    for (let one = rest.shift(); one !== undefined; one = rest.shift()) await work(one)
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, walk))
}

function before(office: PostOffice, ms: number): Date {
  return new Date(office.now().getTime() - ms)
}

/** Every process holds the advisory lock (INSTANCES, its number) on a connection of its own while it lives. */
export const INSTANCES = 24_011
