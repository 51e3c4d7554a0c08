import { randomUUID } from 'node:crypto'
import type { ColumnType, Generated, Selectable } from 'kysely'
import type { Body } from '../../engine/flow.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene, Tx } from '../../messaging/scene.ts'

/** How sure the house is that a message tells of danger. `soft`: it may be; she is asked, and a person looks. */
export type Level = 'sure' | 'soft' | 'none'

/** Something a mother wrote in which danger was seen. */
export type Danger = {
  id: string
  network: string
  /** Null once she is erased. */
  person: string | null
  level: 'sure' | 'soft'
  status: 'asked' | 'waiting' | 'taken' | 'calm'
  /** All she has written since it was seen, in her own words. */
  words: Body[]
  takenBy: string | null
  /** Said after somebody was called: it may have been said for her. */
  saidSafe: boolean
  at: Date
  /** What stays of somebody who was erased before it was settled. */
  left: { name: string; keyMother: string | null; at: Date } | null
}

/** Of somebody who is there still. */
export type HerDanger = Danger & { person: string }

declare module '../../db/database.ts' {
  interface Tables {
    dangers: DangersTable
  }
}

type DangersTable = {
  id: string
  network_id: string
  person: string | null
  level: Danger['level']
  status: Danger['status']
  words: Buffer
  taken_by: string | null
  taken_at: Date | null
  said_safe: Generated<boolean>
  at: Date
  left_at: ColumnType<Date | null, never, Date>
  name: ColumnType<Buffer | null, never, Buffer>
  key_mother: ColumnType<string | null, never, string | null>
}

type Desk = Pick<Scene, 'tx' | 'now' | 'office'>

/** Keeps what she wrote. */
export async function addDanger(
  { tx, now, office }: Desk,
  made: Pick<HerDanger, 'network' | 'person' | 'level' | 'status' | 'words'>,
): Promise<Danger> {
  const fresh = { takenBy: null, saidSafe: false, at: now, left: null }
  const danger: Danger = { id: randomUUID(), ...made, ...fresh }
  const { id, network, person, level, status } = danger
  await tx
    .insertInto('dangers')
    .values({
      ...{ id, network_id: network, person, level, status, at: now },
      ...{ words: sealed(office, danger.words), taken_by: null, taken_at: null },
    })
    .execute()
  return danger
}

/** Reads it and holds its lock; lock its ticket first, as everybody does. Null when she was erased. */
export async function lockDanger(
  { tx, office }: Pick<Desk, 'tx' | 'office'>,
  id: string,
): Promise<Danger | null> {
  const row = await tx
    .selectFrom('dangers')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row ? opened(office, row) : null
}

/** Reads it without holding it. Null when she was erased. */
export async function findDanger(
  { tx, office }: Pick<Desk, 'tx' | 'office'>,
  id: string,
): Promise<Danger | null> {
  const row = await tx.selectFrom('dangers').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? opened(office, row) : null
}

/** Reads it for her who wrote it; null for everybody else. */
export async function findHers(
  scene: Pick<Scene, 'tx' | 'office' | 'contact'>,
  id: string,
): Promise<HerDanger | null> {
  const { person } = scene.contact
  const found = person && (await findDanger(scene, id))
  return found && found.person === person ? { ...found, person } : null
}

/** Changes where it stands, or what she has written since. */
export async function saveDanger({ tx, now, office }: Desk, danger: Danger): Promise<void> {
  const { level, status, takenBy, saidSafe } = danger
  await tx
    .updateTable('dangers')
    .set({
      ...{ level, status, words: sealed(office, danger.words), taken_by: takenBy, said_safe: saidSafe },
      ...(status === 'taken' && { taken_at: now }),
    })
    .where('id', '=', danger.id)
    .execute()
}

/** She is erased before it is settled: her words and her id go, these few things stay. */
export async function leaveDanger(
  { tx, now, office }: Desk,
  danger: Danger,
  { name, keyMother }: { name: string; keyMother: string | null },
): Promise<Danger> {
  const left = { name, keyMother, at: now }
  await tx
    .updateTable('dangers')
    .set({
      ...{ person: null, words: sealed(office, []), left_at: now },
      ...{ name: office.sealer.seal(name, NAME), key_mother: keyMother },
    })
    .where('id', '=', danger.id)
    .execute()
  return { ...danger, person: null, words: [], left }
}

/** What this person took and others have left behind. */
export async function takenLeft(tx: Tx, person: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('dangers')
    .select('id')
    .where('taken_by', '=', person)
    .where('left_at', 'is not', null)
    .execute()
  return rows.map(({ id }) => id)
}

/** Nothing of it stays. */
export async function deleteDanger(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('dangers').where('id', '=', id).execute()
}

/** What of hers nobody of this network is there for yet: the youngest of it, not held; null when there is none. */
export async function unsettledOf(tx: Tx, person: string, network: string): Promise<string | null> {
  const found = await tx
    .selectFrom('dangers')
    .select('id')
    .where('person', '=', person)
    .where('network_id', '=', network)
    .where('status', 'in', ['asked', 'waiting'])
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found?.id ?? null
}

/** All that was seen of one person, the oldest first. */
export async function dangersOf(tx: Tx, office: PostOffice, person: string): Promise<Danger[]> {
  const rows = await tx.selectFrom('dangers').selectAll().where('person', '=', person).orderBy('at').execute()
  return rows.map((row) => opened(office, row))
}

const PLACE = 'dangers.words'
const NAME = 'dangers.name'
const sealed = (office: Pick<PostOffice, 'sealer'>, words: Body[]) =>
  office.sealer.seal(JSON.stringify(words), PLACE)

function opened(office: Pick<PostOffice, 'sealer'>, row: Selectable<DangersTable>): Danger {
  const { id, network_id: network, person, level, status, taken_by: takenBy, said_safe: saidSafe, at } = row
  const words = JSON.parse(office.sealer.open(row.words, PLACE)) as Body[]
  const { left_at: leftAt, name, key_mother: keyMother } = row
  const left = leftAt && name ? { name: office.sealer.open(name, NAME), keyMother, at: leftAt } : null
  return { id, network, person, level, status, words, takenBy, saidSafe, at, left }
}
