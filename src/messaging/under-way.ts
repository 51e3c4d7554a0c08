import { sql } from 'kysely'
import type { Tx } from './scene.ts'

/** How much of something that is sent to many is prepared and has not been sent. */
export async function underWay(tx: Tx, about: string, now: Date): Promise<number> {
  const found = await sql<{ n: string }>`
    select (select count(*) from errands where data ->> 'about' = ${about} and failed_at is null)
      + (select count(*) from messages where about = ${about}
          and (status = 'sending' or (status = 'queued' and due_at <= ${now}))) as n`.execute(tx)
  return Number(found.rows[0]!.n)
}

/**
 * Takes back whatever of it has not been sent: conversations not begun yet, messages not handed to a provider.
 * @returns the people from whom something was taken back and who have had nothing of it
 */
export async function withdraw(tx: Tx, about: string): Promise<string[]> {
  const begun = await sql<{ person: string | null }>`
    delete from errands where data ->> 'about' = ${about} returning data ->> 'person' as person`.execute(tx)
  const said = await sql<{ person: string | null }>`
    with gone as (
      delete from messages m where about = ${about}
        and (status = 'queued' or (status = 'parked' and exists (
          select from messages n where n.contact_id = m.contact_id and n.about = ${about} and n.status = 'queued')))
      returning contact_id)
    select distinct c.person_id as person from gone join contacts c on c.id = gone.contact_id
    where not exists (
      select from messages s where s.contact_id = gone.contact_id and s.about = ${about}
        and s.status in ('sending', 'sent', 'delivered', 'read'))`.execute(tx)
  return [...begun.rows, ...said.rows].flatMap(({ person }) => person ?? [])
}

/** Takes all of it away, also from those who have read it here: whoever said it is gone. */
export async function forgetAbout(tx: Tx, about: string[]): Promise<void> {
  await sql`delete from errands where data ->> 'about' = any (${about})`.execute(tx)
  await sql`delete from messages where about = any (${about}::uuid[])`.execute(tx)
}
