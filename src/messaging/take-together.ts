import { sql } from 'kysely'
import type { MsgIn } from '../channels/channel.ts'
import { isDown, isKeptWaiting, transaction } from '../db/database.ts'
import type { Traces } from './after-commit.ts'
import { lockByAddresses } from './contact.ts'
import { writePlays } from './leave-traces.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'
import { openScene, type Played, played } from './taking.ts'

/** Whoever would have to wait longer for others' locks is taken alone. */
const LOCK_MS = 200

/** @property alone it could not be taken together with others; how often it will have been tried with its next try */
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
