import type { MsgIn } from '../channels/channel.ts'
import { isDown, transaction } from '../db/database.ts'
import { afterCommit, type Traces } from './after-commit.ts'
import { addContact, lockByAddress } from './contact.ts'
import { mustWait } from './flood.ts'
import { hear, isCovering, isPressing, tellHouse } from './hear.ts'
import { isKnown, type OutRow, type Written, write } from './message.ts'
import type { OutContent } from './outgoing.ts'
import { releaseParked } from './parking.ts'
import { openPlay, type Play } from './play.ts'
import type { PostOffice } from './post-office.ts'
import { quarantine } from './quarantine.ts'
import type { Tx } from './scene.ts'
import { beginNoted } from './watchful.ts'

/** A message that cannot be played so often, or not survived, is kept for a person to look at; her next ones go on. */
const TRIES = 3

/**
 * Takes one inbound message: once, in the order of its person, in one transaction.
 * @returns `repeat` when this provider id had its effect before
 * @throws when it could not be stored; the channel then tells the provider to come again
 */
export async function receive(office: PostOffice, message: MsgIn): Promise<'stored' | 'repeat'> {
  const started = performance.now()
  const traces = await beginNoted(office, message, (times) => takeOnce(office, message, times))
  if (!traces) {
    office.measure.count('repeat', { channel: message.channel })
    return 'repeat'
  }
  office.measure.count('inbound', { channel: message.channel, kind: message.content.kind })
  office.measure.time('turn', (performance.now() - started) / 1000)
  afterCommit(office, { ...traces, since: started })
  return 'stored'
}

async function takeOnce(office: PostOffice, message: MsgIn, attempt: number): Promise<Traces | null> {
  try {
    const work = attempt > TRIES ? keepAside : take
    return await transaction(office.db, (tx) => work(tx, office, message), office)
  } catch (error) {
    if (await isKnown(office.db, office, message.channel, message.providerId)) return null
    if (isDown(error) || attempt > TRIES) throw error
    office.log.error({ event: 'message.stumbled', channel: message.channel, count: attempt, error })
    return takeOnce(office, message, attempt + 1)
  }
}

async function take(tx: Tx, office: PostOffice, message: MsgIn): Promise<Traces | null> {
  const play = await openScene(tx, office, message)
  if (!play) return null
  const waits = mustWait(office, play.contact.id, play.scene.now) || play.contact.holding
  const covers = isCovering(play, message.content)
  if (waits && !covers && !isPressing(play, message.content)) return holdBack(play, message)
  // Whoever covers her screen must not be shown what waited for her: it comes when she writes something else.
  if (!covers) {
    if (await releaseParked(play)) tellHouse(play, 'outdated')
    play.contact.hidAt = null
  }
  await hear(play, message.content)
  return leaveTraces(play, 'taken', message)
}

/** Too many at once: it is kept, and taken in its turn. */
function holdBack(play: Play, message: MsgIn): Promise<Traces> {
  const { contact } = play
  // One walks along the line at a time: two of them would answer twice as fast.
  if (!contact.holding) play.scene.later({ name: 'receive.held', data: { contact: contact.id } })
  contact.holding = true
  return leaveTraces(play, 'held', message)
}

/** The house stumbles over this message: it is kept for a person, she hears so, and her conversation stays as it was. */
async function keepAside(tx: Tx, office: PostOffice, message: MsgIn): Promise<Traces | null> {
  const play = await openScene(tx, office, message)
  if (!play) return null
  const { channel, providerId, address, content } = message
  await quarantine(tx, office, channel, providerId, 'stumbled', { from: address, ...content })
  tellHouse(play, 'stumbled')
  return leaveTraces(play, 'taken', message)
}

async function openScene(tx: Tx, office: PostOffice, message: MsgIn): Promise<Play | null> {
  const locked = await whoWrites(tx, office, message)
  if (!locked || locked.known) return null
  const play = openPlay(tx, office, locked, office.now())
  play.contact.lastInboundAt = play.scene.now
  play.contact.blockedAt = null
  return play
}

async function whoWrites(tx: Tx, office: PostOffice, { channel, address, providerId, appLanguage }: MsgIn) {
  const found = await lockByAddress(tx, office, channel, address, providerId)
  if (found) return found
  if (await isKnown(tx, office, channel, providerId)) return null
  const language =
    appLanguage && office.words.languages.includes(appLanguage) ? appLanguage : office.defaultLanguage
  return addContact(tx, office, { channel, address, language })
}

/** Writes all that a play has come to; this process sends the replies right after the commit. */
async function leaveTraces(play: Play, status: 'taken' | 'held', message: MsgIn): Promise<Traces> {
  const { channel, providerId, onScreen, content, at } = message
  return writePlay(play, { inbound: { channel, providerId, onScreen, content, status, at }, isLast: true })
}

/** Of a play that the house began: its first `said` messages belong to something, and are of use `until` then (see OutContent). */
type Part = { said: number; about?: string; until?: string }

/**
 * Writes what a play has come to.
 * @param more `priority` above 0: sent to many, so replies overtake it, and what is asked again behind it keeps its place
 */
export async function writePlay(
  play: Play,
  more: Pick<Written, 'inbound' | 'isLast'> & { priority?: number; part?: Part },
): Promise<Traces> {
  const { contact, session, errands, scene } = play
  const { inbound, isLast, priority = 0, part } = more
  const out = play.out.map((content, place) =>
    asRow(play, content, priority, part && place < part.said ? part : undefined),
  )
  const rows = await write(scene.tx, scene.office, {
    contact,
    session,
    inbound,
    out,
    errands,
    now: scene.now,
    isLast,
  })
  return { contact, rows, out, errands, released: play.released }
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
