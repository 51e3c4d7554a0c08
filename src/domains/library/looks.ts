import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Body } from '../../engine/flow.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene, Tx } from '../../messaging/scene.ts'

/** One time that somebody's words were looked up in the library, and what came of it. */
export type Look = {
  id: string
  network: string
  asker: string
  language: string
  words: Body
  /** Up to three topics that she was, or would be, offered. */
  offered: string[]
  /** What she was answered; null when nothing was. */
  topic: string | null
  /** `sure`: the library answered by itself; `chosen`: she tapped it. */
  how: 'sure' | 'chosen' | null
  helped: boolean | null
  toldOf: string | null
  at: Date
}

declare module '../../db/database.ts' {
  interface Tables {
    library_looks: LooksTable
  }
}

type LooksTable = {
  id: string
  network_id: string
  asker: string
  language: string
  words: Buffer
  offered: string[]
  topic: string | null
  how: Look['how']
  helped: boolean | null
  told_of: string | null
  at: Date
}

type Desk = Pick<Scene, 'tx' | 'now' | 'office'>

/** Notes a look; it is forgotten after the network's `library.keepLooks`. */
export async function addLook(
  { tx, now, office }: Desk,
  made: Pick<Look, 'network' | 'asker' | 'language' | 'words' | 'offered' | 'topic' | 'how'>,
): Promise<Look> {
  const { network, words, ...rest } = made
  const id = randomUUID()
  const row = { ...rest, helped: null, at: now }
  await tx
    .insertInto('library_looks')
    .values({ ...row, id, network_id: network, words: sealed(office, words), told_of: null })
    .execute()
  return { ...row, id, network, words, toldOf: null }
}

/** Null when it is forgotten, or somebody else's. */
export async function findLook(
  { tx, office }: Pick<Desk, 'tx' | 'office'>,
  id: string,
  asker: string,
): Promise<Look | null> {
  const row = await tx
    .selectFrom('library_looks')
    .selectAll()
    .where('id', '=', id)
    .where('asker', '=', asker)
    .executeTakeFirst()
  return row ? opened(office, row) : null
}

/** Whoever's it is; for the house itself. Null when it is forgotten. */
export async function anyLook(
  db: Database,
  office: Pick<PostOffice, 'sealer'>,
  id: string,
): Promise<Look | null> {
  const row = await db.selectFrom('library_looks').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? opened(office, row) : null
}

/** Notes what came of it: which answer she took, or whether it helped. */
export async function changeLook(
  tx: Database,
  id: string,
  patch: Partial<Pick<Look, 'topic' | 'how' | 'helped' | 'offered'>>,
): Promise<void> {
  await tx.updateTable('library_looks').set(patch).where('id', '=', id).execute()
}

/** What she has asked the library, the oldest first. */
export async function looksOf(tx: Tx, office: PostOffice, asker: string): Promise<Look[]> {
  const rows = await tx
    .selectFrom('library_looks')
    .selectAll()
    .where('asker', '=', asker)
    .orderBy('at')
    .execute()
  return rows.map((row) => opened(office, row))
}

/** Those in a network that the library did not help, and who have not been told of a later answer; the oldest first. */
export async function unhelpedIn(tx: Tx, office: PostOffice, network: string): Promise<Look[]> {
  const rows = await tx
    .selectFrom('library_looks')
    .selectAll()
    .where('network_id', '=', network)
    .where('helped', 'is distinct from', true)
    .where('told_of', 'is', null)
    .orderBy('at')
    .execute()
  return rows.map((row) => opened(office, row))
}

/**
 * What the library answered by itself in a network, by topic, the most frequent first.
 * @param askers only what these asked; null for everybody's
 */
export async function answeredBetween(
  tx: Tx,
  network: string,
  { since, until, askers }: { since: Date; until: Date; askers: string[] | null },
): Promise<{ topic: string; count: number }[]> {
  if (askers?.length === 0) return []
  const rows = await tx
    .selectFrom('library_looks')
    .select((select) => ['topic', select.fn.countAll<string>().as('many')])
    .where('network_id', '=', network)
    .where('how', '=', 'sure')
    .where('topic', 'is not', null)
    .where('at', '>', since)
    .where('at', '<=', until)
    .$if(askers !== null, (query) => query.where('asker', 'in', askers!))
    .groupBy('topic')
    .orderBy('many', 'desc')
    .orderBy('topic')
    .execute()
  return rows.map(({ topic, many }) => ({ topic: topic!, count: Number(many) }))
}

/** She is told of a later answer: once. @returns false when she was already */
export async function noteTold(tx: Tx, id: string, topic: string): Promise<boolean> {
  const noted = await tx
    .updateTable('library_looks')
    .set({ told_of: topic })
    .where('id', '=', id)
    .where('told_of', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return noted !== undefined
}

/** Its time is over. */
export async function forgetLook(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('library_looks').where('id', '=', id).execute()
}

const PLACE = 'library_looks.words'
const sealed = (office: Pick<PostOffice, 'sealer'>, words: Body) =>
  office.sealer.seal(JSON.stringify(words), PLACE)

function opened(office: Pick<PostOffice, 'sealer'>, row: Selectable<LooksTable>): Look {
  const { id, network_id: network, asker, language, offered, topic, how, helped, told_of: toldOf, at } = row
  const words = JSON.parse(office.sealer.open(row.words, PLACE)) as Body
  return { id, network, asker, language, words, offered, topic, how, helped, toldOf, at }
}
