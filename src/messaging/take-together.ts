import { sql } from 'kysely'
import type { MsgIn } from '../channels/channel.ts'
import { isDown, isKeptWaiting, transaction } from '../db/database.ts'
import type { Traces } from './after-commit.ts'
import { lockByAddresses } from './contact.ts'
import { writePlays } from './leave-traces.ts'
import { openPlayFor, type Played, playMessage } from './play-message.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'

/** Whoever would have to wait longer for others' locks is taken alone. */
const LOCK_MS = 200

/**
 * A round that has lasted so long ends with whom it has heard: whoever is left is taken alone. Too short, and a busy house loses
 * what rounds spare it.
 */
const ROUND_MS = 600

/** @property alone it was not taken together with others; how often it will have been tried with its next try */
export type Taken = Traces | null | { alone: number }

/** One transaction for the messages of several people, one played after the other. Whatever goes wrong, each is then taken alone. */
export async function takeTogether(office: PostOffice, messages: MsgIn[]): Promise<Taken[]> {
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
  // A race of two transactions is tried again, from its beginning.
  round.playing = null
  const [, found] = await Promise.all([
    sql.raw(`set local lock_timeout = ${LOCK_MS}`).execute(tx),
    lockByAddresses(tx, office, messages, { isPatient: false }),
  ])
  const began = performance.now()
  const plays: Played[] = []
  const taken: (Played | { alone: number } | null)[] = []
  for (const [i, message] of messages.entries()) {
    const { locked, isKnown, isBusy } = found[i]!
    // The house is just doing something for whoever is busy: she waits for that, and nobody else does.
    if (isKnown) taken.push(null)
    else if (isBusy || performance.now() - began > ROUND_MS) taken.push({ alone: 1 })
    else {
      round.playing = message
      const one = await playMessage(await openPlayFor(tx, office, message, locked), message)
      round.playing = null
      plays.push(one)
      taken.push(one)
    }
  }
  const traces = (await writePlays(tx, office, plays)).values()
  return taken.map((one) => (one && 'play' in one ? traces.next().value! : one))
}
