import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene, Tx } from '../../messaging/scene.ts'

/** A way of asking that a network has learned, or may learn when a person accepts it. */
export type Ask = {
  id: string
  network: string
  topic: string
  language: string
  words: string
  status: 'proposed' | 'accepted' | 'declined'
  /** A choice that was tapped, an answer that a professional linked, or words written by somebody for the purpose. */
  how: 'chosen' | 'linked' | 'written'
}

declare module '../../db/database.ts' {
  interface Tables {
    library_asks: AsksTable
  }
}

type AsksTable = {
  id: string
  network_id: string
  topic: string
  language: string
  words: Buffer
  status: Ask['status']
  how: Ask['how']
  asker: string | null
  decided_by: string | null
  decided_at: Date | null
  at: Date
}

type Desk = Pick<Scene, 'tx' | 'now' | 'office'>

const LONGEST = 300

/** Proposes a way of asking. Long stories teach nothing, and tell too much. @returns its id, or null when it is too long */
export async function proposeAsk(
  { tx, now, office }: Desk,
  proposed: Pick<Ask, 'network' | 'topic' | 'language' | 'words' | 'how'> & { asker: string | null },
): Promise<string | null> {
  const { network, words, ...rest } = proposed
  if (words.trim().length === 0 || words.length > LONGEST) return null
  const id = randomUUID()
  await tx
    .insertInto('library_asks')
    .values({
      ...{ ...rest, id, network_id: network, words: office.sealer.seal(words, PLACE), at: now },
      ...{ status: 'proposed', decided_by: null, decided_at: null },
    })
    .execute()
  return id
}

/** What waits in a network for a person to look at, the oldest first. */
export async function proposedIn(tx: Tx, office: PostOffice, network: string, most = 10): Promise<Ask[]> {
  const rows = await tx
    .selectFrom('library_asks')
    .selectAll()
    .where('network_id', '=', network)
    .where('status', '=', 'proposed')
    .orderBy('at')
    .limit(most)
    .execute()
  return rows.map((row) => opened(office, row))
}

/** How much waits in a network for a person to look at. */
export async function proposalsIn(tx: Tx, network: string): Promise<number> {
  const row = await tx
    .selectFrom('library_asks')
    .select((select) => select.fn.countAll<string>().as('many'))
    .where('network_id', '=', network)
    .where('status', '=', 'proposed')
    .executeTakeFirstOrThrow()
  return Number(row.many)
}

/** Changes when what a network has learned does. */
export async function stampOf(db: Database, network: string): Promise<string> {
  const found = await db
    .selectFrom('library_asks')
    .select((select) => [select.fn.countAll<string>().as('many'), select.fn.max('decided_at').as('last')])
    .where('network_id', '=', network)
    .where('status', '=', 'accepted')
    .executeTakeFirstOrThrow()
  return `${found.many} ${found.last?.getTime() ?? 0}`
}

/** What a network has learned. */
export async function acceptedIn(
  db: Database,
  office: Pick<PostOffice, 'sealer'>,
  network: string,
): Promise<Ask[]> {
  const rows = await db
    .selectFrom('library_asks')
    .selectAll()
    .where('network_id', '=', network)
    .where('status', '=', 'accepted')
    .orderBy('at')
    .execute()
  return rows.map((row) => opened(office, row))
}

/**
 * A person accepts or declines a proposal of her network. Whose words they were is forgotten either way.
 * @param words as they shall be kept; she may have taken a name out
 * @returns false when it was decided already, or is another network's
 */
export async function decideAsk(
  { tx, now, office }: Desk,
  id: string,
  decided: { network: string; by: string; status: 'accepted' | 'declined'; words?: string },
): Promise<boolean> {
  const { network, by, status, words } = decided
  // A declined one has nothing left to keep but that it was.
  const kept = status === 'declined' ? '' : words
  const done = await tx
    .updateTable('library_asks')
    .set({
      ...{ status, asker: null, decided_by: by, decided_at: now },
      ...(kept !== undefined && { words: office.sealer.seal(kept, PLACE) }),
    })
    .where('id', '=', id)
    .where('network_id', '=', network)
    .where('status', '=', 'proposed')
    .returning('id')
    .executeTakeFirst()
  return done !== undefined
}

const PLACE = 'library_asks.words'

function opened(office: Pick<PostOffice, 'sealer'>, row: Selectable<AsksTable>): Ask {
  const { id, network_id: network, topic, language, status, how } = row
  return { id, network, topic, language, status, how, words: office.sealer.open(row.words, PLACE) }
}
