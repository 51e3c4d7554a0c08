import type { Traces } from './after-commit.ts'
import { type OutRow, type Written, write } from './message.ts'
import type { OutContent } from './outgoing.ts'
import type { Play } from './play.ts'
import type { Played } from './play-message.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'

/**
 * Writes what the plays of messages have come to, each of another person's.
 * @param isLast nothing else happens in this transaction: it is committed in the same journey
 * @throws {ChangedMeanwhile} when one of them changed the contact of another
 */
export async function writePlays(
  tx: Tx,
  office: PostOffice,
  plays: Played[],
  { isLast = false }: { isLast?: boolean } = {},
): Promise<Traces[]> {
  const written = plays.map(({ play, message, status }) => {
    const { channel, providerId, onScreen, content, at } = message
    return {
      ...traceable(play, { inbound: { channel, providerId, onScreen, content, status, at } }),
      version: plays.length > 1 ? play.version : undefined,
    }
  })
  const rows = await write(tx, office, written, { isLast })
  return written.map((one, i) => ({ ...one, rows: rows[i]! }))
}

/** Of a play that the house began: its first `said` messages belong to something, and are of use `until` then (see OutContent). */
type Part = { said: number; about?: string; until?: string }
type More = Pick<Written, 'inbound'> & { priority?: number; part?: Part }

/**
 * Writes what a play has come to.
 * @param more `priority` above 0: sent to many, so replies overtake it, and what is asked again behind it keeps its place
 */
export async function writePlay(play: Play, more: More): Promise<Traces> {
  const written = traceable(play, more)
  const [rows] = await write(play.scene.tx, play.scene.office, [written])
  return { ...written, rows: rows! }
}

function traceable(play: Play, { inbound, priority = 0, part }: More): Written & Pick<Traces, 'released'> {
  const { contact, session, errands, scene, released } = play
  const out = play.out.map((content, place) =>
    asRow(play, content, priority, part && place < part.said ? part : undefined),
  )
  return { contact, session, inbound, out, errands, released, now: scene.now }
}

function asRow(play: Play, content: OutContent, priority: number, part?: Part): OutRow {
  const status = play.contact.blockedAt ? 'parked' : priority > 0 ? 'queued' : 'sending'
  return {
    content: part?.until ? { ...content, until: part.until } : content,
    status,
    priority,
    about: part?.about,
  }
}
