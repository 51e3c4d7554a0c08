import { DateTime } from 'luxon'
import { z } from 'zod'
import type { Body } from '../../engine/flow.ts'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { DANGER } from '../danger/calls.ts'
import { networkFacts } from '../networks/networks.ts'
import { nameOf } from '../people/people.ts'
import { claim } from '../tickets/ladder.ts'
import { ticketsOf, unassignedIn, type WaitingTicket, waitingFor } from '../tickets/tickets.ts'
import { answerer, hold } from './answerer.ts'
import { type Answered, type Answerer, answer, coach, coachsWords, giveUp, lastAnswer } from './answering.ts'
import { body, joinedBody, rowOf } from './body.ts'
import { addReader, type Entry, entriesOf } from './entries.ts'
import { QUESTION, roleOf } from './notices.ts'
import { findQuestion, type Question } from './questions.ts'

const question = z.uuid()
const ANSWERED = ['sent', 'already', 'moved', 'theirs', 'closed', 'gone', 'not_yours'] as const
const BY = { by: 'text', by_role: 'text' } as const

export const answererActions = [
  defineAction({
    name: 'questions.show',
    input: z.object({ question }),
    outcomes: ['shown', 'taken', 'settled', 'not_yours'],
    results: {
      ...BY,
      named: 'text',
      name: 'text',
      urgent: 'text',
      body: 'body',
      has_earlier: 'flag',
      earlier: 'body',
      until: 'text',
    },
    async run(scene, input) {
      const held = await hold(scene, input.question)
      if (!held) return { outcome: 'not_yours' }
      const { who, ticket } = held
      if (!ticket || !held.question.asker) {
        const last = await lastAnswer(scene, held.question)
        return { outcome: 'settled', results: await writtenBy(scene, last) }
      }
      if (ticket.status === 'assigned' && ticket.assignee !== who.person)
        return {
          outcome: 'taken',
          results: { by: await nameOf(scene.tx, scene.office, ticket.assignee), by_role: roleOf(ticket) },
        }
      return { outcome: 'shown', results: await shown(scene, held.question, ticket) }
    },
  }),

  defineAction({
    name: 'questions.forWhom',
    input: z.object({ question }),
    outcomes: ['found'],
    results: { named: 'text', name: 'text' },
    async run(scene, input) {
      const held = await hold(scene, input.question)
      const asker = held && !held.question.anonymous ? held.question.asker : null
      const name = asker ? await nameOf(scene.tx, scene.office, asker) : ''
      return { outcome: 'found', results: { named: name ? 'yes' : 'no', name } }
    },
  }),

  defineAction({
    name: 'questions.answer',
    input: z.object({ question, body, insists: z.boolean() }),
    outcomes: ANSWERED,
    results: BY,
    async run(scene, input) {
      const held = await hold(scene, input.question)
      if (!held) return { outcome: 'not_yours' }
      const { body, insists } = input
      return told(scene, await answer(scene, held, { by: held.who, body, insists }))
    },
  }),

  defineAction({
    name: 'questions.bringHome',
    input: z.object({ question }),
    outcomes: ANSWERED,
    results: BY,
    async run(scene, input) {
      const held = await hold(scene, input.question)
      const words = held && (await coachsWords(scene, held.question))
      if (held?.who.role !== 'key-mother') return { outcome: 'not_yours' }
      if (!words) return { outcome: 'gone' }
      return told(scene, await answer(scene, held, { by: held.who, body: words.body, insists: false }))
    },
  }),

  defineAction({
    name: 'questions.coached',
    input: z.object({ question }),
    outcomes: ['shown', 'settled', 'not_yours'],
    results: { name: 'text', body: 'body' },
    async run(scene, input) {
      const held = await hold(scene, input.question)
      if (!held) return { outcome: 'not_yours' }
      const words = await coachsWords(scene, held.question)
      if (!words || !held.ticket) return { outcome: 'settled' }
      const name = words.author ? await nameOf(scene.tx, scene.office, words.author) : ''
      return { outcome: 'shown', results: { name, body: words.body } }
    },
  }),

  defineAction({
    name: 'questions.coach',
    input: z.object({ question, body }),
    outcomes: ['sent', 'no_key_mother', 'moved', 'settled', 'not_yours'],
    results: { ...BY, name: 'text' },
    async run(scene, input) {
      const held = await hold(scene, input.question)
      if (held?.who.role !== 'professional') return { outcome: 'not_yours' }
      const coached = await coach(scene, held, { by: held.who, body: input.body })
      if (coached.outcome === 'moved') return { outcome: 'moved', results: await whoHas(scene, coached) }
      if (coached.outcome !== 'sent') return coached
      return { outcome: 'sent', results: { name: await nameOf(scene.tx, scene.office, coached.keyMother) } }
    },
  }),

  defineAction({
    name: 'questions.passOn',
    input: z.object({ question }),
    outcomes: ['passed', 'nobody', 'settled', 'not_yours'],
    async run(scene, input) {
      const held = await hold(scene, input.question)
      return { outcome: held ? await giveUp(scene, held, held.who) : 'not_yours' }
    },
  }),

  defineAction({
    name: 'questions.waiting',
    input: z.object({}),
    outcomes: ['some', 'none'],
    results: { threads: 'list' },
    async run(scene) {
      const who = answerer(scene)
      const tickets = who ? await waitingForHer(scene, who) : []
      if (!tickets.length) return { outcome: 'none' }
      const threads = []
      for (const ticket of tickets.slice(0, 10))
        threads.push({ value: ticket.subject, label: await labelOf(scene, ticket) })
      return { outcome: 'some', results: { threads } }
    },
  }),

  defineAction({
    name: 'questions.take',
    input: z.object({ question }),
    // `danger`: it is no thread yet but a call, and is taken as one.
    outcomes: ['yours', 'danger', 'taken', 'settled', 'not_yours'],
    results: { by: 'text' },
    async run(scene, input) {
      const who = answerer(scene)
      const call = await waitingFor(scene.tx, DANGER.name, input.question)
      if (call) return { outcome: who && isForHer(call, who) ? 'danger' : 'not_yours' }
      const ticket = await waitingFor(scene.tx, QUESTION.name, input.question)
      if (!ticket) return { outcome: 'settled' }
      if (!who || ticket.network !== who.network) return { outcome: 'not_yours' }
      const takenBy = async (by: string) =>
        ({ outcome: 'taken', results: { by: await nameOf(scene.tx, scene.office, by) } }) as const
      if (ticket.status === 'assigned')
        return ticket.assignee === who.person ? { outcome: 'yours' } : takenBy(ticket.assignee)
      if (who.role !== 'professional') return { outcome: 'not_yours' }
      const claimed = await claim(scene, ticket.id, who.person)
      if (claimed.outcome === 'taken') return takenBy(claimed.by)
      if (claimed.outcome === 'closed') return { outcome: 'settled' }
      await addReader(scene, input.question, who)
      return { outcome: 'yours' }
    },
  }),
]

/** What she has not been answered yet, and, apart, what went before. Without a name where none was given. */
async function shown(scene: Scene, asked: Question, ticket: WaitingTicket) {
  const entries = await entriesOf(scene.tx, scene.office, asked.id)
  const since = entries.findLastIndex(({ role, forReader }) => role !== 'asker' && forReader === 'all') + 1
  const unanswered = entries.slice(since).filter(({ role }) => role === 'asker')
  const said = unanswered.length ? unanswered : entries.filter(({ role }) => role === 'asker').slice(-1)
  const earlier = entries.filter((entry) => !said.includes(entry))
  const { zone } = await networkFacts(scene.tx, asked.network)
  return {
    named: asked.anonymous ? 'no' : 'yes',
    name: asked.anonymous ? '' : await nameOf(scene.tx, scene.office, asked.asker!),
    // It follows from danger: whatever its clock says, it is for now.
    urgent: asked.danger ? 'yes' : 'no',
    body: { ...joinedBody(bodiesOf(said)), of: asked.id },
    has_earlier: earlier.length > 0,
    earlier: { ...joinedBody(earlier.flatMap(signed)), of: asked.id },
    until: clockTime(ticket.dueAt, zone, scene.contact.language),
  }
}

const bodiesOf = (entries: Entry[]): Body[] => entries.flatMap(({ body }) => body ?? [])

/** Whose words they are, without a word of ours: hers come in, answers go out. */
function signed({ role, body }: Entry): Body[] {
  if (!body) return []
  return [{ ...body, ...(body.text ? { text: `${role === 'asker' ? '◀' : '▶'} ${body.text}` } : {}) }]
}

function clockTime(at: Date, zone: string, language: string): string {
  return DateTime.fromJSDate(at, { zone })
    .setLocale(language)
    .reconfigure({ numberingSystem: 'latn', outputCalendar: 'gregory' })
    .toFormat('cccc HH:mm')
}

async function told(scene: Scene, answered: Answered) {
  if (answered.outcome === 'moved' || answered.outcome === 'theirs')
    return { outcome: answered.outcome, results: await whoHas(scene, answered) }
  if (answered.outcome !== 'already') return { outcome: answered.outcome }
  return { outcome: answered.outcome, results: await writtenBy(scene, answered.by) }
}

async function whoHas(scene: Scene, { to, role }: { to: string; role: string }) {
  return { by: await nameOf(scene.tx, scene.office, to), by_role: role }
}

async function writtenBy(scene: Scene, entry: Entry | null) {
  return {
    by: entry?.author ? await nameOf(scene.tx, scene.office, entry.author) : '',
    by_role: entry?.role ?? '',
  }
}

/** What waits for her by name; for a professional also what waits for nobody yet. What danger is in comes first. */
async function waitingForHer(scene: Scene, who: Answerer): Promise<WaitingTicket[]> {
  const hers = await ticketsOf(scene.tx, who.person)
  const nobodys = who.role === 'professional' ? await unassignedIn(scene.tx, who.network) : []
  const all = [...hers, ...nobodys]
  const calls = all.filter((ticket) => ticket.kind === DANGER.name && isForHer(ticket, who))
  const urgent = []
  const others = []
  for (const ticket of all.filter(({ kind }) => kind === QUESTION.name))
    if ((await findQuestion(scene.tx, ticket.subject))?.danger) urgent.push(ticket)
    else others.push(ticket)
  return [...calls, ...urgent, ...others]
}

const isForHer = ({ network }: WaitingTicket, who: Answerer) =>
  who.role === 'professional' && network === who.network

const DANGER_SIGN = '🔴'

async function labelOf(scene: Scene, { kind, subject: id }: WaitingTicket): Promise<string> {
  const { words } = scene.office
  // A call names nobody before it is opened: somebody may look over her shoulder.
  if (kind === DANGER.name)
    return `${DANGER_SIGN} ${words.text(scene.contact.language, 'questions', 'open_now')}`
  const asked = await findQuestion(scene.tx, id)
  const entries = await entriesOf(scene.tx, scene.office, id)
  const last = entries.findLast(({ role }) => role === 'asker')
  const isNamed = asked?.asker && !asked.anonymous
  const name = isNamed ? await nameOf(scene.tx, scene.office, asked.asker!) : ''
  return rowOf(last?.body ?? {}, asked?.danger ? `${DANGER_SIGN} ${name}`.trim() : name)
}
