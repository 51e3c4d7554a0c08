import type { MsgIn } from '../channels/channel.ts'
import { isDown, transaction } from '../db/database.ts'
import { afterCommit, type Traces } from './after-commit.ts'
import { lockByAddresses } from './contact.ts'
import { writePlays } from './leave-traces.ts'
import { mayPress } from './look-out.ts'
import { isKnown } from './message.ts'
import type { Play } from './play.ts'
import { openPlayFor, type Played, playMessage } from './play-message.ts'
import type { PostOffice } from './post-office.ts'
import { quarantine } from './quarantine.ts'
import type { Tx } from './scene.ts'
import { type Taken, takeTogether } from './take-together.ts'
import { tellHouse } from './tell-house.ts'
import { together } from './together.ts'
import { beginNoted, isWatchful } from './watchful.ts'

/** A message that cannot be played so often, or not survived, is kept for a person to look at; her next ones go on. */
const TRIES = 3

/** So many are taken together, and so often at once: the rest of the connections is for errands and pages. */
const TOGETHER = { atOnce: 6, most: 16 }

/**
 * Takes one inbound message: once, in the order of its person, in one transaction, which it may share with others' messages.
 * What may tell of danger shares it with none, so that it waits for none.
 * @returns `repeat` when this provider id had its effect before
 * @throws when it could not be stored; the channel then tells the provider to come again
 */
export async function receive(office: PostOffice, message: MsgIn): Promise<'stored' | 'repeat'> {
  const started = performance.now()
  const traces = await beginNoted(office, message, (times) =>
    times > 1 || isWatchful(office) || mayPress(office, message.content)
      ? takeOnce(office, message, times)
      : takeAmongOthers(office, message),
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

async function takeAmongOthers(office: PostOffice, message: MsgIn): Promise<Traces | null> {
  const round = rounds.get(office) ?? together((messages) => takeRound(office, messages), TOGETHER)
  rounds.set(office, round)
  const taken = await round(message)
  return taken && 'alone' in taken ? takeOnce(office, message, taken.alone) : taken
}

const takeRound = async (office: PostOffice, messages: MsgIn[]): Promise<Taken[]> =>
  messages.length > 1 ? takeTogether(office, messages) : [await takeOnce(office, messages[0]!, 1)]

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
  return play && leaveTraces(await playMessage(play, message))
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
  return found!.isKnown ? null : openPlayFor(tx, office, message, found!.locked)
}

/** Writes all that a play has come to; this process sends the replies right after the commit. */
async function leaveTraces(played: Played): Promise<Traces> {
  const { tx, office } = played.play.scene
  const [traces] = await writePlays(tx, office, [played], { isLast: true })
  return traces!
}
