import { Duration } from 'luxon'
import type { Body } from '../../engine/flow.ts'
import { windowOf } from '../../messaging/parking.ts'
import type { ErrandDesk, Scene } from '../../messaging/scene.ts'
import { setting } from '../networks/networks.ts'
import type { Person } from '../people/people.ts'
import { startClock } from '../tickets/clock.ts'
import { closeTicket, openTicket, openWith, passOn } from '../tickets/ladder.ts'
import { type AssignedTicket, lockWaiting, type WaitingTicket } from '../tickets/tickets.ts'
import { addEntry, addReader, entriesOf } from './entries.ts'
import { bring, bringMore, QUESTION, roleOf } from './notices.ts'
import { addQuestion, lockQuestion, type Question, setStatus } from './questions.ts'

export type Asked = {
  network: string
  asker: string
  kind: Question['kind']
  anonymous: boolean
  direct: boolean
  /** What it follows from, when she wrote in danger. */
  danger?: string
  body: Body
}

/** A new thread: it goes to her key mother, or, when she wants that, to the professional at once. */
export async function ask(
  desk: ErrandDesk,
  asked: Asked,
): Promise<{ question: Question; ticket: WaitingTicket }> {
  const { network, asker, body } = asked
  const question = await addQuestion(desk, asked)
  await addEntry(desk, question, { author: asker, role: 'asker', body })
  const from = asked.direct ? 'duty' : 'key-mother'
  const ticket = await openTicket(desk, {
    kind: QUESTION.name,
    network,
    subject: question.id,
    for: asker,
    from,
  })
  return { question, ticket }
}

/** She answers what somebody told many: a thread that waits for that person, and for nobody else before. */
export async function writeTo(
  desk: ErrandDesk,
  written: Pick<Asked, 'network' | 'asker' | 'body'> & { to: Pick<Person, 'id' | 'role'> },
): Promise<Question> {
  const { network, asker, body, to } = written
  const direct = to.role === 'professional'
  const from = direct ? ('duty' as const) : ('key-mother' as const)
  const question = await addQuestion(desk, { network, asker, kind: 'talk', anonymous: false, direct })
  await addEntry(desk, question, { author: asker, role: 'asker', body })
  const opening = { kind: QUESTION.name, network, subject: question.id, for: asker, from }
  await openTicket(desk, { ...opening, first: { person: to.id, to: from } })
  return question
}

/** A professional opens the thread herself, with what a mother wrote in danger; it waits for her, and for nobody else first. */
export async function takeUp(
  desk: ErrandDesk,
  taken: Required<Pick<Asked, 'network' | 'asker' | 'anonymous' | 'body' | 'danger'>> & { by: string },
): Promise<Question> {
  const { body, by, ...made } = taken
  const { network, asker } = made
  const question = await addQuestion(desk, { ...made, kind: 'talk', direct: true })
  await addEntry(desk, question, { author: asker, role: 'asker', body })
  const opening = { kind: QUESTION.name, network, subject: question.id, for: asker, from: 'duty' as const }
  await openWith(desk, opening, by)
  await addReader(desk, question.id, { person: by, role: 'professional' })
  return question
}

/**
 * More in the same thread, from the asker herself. It goes back to whoever answered, wakes a thread that rested,
 * and goes on to the professional when that is whom she wants.
 * @param more.gathers she says it in many breaths, and whoever has it is told of them together
 * @returns null when the thread is not hers
 */
export async function askMore(
  desk: ErrandDesk,
  more: { question: string; asker: string; body?: Body; professional: boolean; gathers?: boolean },
): Promise<{ question: Question; ticket: WaitingTicket } | null> {
  const waits = await lockWaiting(desk.tx, QUESTION.name, more.question)
  const question = await lockQuestion(desk.tx, more.question)
  if (!question || question.asker !== more.asker) return null
  const entry =
    more.body && (await addEntry(desk, question, { author: more.asker, role: 'asker', body: more.body }))
  await setStatus(desk, question, 'waiting')
  if (!waits) return { question, ticket: await reopen(desk, question, more) }
  if (entry && waits.status === 'assigned' && waits.stands === 'asked-back' && !more.professional)
    return { question, ticket: await comeBack(desk, waits, entry) }
  // What she adds to danger is told of at once, breath by breath.
  const gathers = more.gathers === true && !question.danger
  if (entry) await bringMore(desk, waits, { entry, gathers })
  const climbs = more.professional && roleOf(waits) === 'key-mother'
  return { question, ticket: climbs ? await passOn(desk, waits) : waits }
}

/** It helped: nothing waits any more. False when the thread is not hers. */
export async function sayItHelped(desk: ErrandDesk, id: string, asker: string): Promise<boolean> {
  const waits = await lockWaiting(desk.tx, QUESTION.name, id)
  const question = await lockQuestion(desk.tx, id)
  if (!question || question.asker !== asker) return false
  if (waits) await closeTicket(desk, waits)
  await setStatus(desk, question, 'closed', true)
  return true
}

/** How long whoever has it may take before it goes on, in words of this language: "4 hours". */
export async function waitInWords(
  desk: ErrandDesk,
  ticket: WaitingTicket,
  language: string,
): Promise<string> {
  const iso = await setting(desk.tx, ticket.network, QUESTION.ladder[ticket.rung]!.wait)
  return Duration.fromISO(iso, { locale: language, numberingSystem: 'latn' }).toHuman({ unitDisplay: 'long' })
}

/**
 * While she waits for an answer on a channel whose window closes, she is asked in time whether to keep it open.
 * One timer a person: it moves itself on when she has written since.
 */
export function watchWindow(scene: Scene): void {
  const { hours } = windowOf(scene.office, scene.contact)
  if (hours === null || !scene.contact.person) return
  planWindow(scene, scene.contact.person, scene.now, hours - 1)
}

/** @param hours after her last message */
export function planWindow(
  desk: Pick<ErrandDesk, 'later'>,
  person: string,
  lastInbound: Date,
  hours: number,
): void {
  const at = new Date(lastInbound.getTime() + hours * 3_600_000)
  desk.later({ name: 'questions.window', id: `window-${person}-${at.getTime()}`, data: { person }, at })
}

/** She answered what she was asked back: whoever asked has it again, with all of her time before her. */
async function comeBack(desk: ErrandDesk, ticket: AssignedTicket, entry: string): Promise<AssignedTicket> {
  const { assigned, from } = await startClock(desk, ticket, ticket.rung, ticket.assignee)
  const input = { question: ticket.subject }
  bring(desk, ticket.assignee, 'follow-up-arrived', input, { id: `more-${entry}`, at: from })
  return assigned
}

async function reopen(desk: ErrandDesk, question: Question, more: { asker: string; professional: boolean }) {
  const from = more.professional || question.direct ? ('duty' as const) : undefined
  const opening = {
    kind: QUESTION.name,
    network: question.network,
    subject: question.id,
    for: more.asker,
    from,
  }
  const answers = await entriesOf(desk.tx, desk.office, question.id)
  const last = answers.findLast(
    ({ role, author, forReader }) => role !== 'asker' && forReader === 'all' && author,
  )
  const to = last?.role === 'professional' ? 'duty' : 'key-mother'
  if (!last || (from && to !== from)) return openTicket(desk, opening)
  return openTicket(desk, { ...opening, first: { person: last.author!, to } })
}
