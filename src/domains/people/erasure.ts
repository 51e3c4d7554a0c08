import type { Database } from '../../db/database.ts'
import type { Contact } from '../../messaging/contact.ts'
import { forgetPerson } from '../../messaging/erase.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { ErrandDesk, Tx } from '../../messaging/scene.ts'
import { deletePerson } from './people.ts'

/** How a domain takes a person out of what it keeps; what others wrote stays, without her. */
export type Forgetting = (desk: ErrandDesk, person: string) => Promise<void>

/** A part of what she is given when she asks for all we keep, in her own language. */
export type Section = { title: string; lines: string[] }

/** How a domain tells what it keeps about a person. */
export type Exporting = (
  tx: Tx,
  office: PostOffice,
  person: string,
  language: string,
  now: Date,
) => Promise<Section[]>

/** What the other domains do when somebody leaves, or asks what is kept; domains.ts lists them. */
export type Hooks = { forgetting: Forgetting[]; exporting: Exporting[] }

declare module '../../db/database.ts' {
  interface Tables {
    erased: { key: Buffer; at: Date }
  }
}

/**
 * Takes a person out of every table of every domain, at once; her address goes when the farewell has reached her.
 * Nothing but a keyed hash of her id stays.
 * @param own the scene's own contact, when she asks for it herself
 */
export async function erase(
  desk: ErrandDesk,
  person: string,
  forgetting: Forgetting[],
  own?: Contact,
): Promise<void> {
  for (const forget of forgetting) await forget(desk, person)
  await deletePerson(desk.tx, person)
  await desk.tx
    .insertInto('erased')
    .values({ key: desk.office.sealer.index(label(person)), at: desk.now })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  await forgetPerson(desk, person, own)
}

/** The hashes of everybody erased so far, for the operator to keep beside the backups. */
export async function tombstones(db: Database): Promise<Buffer[]> {
  return (await db.selectFrom('erased').select('key').orderBy('at').execute()).map((row) => row.key)
}

/** Those who came back with a backup although they had been erased. */
export async function revenants(
  db: Database,
  office: Pick<PostOffice, 'sealer'>,
  keys: Buffer[],
): Promise<string[]> {
  const gone = new Set(keys.map((key) => key.toString('hex')))
  const people = await db.selectFrom('people').select('id').execute()
  return people.map(({ id }) => id).filter((id) => everyTombstone(office, id).some((key) => gone.has(key)))
}

const label = (person: string) => `erased ${person}`

const everyTombstone = (office: Pick<PostOffice, 'sealer'>, person: string) =>
  office.sealer.indexes(label(person)).map((key) => key.toString('hex'))
