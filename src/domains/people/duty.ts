import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { reachable } from '../../messaging/contact.ts'

declare module '../../db/database.ts' {
  interface Tables {
    duty: { network_id: string; person_id: string; place: number }
  }
}

/**
 * Who is turned to when a question is for a professional, in order. Those who pause, have not come in or blocked us
 * are left out; where no list was made, all professionals of the network stand in it as they came.
 */
export async function onDuty(db: Database, network: string, now: Date): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select p.id from people p left join duty d on d.person_id = p.id and d.network_id = p.network_id
    where p.network_id = ${network} and p.role = 'professional' and p.joined_at is not null
      and (p.paused_until is null or p.paused_until <= ${now})
      and (d.place is not null or not exists (select from duty any_duty where any_duty.network_id = ${network}))
    order by d.place, p.created_at, p.id`.execute(db)
  const listed = found.rows.map((row) => row.id)
  const reached = await reachable(db, listed)
  return listed.filter((person) => reached.has(person))
}

/** Who is called in danger: those on duty first, then every other professional, pausing or not on the list. */
export async function onCall(db: Database, network: string, now: Date): Promise<string[]> {
  const first = await onDuty(db, network, now)
  const found = await sql<{ id: string }>`
    select id from people where network_id = ${network} and role = 'professional' and joined_at is not null
    order by created_at, id`.execute(db)
  const others = found.rows.map(({ id }) => id).filter((id) => !first.includes(id))
  const reached = await reachable(db, others)
  return [...first, ...others.filter((id) => reached.has(id))]
}

/** Makes this the duty list: only these, in this order. */
export async function setDuty(db: Database, network: string, people: string[]): Promise<void> {
  await db.deleteFrom('duty').where('network_id', '=', network).execute()
  if (!people.length) return
  await db
    .insertInto('duty')
    .values(people.map((person, place) => ({ network_id: network, person_id: person, place })))
    .execute()
}

/** The list as it was made, also those who cannot be reached just now. */
export async function dutyList(db: Database, network: string): Promise<string[]> {
  const rows = await db
    .selectFrom('duty')
    .select('person_id')
    .where('network_id', '=', network)
    .orderBy('place')
    .execute()
  return rows.map((row) => row.person_id)
}
