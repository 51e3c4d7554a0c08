import { randomUUID } from 'node:crypto'
import { type Generated, type Selectable, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { reachable } from '../../messaging/contact.ts'
import type { PostOffice } from '../../messaging/post-office.ts'

export const ROLES = ['mother', 'key-mother', 'professional', 'institution'] as const
export type Role = (typeof ROLES)[number]

/** Children's ages as a mother tells them: enough to invite her to what fits, too little to know a child by. */
export const AGE_GROUPS = ['0-3', '4-11', '12-17'] as const
export type AgeGroup = (typeof AGE_GROUPS)[number]

/** Somebody of a network. */
export type Person = {
  id: string
  network: string
  /** A first name or nickname, at most 40 characters; all we ever ask. Empty for whoever has not joined. */
  name: string
  /** `guest`: she has not joined, and somebody is to answer her all the same. */
  role: Role | 'guest'
  languages: string[]
  children: AgeGroup[]
  invitations: boolean
  reminders: boolean
  pausedUntil: Date | null
  /** Null for somebody who was appointed and has not come in yet. */
  joinedAt: Date | null
}

declare module '../../db/database.ts' {
  interface Tables {
    people: PeopleTable
  }
}

type PeopleTable = {
  id: string
  network_id: string
  name: Buffer
  role: Person['role']
  languages: Generated<string[]>
  children: Generated<AgeGroup[]>
  invitations: Generated<boolean>
  reminders: Generated<boolean>
  paused_until: Date | null
  joined_at: Date | null
  created_at: Date
}

type Sealing = Pick<PostOffice, 'sealer'>

export type NewPerson = Pick<Person, 'network' | 'name' | 'role' | 'languages' | 'joinedAt'> &
  Partial<Pick<Person, 'children'>>

/**
 * @param id for who needs it before the row is there
 * @returns the new person's id
 */
export async function addPerson(
  db: Database,
  office: Sealing,
  made: NewPerson,
  now: Date,
  id: string = randomUUID(),
): Promise<string> {
  await db
    .insertInto('people')
    .values({
      id,
      network_id: made.network,
      name: office.sealer.seal(made.name, 'people.name'),
      role: made.role,
      languages: made.languages,
      children: made.children ?? [],
      paused_until: null,
      joined_at: made.joinedAt,
      created_at: now,
    })
    .execute()
  return id
}

/** Null when there is nobody (any more) of this id. */
export async function findPerson(db: Database, office: Sealing, id: string): Promise<Person | null> {
  const row = await db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? opened(office, row) : null
}

/** The name of a person; empty when she was erased. */
export async function nameOf(db: Database, office: Sealing, id: string): Promise<string> {
  return (await findPerson(db, office, id))?.name ?? ''
}

/** Everybody who belongs to a network, or is of one role in it, those who came first first. */
export async function peopleOf(
  db: Database,
  office: Sealing,
  network: string,
  role?: Role,
): Promise<Person[]> {
  const rows = await db
    .selectFrom('people')
    .selectAll()
    .where('network_id', '=', network)
    .$if(role === undefined, (query) => query.where('role', '<>', 'guest'))
    .$if(role !== undefined, (query) => query.where('role', '=', role!))
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => opened(office, row))
}

/** What she may change about herself, and what joining completes. */
export type PersonPatch = Partial<
  Pick<
    Person,
    | ('name' | 'languages' | 'children' | 'invitations' | 'reminders' | 'pausedUntil' | 'joinedAt')
    | ('role' | 'network')
  >
>

/** Changes what is named in the patch, and nothing else. */
export async function changePerson(
  db: Database,
  office: Sealing,
  id: string,
  patch: PersonPatch,
): Promise<void> {
  const { name, languages, children, invitations, reminders, role } = patch
  const changes = {
    ...(name !== undefined && { name: office.sealer.seal(name, 'people.name') }),
    ...(patch.pausedUntil !== undefined && { paused_until: patch.pausedUntil }),
    ...(patch.joinedAt !== undefined && { joined_at: patch.joinedAt }),
    ...(patch.network !== undefined && { network_id: patch.network }),
    ...Object.fromEntries(
      Object.entries({ languages, children, invitations, reminders, role }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
  }
  if (Object.keys(changes).length) await db.updateTable('people').set(changes).where('id', '=', id).execute()
}

/** Speaking a language she had not named yet puts it first among hers. */
export async function speaks(db: Database, id: string, language: string): Promise<void> {
  await db
    .updateTable('people')
    .set({ languages: sql`array_prepend(${language}::text, array_remove(languages, ${language}::text))` })
    .where('id', '=', id)
    .execute()
}

/** `questions`: what others ask of her. Her own questions, and the answers to them, need nobody's leave. */
export type Purpose = 'questions' | 'invitations' | 'reminders'

/** Whether her phone may ring for this: she has joined, is not pausing, did not stop it and did not block us. */
export async function mayBeReached(
  db: Database,
  person: string,
  purpose: Purpose,
  now: Date,
): Promise<boolean> {
  const row = await db
    .selectFrom('people')
    .select(['invitations', 'reminders', 'paused_until', 'joined_at'])
    .where('id', '=', person)
    .executeTakeFirst()
  if (!row?.joined_at || (row.paused_until && row.paused_until > now)) return false
  if (purpose !== 'questions' && !row[purpose]) return false
  return (await reachable(db, [person])).has(person)
}

/** The row goes, and with it all that hangs on it. What others wrote is theirs. */
export async function deletePerson(db: Database, id: string): Promise<void> {
  await db.deleteFrom('people').where('id', '=', id).execute()
}

function opened(office: Sealing, row: Selectable<PeopleTable>): Person {
  const { id, role, languages, children, invitations, reminders } = row
  return {
    ...{ id, role, languages, children, invitations, reminders },
    network: row.network_id,
    name: office.sealer.open(row.name, 'people.name'),
    pausedUntil: row.paused_until,
    joinedAt: row.joined_at,
  }
}

export { onCall, onDuty } from './duty.ts'
export type { Exporting, Forgetting, Hooks, Section } from './erasure.ts'
export { placeOf } from './place.ts'
