import { DateTime } from 'luxon'
import type { Body } from '../../engine/flow.ts'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { keyMotherFor, standInOf } from '../circles/circles.ts'
import { networkFacts } from '../networks/networks.ts'
import { mayBeReached, peopleOf } from '../people/people.ts'
import { afterQuietOf, putOnHold, standForAsker } from '../tickets/clock.ts'
import { closeTicket, giveTo, hasRoom } from '../tickets/ladder.ts'
import type { AssignedTicket } from '../tickets/tickets.ts'
import type { Answerer, Held } from './answering.ts'
import { type AnswererRole, addEntry, readersOf } from './entries.ts'
import { bring } from './notices.ts'
import { type Question, setStatus } from './questions.ts'

/** The ticket, when it waits for her by name: only then may she move it. */
function hers({ ticket, question }: Held, who: Answerer): AssignedTicket | null {
  if (!question.asker || ticket?.status !== 'assigned' || ticket.assignee !== who.person) return null
  return ticket
}

/** Asks the mother something first. Nobody is hurried while she is to answer. */
export async function askBack(
  desk: ErrandDesk,
  held: Held,
  { by, body }: { by: Answerer; body: Body },
): Promise<'asked' | 'settled'> {
  const ticket = hers(held, by)
  if (!ticket) return 'settled'
  const { question } = held
  const entry = await addEntry(desk, question, { author: by.person, role: by.role, asksBack: true, body })
  await standForAsker(desk, ticket, 'thread.askedBack')
  bring(desk, question.asker!, 'asked-back', { question: question.id, entry }, { id: `asked-back-${entry}` })
  return 'asked'
}

export const HOLDS = ['today', 'tomorrow', 'three_days'] as const

/** Needs more time, which the mother is told. At most twice in a row: she is not to wait for ever. */
export async function needTime(
  desk: ErrandDesk,
  held: Held,
  who: Answerer,
  how: (typeof HOLDS)[number],
): Promise<{ outcome: 'held'; until: Date } | { outcome: 'too_often' | 'settled' }> {
  const ticket = hers(held, who)
  if (!ticket) return { outcome: 'settled' }
  const until = await untilWhen(desk, ticket.network, how)
  const standing = await putOnHold(desk, ticket, until)
  if (!standing) return { outcome: 'too_often' }
  const id = `held-${standing.id}-${standing.tick}`
  bring(desk, held.question.asker!, 'question-moved', { question: held.question.id, why: 'held' }, { id })
  return { outcome: 'held', until }
}

/** In the evening, when people have time; late in the day it is three hours more. Never a moment at which her phone is silent. */
async function untilWhen(desk: ErrandDesk, network: string, how: (typeof HOLDS)[number]): Promise<Date> {
  const { zone } = await networkFacts(desk.tx, network)
  const now = DateTime.fromJSDate(desk.now, { zone })
  const evening = now.startOf('day').set({ hour: 20 })
  const days = { today: 0, tomorrow: 1, three_days: 3 }[how]
  const at = days ? evening.plus({ days }) : DateTime.max(evening, now.plus({ hours: 3 }))
  return afterQuietOf(desk, network, at.toJSDate())
}

export type Candidate = { person: string; role: AnswererRole }

/**
 * Whom a thread may be given to by name. A professional: her colleagues, and the mother's key mother, unless the mother
 * wanted the professional, or gave no name and has not been with that key mother before. A key mother: her stand-in.
 */
export async function mayTake(desk: ErrandDesk, held: Held, who: Answerer): Promise<Candidate[]> {
  const { question } = held
  if (!hers(held, who)) return []
  const candidates: Candidate[] = []
  if (who.role === 'key-mother') {
    const standIn = await standInOf(desk.tx, who.person)
    if (standIn) candidates.push({ person: standIn, role: 'key-mother' })
  } else {
    const colleagues = await peopleOf(desk.tx, desk.office, question.network, 'professional')
    candidates.push(...colleagues.map(({ id }) => ({ person: id, role: 'professional' as const })))
    const keyMother = question.direct ? null : await keyMotherFor(desk.tx, question.asker!, desk.now)
    const hadIt = async () =>
      (await readersOf(desk.tx, question.id)).some(({ person }) => person === keyMother)
    if (keyMother && (!question.anonymous || (await hadIt())))
      candidates.unshift({ person: keyMother, role: 'key-mother' })
  }
  const able = []
  for (const candidate of candidates) if (await canTake(desk, question, candidate, who)) able.push(candidate)
  return able
}

async function canTake(
  desk: ErrandDesk,
  { asker, network }: Question,
  { person, role }: Candidate,
  who: Answerer,
): Promise<boolean> {
  if (person === who.person || person === asker) return false
  if (!(await mayBeReached(desk.tx, person, 'questions', desk.now))) return false
  return role === 'professional' || hasRoom(desk, network, person)
}

/** Gives it to somebody by name, who is brought it at once; the mother hears who has it now. */
export async function handOver(
  desk: ErrandDesk,
  held: Held,
  who: Answerer,
  to: string,
): Promise<'given' | 'cannot' | 'settled'> {
  const ticket = hers(held, who)
  if (!ticket) return 'settled'
  const candidate = (await mayTake(desk, held, who)).find(({ person }) => person === to)
  if (!candidate) return 'cannot'
  await giveTo(desk, ticket, to, candidate.role === 'professional' ? 'duty' : 'key-mother')
  return 'given'
}

/** A professional closes a thread with a kind word. The mother can go on in it at any time. */
export async function closeKindly(
  desk: ErrandDesk,
  { question, ticket }: Held,
  { by, body }: { by: Answerer; body: Body },
): Promise<'closed' | 'settled'> {
  if (!question.asker || question.status === 'closed') return 'settled'
  if (ticket && (ticket.status !== 'assigned' || ticket.assignee !== by.person)) return 'settled'
  const entry = await addEntry(desk, question, { author: by.person, role: by.role, body })
  if (ticket) await closeTicket(desk, ticket)
  await setStatus(desk, question, 'closed')
  const input = { question: question.id, entry }
  bring(desk, question.asker, 'thread-closed', input, { id: `closed-${entry}` })
  return 'closed'
}
