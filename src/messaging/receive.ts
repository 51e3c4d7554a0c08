import { sql } from 'kysely'
import type { MsgIn } from '../channels/channel.ts'
import { isDown, isKeptWaiting, transaction } from '../db/database.ts'
import { afterCommit, type Traces } from './after-commit.ts'
import { addContact, type Locked, lockByAddresses } from './contact.ts'
import { mustWait } from './flood.ts'
import { hear, isCovering, isPressing, tellHouse } from './hear.ts'
import { isKnown, type OutRow, type Written, write } from './message.ts'
import type { OutContent } from './outgoing.ts'
import { releaseParked } from './parking.ts'
import { openPlay, type Play } from './play.ts'
import type { PostOffice } from './post-office.ts'
import { quarantine } from './quarantine.ts'
import type { Tx } from './scene.ts'
import { together } from './together.ts'
import { beginNoted, isWatchful } from './watchful.ts'

/** A message that cannot be played so often, or not survived, is kept for a person to look at; her next ones go on. */
const TRIES = 3

/** Whoever would have to wait longer for others' locks is taken alone. */
const LOCK_MS = 200

/** So many are taken together, and so often at once: the rest of the connections is for errands and pages. */
const TOGETHER = { atOnce: 3, most: 16 }

/**
 * Takes one inbound message: once, in the order of its person, in one transaction, which it may share with others' messages.
 * @returns `repeat` when this provider id had its effect before
 * @throws when it could not be stored; the channel then tells the provider to come again
 */
export async function receive(office: PostOffice, message: MsgIn): Promise<'stored' | 'repeat'> {
  const started = performance.now()
  const traces = await beginNoted(office, message, (times) =>
    times > 1 || isWatchful(office) ? takeOnce(office, message, times) : takeAmongOthers(office, message),
  )
  if (!traces) {
    office.measure.count('repeat', { channel: message.channel })
    return 'repeat'
  }
  office.measure.count('inbound', { channel: message.channel, kind: message.content.kind })
  office.measure.time('turn', (performance.now() - started) / 1000)
  afterCommit(office, { ...traces, since: started })
  return 'stored'
}

const rounds = new WeakMap<PostOffice, (message: MsgIn) => Promise<Taken>>()

/** @property alone it could not be taken together with others; how often it will have been tried with its next try */
type Taken = Traces | null | { alone: number }

async function takeAmongOthers(office: PostOffice, message: MsgIn): Promise<Traces | null> {
  const round = rounds.get(office) ?? together((messages) => takeTogether(office, messages), TOGETHER)
  rounds.set(office, round)
  const taken = await round(message)
  return taken && 'alone' in taken ? takeOnce(office, message, taken.alone) : taken
}

/** One transaction for the messages of several people, one played after the other. Whatever goes wrong, each is then taken alone. */
async function takeTogether(office: PostOffice, messages: MsgIn[]): Promise<Taken[]> {
  if (messages.length === 1) return [await takeOnce(office, messages[0]!, 1)]
  const round: Round = { messages, playing: null }
  try {
    return await transaction(office.db, (tx) => takeAll(tx, office, round), office)
  } catch (error) {
    const stumbledOver = isDown(error) || isKeptWaiting(error) ? null : round.playing
    if (stumbledOver)
      office.log.error({ event: 'message.stumbled', channel: stumbledOver.channel, count: 1, error })
    return messages.map((message) => ({ alone: message === stumbledOver ? 2 : 1 }))
  }
}

/** @property playing the message whose play has begun and not ended */
type Round = { messages: MsgIn[]; playing: MsgIn | null }

async function takeAll(tx: Tx, office: PostOffice, round: Round): Promise<Taken[]> {
  const { messages } = round
  const [, found] = await Promise.all([
    sql.raw(`set local lock_timeout = ${LOCK_MS}`).execute(tx),
    lockByAddresses(tx, office, messages, { isPatient: false }),
  ])
  const plays: (Played | null)[] = []
  for (const [i, message] of messages.entries()) {
    const { locked, known, isBusy } = found[i]!
    round.playing = message
    plays.push(known || isBusy ? null : await played(await openScene(tx, office, message, locked), message))
  }
  round.playing = null
  const traces = (
    await writePlays(
      tx,
      office,
      plays.filter((play) => play !== null),
    )
  ).values()
  // The house is just doing something for whoever is busy: she waits for that, and nobody else does.
  return plays.map((play, i) => (play ? traces.next().value! : found[i]!.isBusy ? { alone: 1 } : null))
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
  const play = await openAlone(tx, office, message)
  return play && leaveTraces(await played(play, message))
}

/** A play, and the message that it answers. */
type Played = { play: Play; message: MsgIn; status: 'taken' | 'held' }

async function played(play: Play, message: MsgIn): Promise<Played> {
  const waits = mustWait(play.scene.office, play.contact.id, play.scene.now) || play.contact.holding
  const covers = isCovering(play, message.content)
  if (waits && !covers && !isPressing(play, message.content)) return holdBack(play, message)
  // Whoever covers her screen must not be shown what waited for her: it comes when she writes something else.
  if (!covers) {
    if (await releaseParked(play)) tellHouse(play, 'outdated')
    play.contact.hidAt = null
  }
  await hear(play, message.content)
  return { play, message, status: 'taken' }
}

/** Too many at once: it is kept, and taken in its turn. */
function holdBack(play: Play, message: MsgIn): Played {
  const { contact } = play
  // One walks along the line at a time: two of them would answer twice as fast.
  if (!contact.holding) play.scene.later({ name: 'receive.held', data: { contact: contact.id } })
  contact.holding = true
  return { play, message, status: 'held' }
}

/** The house stumbles over this message: it is kept for a person, she hears so, and her conversation stays as it was. */
async function keepAside(tx: Tx, office: PostOffice, message: MsgIn): Promise<Traces | null> {
  const play = await openAlone(tx, office, message)
  if (!play) return null
  const { channel, providerId, address, content } = message
  await quarantine(tx, office, channel, providerId, 'stumbled', { from: address, ...content })
  tellHouse(play, 'stumbled')
  return leaveTraces({ play, message, status: 'taken' })
}

/** @returns null when the message had its effect before */
async function openAlone(tx: Tx, office: PostOffice, message: MsgIn): Promise<Play | null> {
  const [found] = await lockByAddresses(tx, office, [message], { isPatient: true })
  return found!.known ? null : openScene(tx, office, message, found!.locked)
}

/** @param known null for somebody of whom nothing is known yet */
async function openScene(tx: Tx, office: PostOffice, message: MsgIn, known: Locked | null): Promise<Play> {
  const play = openPlay(tx, office, known ?? (await addStranger(tx, office, message)), office.now())
  play.contact.lastInboundAt = play.scene.now
  play.contact.blockedAt = null
  return play
}

function addStranger(tx: Tx, office: PostOffice, { channel, address, appLanguage }: MsgIn): Promise<Locked> {
  const language =
    appLanguage && office.words.languages.includes(appLanguage) ? appLanguage : office.defaultLanguage
  return addContact(tx, office, { channel, address, language })
}

/** Writes all that a play has come to; this process sends the replies right after the commit. */
async function leaveTraces(played: Played): Promise<Traces> {
  const { tx, office } = played.play.scene
  const [traces] = await writePlays(tx, office, [played], { isLast: true })
  return traces!
}

/** @throws {ChangedMeanwhile} when one of them changed the contact of another */
async function writePlays(
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
