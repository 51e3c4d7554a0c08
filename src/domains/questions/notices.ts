import { isIn } from '../../messaging/at-it.ts'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import { defineTicketKind, type Rung } from '../tickets/kinds.ts'
import type { AssignedTicket, Ticket, WaitingTicket } from '../tickets/tickets.ts'
import { type AnswererRole, addReader, entriesOf } from './entries.ts'
import { findQuestion, type Question } from './questions.ts'

const LADDER: readonly [Rung, ...Rung[]] = [
  { to: 'key-mother', wait: 'escalation.keyMother' },
  { to: 'duty', wait: 'escalation.professional' },
]

/** A question waits for her key mother, then for whoever of the professionals is on duty. */
export const QUESTION = defineTicketKind({
  name: 'question',
  ladder: LADDER,
  async onAssigned(desk, ticket, from) {
    await addReader(desk, ticket.subject, { person: ticket.assignee, role: roleOf(ticket) })
    const flow = (await knowsIt(desk, ticket)) ? 'follow-up-arrived' : FIRST_FLOW[roleOf(ticket)]
    bring(desk, ticket.assignee, flow, { question: ticket.subject }, { id: mark('notice', ticket), at: from })
  },
  async onReminded(desk, ticket) {
    bring(
      desk,
      ticket.assignee,
      'question-escalated',
      { question: ticket.subject, again: 'yes' },
      { id: mark('remind', ticket) },
    )
  },
  async onRunsAgain(desk, ticket, from) {
    const when = { id: mark('unanswered', ticket), at: from }
    bring(desk, ticket.assignee, 'no-reply-yet', { question: ticket.subject }, when)
  },
  async onTaken(desk, { subject: question }, from) {
    for (const [writes, flow] of Object.entries(WRITING))
      if (await isIn(desk.tx, desk.office, from, flow, { value: 'question', is: question }))
        bring(desk, from, 'question-taken', { question, writes })
  },
  async onMoved(desk, ticket, why) {
    const question = await findQuestion(desk.tx, ticket.subject)
    if (!question?.asker) return
    bring(
      desk,
      question.asker,
      'question-moved',
      { question: question.id, why },
      { id: mark('moved', ticket) },
    )
  },
})

/** In which role somebody holds a ticket: the rung says it. */
export function roleOf(ticket: Pick<WaitingTicket, 'rung'>): AnswererRole {
  return LADDER[ticket.rung]!.to === 'duty' ? 'professional' : 'key-mother'
}

/** Lets the house begin a conversation with somebody, wherever she was last. Only ids go along. */
export function bring(
  desk: Pick<ErrandDesk, 'later'>,
  person: string,
  flow: string,
  input: Record<string, string>,
  when: { id?: string; at?: Date } = {},
): void {
  desk.later({ name: 'flow.start', data: { person, flow, input }, ...when })
}

/** So long what somebody says in many breaths is gathered before it is told of. */
const GATHERED_MS = 5 * 60_000

/**
 * She has written more while it waits: whoever has it hears so, unless she has not been shown it yet.
 * @param gathers what comes within a few minutes is told of once, with all of it
 */
export async function bringMore(
  desk: ErrandDesk,
  ticket: WaitingTicket,
  { entry, gathers }: { entry: string; gathers: boolean },
): Promise<void> {
  if (ticket.status !== 'assigned') return
  const isAsleep = roleOf(ticket) === 'key-mother' && (await afterQuietOf(desk, ticket.network)) > desk.now
  if (isAsleep) return
  const when = gathers
    ? { id: mark('more-in', ticket), at: new Date(desk.now.getTime() + GATHERED_MS) }
    : { id: `more-${entry}` }
  bring(desk, ticket.assignee, 'follow-up-arrived', { question: ticket.subject }, when)
}

/** What somebody answered goes home: to the asker, and to nobody else. */
export function bringAnswer(desk: ErrandDesk, question: Question, entry: string): void {
  if (question.asker)
    bring(desk, question.asker, 'answer-arrived', { question: question.id, entry }, { id: `answer-${entry}` })
}

const WRITING = { answer: 'write-answer', advice: 'write-advice' } as const
const FIRST_FLOW = { 'key-mother': 'question-arrived', professional: 'question-escalated' } as const

async function knowsIt(desk: ErrandDesk, ticket: AssignedTicket): Promise<boolean> {
  const entries = await entriesOf(desk.tx, desk.office, ticket.subject)
  return entries.some(({ author, forReader }) => author === ticket.assignee && forReader === 'all')
}

const mark = (what: string, ticket: Ticket) => `${what}-${ticket.id}-${ticket.tick}`
