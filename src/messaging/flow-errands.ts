import { sql } from 'kysely'
import { z } from 'zod'
import type { InContent } from '../channels/channel.ts'
import { isDown } from '../db/database.ts'
import { isRace } from '../db/trouble.ts'
import type { Value } from '../engine/flow.ts'
import { isStale } from '../engine/session.ts'
import { lockById, lockByPerson } from './contact.ts'
import type { Desk } from './errands.ts'
import { hear } from './hear.ts'
import { writePlay } from './leave-traces.ts'
import { beginBehind, openPlay, type Play, turn } from './play.ts'
import { quarantine } from './quarantine.ts'
import { defineErrand, type ErrandDesk } from './scene.ts'
import { putAside, takeAside } from './set-aside.ts'
import { tellHouse } from './tell-house.ts'

/** Somebody whose messages wait in line is answered twice a second. */
const LINE_MS = 500
const TRIES = 3

/** The house begins a flow with somebody, in her language, on the phone where she wrote last. */
export const startFlow = defineErrand({
  name: 'flow.start',
  data: z.object({
    person: z.string().optional(),
    contact: z.string().optional(),
    flow: z.string(),
    input: z.record(z.string(), z.unknown()).default({}),
    /** Part of something sent to many: it keeps to the channel's pace and lets replies pass; `last` lets the others pass as well. */
    bulk: z.union([z.boolean(), z.literal('last')]).default(false),
    /** What it is part of: its messages are counted and withdrawn by this. */
    about: z.uuid().optional(),
    /** When what it says is of no use any more, ISO 8601. */
    until: z.iso.datetime().optional(),
  }),
  async run(desk, { person, contact, flow, input, bulk, about, until }) {
    const { tx, office, now } = desk
    const locked = contact
      ? await lockById(tx, office, contact)
      : person && (await lockByPerson(tx, office, person))
    if (!locked) return
    const play = openPlay(tx, office, locked, now)
    const said = await beginBehind(
      play,
      flow,
      input as Record<string, Value>,
      !play.session || isStale(play.session, now),
    )
    // The higher, the later: see messages.priority.
    const traces = await writePlay(play, {
      priority: bulk === 'last' ? 2 : Number(bulk),
      part: { said, about, until },
    })
    leave(desk, traces)
  },
})

/** An ask stayed unanswered, or a wait is over. Nothing happens when she has answered meanwhile. */
export const silence = defineErrand({
  name: 'flow.silence',
  data: z.object({ contact: z.string(), session: z.string(), since: z.string() }),
  async run(desk, { contact, session, since }) {
    const play = await openAt(desk, contact)
    if (!play) return
    const running = play.session
    const isRunning = running?.id === session
    const waiting = isRunning ? running : await takeAside(desk.tx, desk.office, contact, session)
    if (!waiting) return
    play.session = waiting
    if (waiting.wait.since === since) await turn(play, { kind: 'silence' }, isRunning)
    if (!isRunning) {
      if (play.session) await putAside(desk.tx, desk.office, contact, play.session, desk.now)
      play.session = running
    }
    leave(desk, await writePlay(play, {}))
  },
})

/** Plays the messages that waited in line, one each time, so that a flood is answered slowly and others are not held up. */
export const takeHeld = defineErrand({
  name: 'receive.held',
  data: z.object({ contact: z.string() }),
  async run(desk, { contact }) {
    const play = await openAt(desk, contact)
    if (!play) return
    const oldest = await oldestHeld(desk, contact)
    const heard = oldest ? await hearHeld(desk, play, oldest) : play
    // Who comes when the line is just empty waits her half second too: else one who sends fast enough never waits at all.
    heard.contact.holding = oldest !== undefined
    if (oldest)
      desk.later({ name: 'receive.held', data: { contact }, at: new Date(desk.now.getTime() + LINE_MS) })
    leave(desk, await writePlay(heard, {}))
  },
})

/** What the house stumbles over in the line is tried again, then kept for a person: it must not hold up those behind it. */
async function hearHeld(desk: ErrandDesk, play: Play, held: HeldMessage): Promise<Play> {
  const { tx, office } = desk
  const content = JSON.parse(office.sealer.open(held.content, 'messages.content')) as InContent
  await sql`savepoint held`.execute(tx)
  try {
    // Begun so often and never finished: this message may be what the process died of.
    if ((desk as Desk).attempts > TRIES) throw new Error('not survived')
    await hear(play, content)
    await sql`update messages set status = 'taken' where id = ${held.id}`.execute(tx)
    return play
  } catch (error) {
    if (isDown(error) || isRace(error)) throw error
    await sql`rollback to savepoint held`.execute(tx)
    const again = (await openAt(desk, play.contact.id))!
    const gaveUp = held.attempts + 1 >= TRIES || (desk as Desk).attempts > TRIES
    office.log.error({
      event: 'message.stumbled',
      channel: again.contact.channel,
      count: held.attempts + 1,
      error,
    })
    await sql`
      update messages set attempts = attempts + 1, status = case when ${gaveUp} then 'taken' else status end
      where id = ${held.id}`.execute(tx)
    if (gaveUp) {
      const { channel, address } = again.contact
      await quarantine(tx, office, channel, `held ${held.id}`, 'stumbled', { from: address, ...content })
      tellHouse(again, 'stumbled')
    }
    return again
  }
}

type HeldMessage = { id: string; content: Buffer; attempts: number }

async function oldestHeld({ tx }: ErrandDesk, contact: string): Promise<HeldMessage | undefined> {
  const found = await sql<HeldMessage>`
    select id, content, attempts from messages
    where contact_id = ${contact} and status = 'held' order by id limit 1`.execute(tx)
  return found.rows[0]
}

/** Whoever sent what nobody can open hears so, and may send it again. */
export const tellLost = defineErrand({
  name: 'media.lost',
  data: z.object({ contact: z.string() }),
  async run(desk, { contact }) {
    const play = await openAt(desk, contact)
    if (!play) return
    tellHouse(play, 'send_again')
    leave(desk, await writePlay(play, {}))
  },
})

async function openAt(desk: ErrandDesk, contact: string): Promise<Play | null> {
  const locked = await lockById(desk.tx, desk.office, contact)
  return locked && openPlay(desk.tx, desk.office, locked, desk.now)
}

function leave(desk: ErrandDesk, traces: Desk['traces'][number]): void {
  ;(desk as Desk).traces.push(traces)
}
