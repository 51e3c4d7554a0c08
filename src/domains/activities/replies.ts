import { type Selectable, sql } from 'kysely'
import type { Scene, Tx } from '../../messaging/scene.ts'

/** `offered`: a place came free and is kept for her until she has answered. */
export type Said = 'none' | 'yes' | 'maybe' | 'no' | 'waiting' | 'offered'

/** Somebody who was invited, or came by herself, and what she said. */
export type Reply = {
  activity: string
  person: string
  reply: Said
  /** How many others she brings, and how many children need care. */
  brings: number
  children: number
  offeredUntil: Date | null
  came: boolean | null
}

declare module '../../db/database.ts' {
  interface Tables {
    activity_replies: RepliesTable
  }
}

type RepliesTable = {
  activity_id: string
  person: string
  reply: Said
  brings: number
  children: number
  waiting_since: Date | null
  offered_until: Date | null
  came: boolean | null
  changed_at: Date
}

/** Notes that they are invited; whoever was already is left as she is. @returns those who are new */
export async function noteInvited(
  { tx, now }: Pick<Scene, 'tx' | 'now'>,
  activity: string,
  people: string[],
): Promise<string[]> {
  const { rows } = await sql<{ person: string }>`
    insert into activity_replies (activity_id, person, reply, changed_at)
    select ${activity}::uuid, one, 'none', ${now} from unnest(${people}::uuid[]) one join people on people.id = one
    on conflict do nothing returning person`.execute(tx)
  return rows.map(({ person }) => person)
}

/** What she said; `none` when nothing yet. */
export async function replyOf(tx: Tx, activity: string, person: string): Promise<Reply> {
  const row = await tx
    .selectFrom('activity_replies')
    .selectAll()
    .where('activity_id', '=', activity)
    .where('person', '=', person)
    .executeTakeFirst()
  if (row) return opened(row)
  return { activity, person, reply: 'none', brings: 0, children: 0, offeredUntil: null, came: null }
}

/** Writes down what she says now. Whoever waits already keeps her turn. */
export async function saveReply({ tx, now }: Pick<Scene, 'tx' | 'now'>, reply: Reply): Promise<void> {
  const values = {
    ...{ reply: reply.reply, brings: reply.brings, children: reply.children, came: reply.came },
    ...{ offered_until: reply.offeredUntil, changed_at: now },
  }
  const waits = reply.reply === 'waiting'
  // Two who come in one moment stand in line all the same.
  const since = sql<Date>`greatest(${now}::timestamptz, (
    select max(waiting_since) + interval '1 millisecond' from activity_replies where activity_id = ${reply.activity}))`
  await tx
    .insertInto('activity_replies')
    .values({
      ...values,
      activity_id: reply.activity,
      person: reply.person,
      waiting_since: waits ? since : null,
    })
    .onConflict((conflict) =>
      conflict.columns(['activity_id', 'person']).doUpdateSet({
        ...values,
        waiting_since: waits
          ? sql`case when activity_replies.reply = 'waiting' then activity_replies.waiting_since else ${since} end`
          : null,
      }),
    )
    .execute()
}

/** Everybody who said one of these, in the order in which they came to wait, or said it. */
export async function whoSaid(tx: Tx, activity: string, said: Said[]): Promise<Reply[]> {
  const rows = await tx
    .selectFrom('activity_replies')
    .selectAll()
    .where('activity_id', '=', activity)
    .where('reply', 'in', said)
    .orderBy(sql`coalesce(waiting_since, changed_at)`)
    .orderBy('person')
    .execute()
  return rows.map(opened)
}

/** How many places are taken or kept. Call it with the activity's lock held. */
export async function placesTaken(tx: Tx, activity: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(1 + brings), 0)::int n from activity_replies
    where activity_id = ${activity} and reply in ('yes', 'offered')`.execute(tx)
  return rows[0]!.n
}

/** Of everybody invited: how many said what, how many places that is, how many children. */
export async function countOf(tx: Tx, activity: string) {
  const { rows } = await sql<Record<Said | 'invited' | 'people' | 'children' | 'came', number>>`
    select count(*)::int invited,
      ${sql.join((['none', 'yes', 'maybe', 'no', 'waiting', 'offered'] as const).map((said) => sql`count(*) filter (where reply = ${said})::int as ${sql.ref(said)}`))},
      coalesce(sum(1 + brings) filter (where reply = 'yes'), 0)::int people,
      coalesce(sum(children) filter (where reply = 'yes'), 0)::int children,
      count(*) filter (where came)::int came
    from activity_replies where activity_id = ${activity}`.execute(tx)
  return rows[0]!
}

/** How many of those invited nothing was sent to, or not in time. */
export async function unheardOf(tx: Tx, activity: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int n from (
      select c.person_id from messages m join contacts c on c.id = m.contact_id
      where m.about = ${activity} group by c.person_id
      having not bool_or(m.status in ('sent', 'delivered', 'read'))) unheard
    join activity_replies r on r.person = unheard.person_id and r.activity_id = ${activity}
    where r.reply = 'none'`.execute(tx)
  return rows[0]!.n
}

/** Whether each of these came. */
export async function noteCame(tx: Tx, activity: string, people: string[], came: boolean): Promise<void> {
  if (people.length)
    await tx
      .updateTable('activity_replies')
      .set({ came })
      .where('activity_id', '=', activity)
      .where('person', 'in', people)
      .execute()
}

/** All that she ever replied, for her own eyes. */
export async function repliesBy(tx: Tx, person: string): Promise<Reply[]> {
  const rows = await tx
    .selectFrom('activity_replies')
    .selectAll()
    .where('person', '=', person)
    .orderBy('changed_at')
    .execute()
  return rows.map(opened)
}

function opened(row: Selectable<RepliesTable>): Reply {
  const { person, reply, brings, children, came } = row
  return { activity: row.activity_id, person, reply, brings, children, offeredUntil: row.offered_until, came }
}
