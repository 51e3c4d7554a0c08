import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'

/** How far a broadcast is, in people. */
export type Counts = {
  /** For whom it was meant when it began. */
  people: number
  /** To whom it was sent; on WhatsApp perhaps the note that a message waits. */
  had: number
  /** As far as her app tells us. */
  delivered: number
  read: number
  replied: number
  failed: number
  /** Who had enough this week. */
  enough: number
}

/** Counted from what was really sent: nothing has to be kept in step. */
export async function countsOf(db: Database, broadcast: string): Promise<Counts> {
  const { rows } = await sql<Record<keyof Counts, string>>`
    with said as (
      select c.person_id as person, bool_or(m.status in ('sent', 'delivered', 'read')) as had,
        bool_or(m.status in ('delivered', 'read')) as delivered, bool_or(m.status = 'read') as read,
        bool_or(m.status = 'failed') as failed
      from messages m join contacts c on c.id = m.contact_id
      where m.about = ${broadcast} group by c.person_id)
    select count(*) as people, count(*) filter (where had) as had, count(*) filter (where delivered) as delivered,
      count(*) filter (where read) as read, count(*) filter (where thread is not null) as replied,
      count(*) filter (where failed and not had) as failed, count(*) filter (where passed_over = 'weekly') as enough
    from broadcast_people b left join said s on s.person = b.person_id
    where b.broadcast_id = ${broadcast}`.execute(db)
  return Object.fromEntries(Object.entries(rows[0]!).map(([name, count]) => [name, Number(count)])) as Counts
}
