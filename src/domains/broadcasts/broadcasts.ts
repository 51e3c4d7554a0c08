import { randomUUID } from 'node:crypto'
import { type Generated, type Selectable, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Body } from '../../engine/flow.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene, Tx } from '../../messaging/scene.ts'

/** To the mothers of her own circle, or to every mother and key mother of the network. */
export type Reach = 'circle' | 'network'

/**
 * What somebody tells many at once. `asked`: the key group has not agreed yet. `planned`: it waits for its time.
 * @property sender null once she is erased, and then there is no body either
 * @property reached everybody up to this place has been seen to
 * @property told when its sender heard last how far it is, and up to which place it was then
 */
export type Broadcast = {
  id: string
  network: string
  sender: string | null
  reach: Reach
  status: 'asked' | 'refused' | 'planned' | 'running' | 'stopped' | 'done'
  body: Body | null
  startsAt: Date
  reached: number
  told: { at: Date | null; reached: number }
  createdAt: Date
}

declare module '../../db/database.ts' {
  interface Tables {
    broadcasts: BroadcastsTable
    broadcast_people: {
      broadcast_id: string
      place: number
      person_id: string
      planned_at: Date | null
      passed_over: 'weekly' | 'rests' | 'stopped' | null
      thread: string | null
    }
  }
}

type BroadcastsTable = {
  id: string
  network_id: string
  sender: string | null
  reach: Reach
  status: Broadcast['status']
  body: Buffer | null
  starts_at: Date
  agreed_by: string | null
  reached: Generated<number>
  told_at: Generated<Date | null>
  told_reached: Generated<number>
  created_at: Date
  ended_at: Date | null
}

/** @returns its id */
export async function addBroadcast(
  { tx, office, now }: Pick<Scene, 'tx' | 'office' | 'now'>,
  made: Pick<Broadcast, 'network' | 'reach' | 'status' | 'startsAt'> & { sender: string; body: Body },
): Promise<string> {
  const id = randomUUID()
  await tx
    .insertInto('broadcasts')
    .values({
      ...{ id, network_id: made.network, sender: made.sender, reach: made.reach, status: made.status },
      body: office.sealer.seal(JSON.stringify(made.body), 'broadcasts.body'),
      ...{ starts_at: made.startsAt, agreed_by: null, created_at: now, ended_at: null },
    })
    .execute()
  return id
}

/** Null when there is none of this id. */
export async function findBroadcast(tx: Database, office: Sealing, id: string): Promise<Broadcast | null> {
  const row = await tx.selectFrom('broadcasts').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? opened(office, row) : null
}

/** Reads it and holds its lock until the transaction ends: whoever starts, goes on with or stops it has it alone. */
export async function lockBroadcast(tx: Tx, office: Sealing, id: string): Promise<Broadcast | null> {
  const row = await tx
    .selectFrom('broadcasts')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row ? opened(office, row) : null
}

/** Her own, the latest first. */
export async function broadcastsOf(tx: Tx, office: Sealing, sender: string, most = 10): Promise<Broadcast[]> {
  const rows = await tx
    .selectFrom('broadcasts')
    .selectAll()
    .where('sender', '=', sender)
    .orderBy('created_at', 'desc')
    .limit(most)
    .execute()
  return rows.map((row) => opened(office, row))
}

export type BroadcastPatch = Partial<Pick<Broadcast, 'status' | 'startsAt' | 'reached' | 'told'>> & {
  agreedBy?: string
  endedAt?: Date
}

/** Its row must be locked. */
export async function changeBroadcast(tx: Tx, id: string, patch: BroadcastPatch): Promise<void> {
  const { status, startsAt, reached, told, agreedBy, endedAt } = patch
  const given = {
    ...{ status, reached, starts_at: startsAt, agreed_by: agreedBy, ended_at: endedAt },
    ...{ told_at: told?.at, told_reached: told?.reached },
  }
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  await tx.updateTable('broadcasts').set(changes).where('id', '=', id).execute()
}

/** Writes down for whom it is, in this order. */
export async function addPeople(tx: Tx, id: string, people: string[]): Promise<void> {
  await sql`
    insert into broadcast_people (broadcast_id, place, person_id)
    select ${id}::uuid, place, person from unnest(${people}::uuid[]) with ordinality as p (person, place)
    on conflict do nothing`.execute(tx)
}

/** Those who come next, in order. */
export async function nextPeople(
  tx: Tx,
  { id, reached }: Broadcast,
  most: number,
): Promise<{ place: number; person: string }[]> {
  return tx
    .selectFrom('broadcast_people')
    .select(['place', 'person_id as person'])
    .where('broadcast_id', '=', id)
    .where('place', '>', reached)
    .orderBy('place')
    .limit(most)
    .execute()
}

/** These are brought it now. */
export async function markPlanned(tx: Tx, id: string, people: string[], now: Date): Promise<void> {
  await sql`
    update broadcast_people set planned_at = ${now}
    where broadcast_id = ${id} and person_id = any (${people}::uuid[])`.execute(tx)
}

/** These do not get it, and why. */
export async function passOver(tx: Tx, id: string, people: string[], why: 'weekly' | 'rests'): Promise<void> {
  await sql`
    update broadcast_people set passed_over = ${why}
    where broadcast_id = ${id} and person_id = any (${people}::uuid[])`.execute(tx)
}

/** The thread in which she answered it; null when she has not. */
export async function threadOf(tx: Tx, id: string, person: string): Promise<string | null> {
  const row = await tx
    .selectFrom('broadcast_people')
    .select('thread')
    .where('broadcast_id', '=', id)
    .where('person_id', '=', person)
    .executeTakeFirst()
  return row?.thread ?? null
}

/** She answers it in this thread. */
export async function setThread(tx: Tx, id: string, person: string, thread: string): Promise<void> {
  await tx
    .updateTable('broadcast_people')
    .set({ thread })
    .where('broadcast_id', '=', id)
    .where('person_id', '=', person)
    .execute()
}

/** How many broadcasts each of these got within a week of now, or is getting; who got none is left out. */
export async function gotThisWeek(tx: Tx, people: string[], now: Date): Promise<Map<string, number>> {
  const { rows } = await sql<{ person: string; got: string }>`
    select b.person_id as person, count(*) as got from broadcast_people b
    left join lateral (
      select max(coalesce(m.sent_at, ${now})) as at from messages m join contacts c on c.id = m.contact_id
      where m.about = b.broadcast_id and c.person_id = b.person_id and m.status <> 'failed') l on true
    where b.person_id = any (${people}::uuid[]) and b.passed_over is null
      and b.planned_at > ${now}::timestamptz - interval '60 days'
      and greatest(b.planned_at, l.at) > ${now}::timestamptz - interval '7 days'
    group by b.person_id`.execute(tx)
  return new Map(rows.map(({ person, got }) => [person, Number(got)]))
}

type Sealing = Pick<PostOffice, 'sealer'>

function opened(office: Sealing, row: Selectable<BroadcastsTable>): Broadcast {
  return {
    ...{ id: row.id, network: row.network_id, sender: row.sender, reach: row.reach, status: row.status },
    body: row.body && (JSON.parse(office.sealer.open(row.body, 'broadcasts.body')) as Body),
    ...{
      startsAt: row.starts_at,
      reached: row.reached,
      told: { at: row.told_at, reached: row.told_reached },
      createdAt: row.created_at,
    },
  }
}
