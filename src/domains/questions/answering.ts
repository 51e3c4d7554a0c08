import { Duration } from 'luxon'
import type { Body } from '../../engine/flow.ts'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { setting } from '../networks/networks.ts'
import { mayBeReached } from '../people/people.ts'
import { closeTicket, handTo, passOn } from '../tickets/ladder.ts'
import { lockWaiting, type WaitingTicket } from '../tickets/tickets.ts'
import { type AnswererRole, addEntry, type Entry, entriesOf, readersOf } from './entries.ts'
import { bring, bringAnswer, QUESTION, roleOf } from './notices.ts'
import { lockQuestion, type Question, setStatus } from './questions.ts'

/** Somebody who answers, in the role she has now: what she once was gives her no right. */
export type Answerer = { person: string; role: AnswererRole; network: string }

/** A thread as it is held while it is changed; null for whoever has no business in it. */
export type Held = { question: Question; ticket: WaitingTicket | null }

/** Locks a thread for somebody who was turned to. Null: it is not hers to read or to answer. */
export async function holdThread(desk: ErrandDesk, id: string, who: Answerer): Promise<Held | null> {
  const ticket = await lockWaiting(desk.tx, QUESTION.name, id)
  const question = await lockQuestion(desk.tx, id)
  if (!question || question.network !== who.network) return null
  const readers = await readersOf(desk.tx, id)
  return readers.some(({ person }) => person === who.person) ? { question, ticket } : null
}

export type Answered =
  | { outcome: 'sent' }
  /** Somebody else was quicker; hers may go along if she wants. */
  | { outcome: 'already'; by: Entry }
  /** It went on to somebody else while she was writing; hers may go along if she wants. */
  | { outcome: 'moved'; to: string; role: AnswererRole }
  /** It went on, and the mother gave no name: whom she did not turn to again writes to her no more. */
  | { outcome: 'theirs'; to: string; role: AnswererRole }
  /** She had been helped, or is gone. */
  | { outcome: 'closed' | 'gone' }

/**
 * An answer, to the asker alone. Of two who answer at once the second hears so first.
 * @param insists she knows that somebody has answered, or has it now, and adds hers
 */
export async function answer(
  desk: ErrandDesk,
  { question, ticket }: Held,
  said: { by: Answerer; body: Body; insists: boolean },
): Promise<Answered> {
  if (!question.asker) return { outcome: 'gone' }
  if (question.status === 'closed') return { outcome: 'closed' }
  const quicker = ticket ? null : await lastAnswer(desk, question)
  if (quicker && quicker.author !== said.by.person && !said.insists)
    return { outcome: 'already', by: quicker }
  const { person, role } = said.by
  if (ticket?.status === 'assigned' && ticket.assignee !== person) {
    const has = { to: ticket.assignee, role: roleOf(ticket) }
    if (question.anonymous && role === 'key-mother') return { outcome: 'theirs', ...has }
    if (!said.insists) return { outcome: 'moved', ...has }
  }
  const entry = await addEntry(desk, question, { author: person, role, body: said.body })
  if (ticket) await closeTicket(desk, ticket)
  await setStatus(desk, question, 'answered')
  await planRest(desk, question, entry)
  bringAnswer(desk, question, entry)
  return { outcome: 'sent' }
}

/** Gives it up to the next; only whoever has it now can. @returns whether there was somebody else */
export async function giveUp(
  desk: ErrandDesk,
  { ticket }: Held,
  who: Answerer,
): Promise<'passed' | 'nobody' | 'settled'> {
  if (ticket?.status !== 'assigned' || ticket.assignee !== who.person) return 'settled'
  const passed = await passOn(desk, ticket)
  return passed.status === 'assigned' && passed.assignee !== who.person ? 'passed' : 'nobody'
}

export type Coached =
  | { outcome: 'sent'; keyMother: string }
  /** It went on to somebody else while she was writing: who has it now coaches. */
  | { outcome: 'moved'; to: string; role: AnswererRole }
  | { outcome: 'no_key_mother' | 'settled' }

/** The professional helps the key mother, who brings it home; the matter waits for her from now on. */
export async function coach(
  desk: ErrandDesk,
  { question, ticket }: Held,
  said: { by: Answerer; body: Body },
): Promise<Coached> {
  if (!question.asker || ticket?.status !== 'assigned') return { outcome: 'settled' }
  if (ticket.assignee !== said.by.person)
    return { outcome: 'moved', to: ticket.assignee, role: roleOf(ticket) }
  // Only a key mother who was turned to before: a question meant for the professional stays hers.
  const keyMother = await keyMotherAmong(desk, question.id)
  if (!keyMother || !(await mayBeReached(desk.tx, keyMother, 'questions', desk.now)))
    return { outcome: 'no_key_mother' }
  await addEntry(desk, question, {
    author: said.by.person,
    role: 'professional',
    forReader: 'key-mother',
    body: said.body,
  })
  const { ticket: handed, from } = await handTo(desk, ticket, keyMother, 'key-mother')
  const id = `coached-${handed.id}-${handed.tick}`
  bring(desk, keyMother, 'coach-answered', { question: question.id }, { id, at: from })
  return { outcome: 'sent', keyMother }
}

/** The last thing the professional told the key mother; null when there is none, or its author is erased. */
export async function coachsWords(
  desk: ErrandDesk,
  question: Question,
): Promise<(Entry & { body: Body }) | null> {
  const entries = await entriesOf(desk.tx, desk.office, question.id)
  const last = entries.findLast(({ forReader }) => forReader === 'key-mother')
  return last?.body ? { ...last, body: last.body } : null
}

/** The last answer the asker was given. */
export async function lastAnswer(desk: ErrandDesk, question: Question): Promise<Entry | null> {
  const entries = await entriesOf(desk.tx, desk.office, question.id)
  return entries.findLast(isAnswer) ?? null
}

const isAnswer = ({ role, forReader, asksBack }: Entry) =>
  role !== 'asker' && forReader === 'all' && !asksBack

/** The key mother, or who stood in for her, that had it last; null when none had. */
async function keyMotherAmong(desk: ErrandDesk, question: string): Promise<string | null> {
  return (await readersOf(desk.tx, question)).find(({ role }) => role === 'key-mother')?.person ?? null
}

/** When an answered thread is laid to rest, unless somebody writes in it before. */
export async function restsAt(
  desk: Pick<ErrandDesk, 'tx'>,
  { network, lastActivityAt }: Pick<Question, 'network' | 'lastActivityAt'>,
): Promise<Date> {
  const idle = Duration.fromISO(await setting(desk.tx, network, 'thread.idle'))
  return new Date(lastActivityAt.getTime() + idle.toMillis())
}

async function planRest(desk: ErrandDesk, question: Question, entry: string): Promise<void> {
  const at = await restsAt(desk, { ...question, lastActivityAt: desk.now })
  desk.later({ name: 'questions.rest', id: `rest-${entry}`, data: { question: question.id, entry }, at })
}
