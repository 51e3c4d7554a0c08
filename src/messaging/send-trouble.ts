import { sql } from 'kysely'
import type { SendError } from '../channels/channel.ts'
import { transaction } from '../db/database.ts'
import type { Contact } from './contact.ts'
import { daysBefore } from './days.ts'
import type { PostOffice } from './post-office.ts'
import { noteUnreachable } from './unreachable.ts'

/**
 * How a contact's line stands after one send: on to the next; a nudge in its place stands behind the others now;
 * the rest waits too; or nothing more to this person.
 */
export type Standing = 'sent' | 'parked' | 'waits' | 'stopped'

/** Writes down why a message did not leave, and what that means for it and for the person. */
export async function noteTrouble(
  office: PostOffice,
  contact: Contact,
  message: { id: string; attempts?: number },
  error: SendError,
): Promise<Standing> {
  const { trouble } = error
  office.measure.count('send_error', { channel: contact.channel, trouble })
  office.log[error.tryAgain ? 'info' : 'warn']({
    event: 'send.trouble',
    channel: contact.channel,
    kind: trouble,
    id: message.id,
    error,
  })
  if (trouble === 'blocked' || trouble === 'gone') {
    await pausePerson(office, contact.id, trouble, message.id)
    return 'stopped'
  }
  if (error.tryAgain) return tryLater(office, message, error)
  await office.db
    .updateTable('messages')
    .set({ status: 'failed', trouble, claimed_by: null })
    .where('id', '=', message.id)
    .execute()
  return 'sent'
}

/**
 * She blocked us: nothing is tried again until she writes; what waits for her is kept for then.
 * @param message what could not be sent to her just now, if that is how we know
 */
export async function pausePerson(
  office: PostOffice,
  contact: string,
  trouble: 'blocked' | 'gone',
  message: string | null = null,
): Promise<void> {
  const now = office.now()
  await transaction(
    office.db,
    async (tx) => {
      await sql`
        with person as (update contacts set blocked_at = ${now} where id = ${contact})
        update messages set status = 'parked', trouble = ${trouble}, claimed_by = null
        where contact_id = ${contact} and (id = ${message}::bigint or status in ('queued', 'sending'))`.execute(
        tx,
      )
      await noteUnreachable(tx, office, contact)
    },
    office,
  )
}

async function tryLater(
  office: PostOffice,
  message: { id: string; attempts?: number },
  error: SendError,
): Promise<Standing> {
  const attempts = (message.attempts ?? 0) + 1
  const due = new Date(office.now().getTime() + (error.retryAfter ?? backOff(attempts, office.random())))
  const kept = await sql<{ contact_id: string; status: string }>`
    update messages set
      status = case when created_at < ${daysBefore(office.now())} then 'failed' else 'queued' end,
      trouble = ${error.trouble}, attempts = ${attempts}, due_at = ${due}, claimed_by = null
    where id = ${message.id} returning contact_id, status`.execute(office.db)
  const row = kept.rows[0]
  if (row?.status === 'queued') office.queue.add('deliver', { contact: row.contact_id }, { at: due })
  return 'waits'
}

/** One second, doubled each time, at most five minutes, half of it by chance so that not all come back at once. */
function backOff(attempts: number, chance: number): number {
  const most = Math.min(1000 * 2 ** (attempts - 1), 300_000)
  return most / 2 + (most / 2) * chance
}
