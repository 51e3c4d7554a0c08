import { z } from 'zod'
import { hiddenUntil } from '../../messaging/hidden.ts'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { networkFacts } from '../networks/networks.ts'
import { nameOf } from '../people/people.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import { whoWouldHave } from '../tickets/ladder.ts'
import { type WaitingTicket, waitingFor } from '../tickets/tickets.ts'
import { answererActions } from './answerer-actions.ts'
import { lastAnswer, restsAt } from './answering.ts'
import { ask, askMore, sayItHelped, waitInWords, watchWindow } from './asking.ts'
import { keptActions } from './before-joining.ts'
import { body, draftOf, isSpoken, joinedBody, rowOf } from './body.ts'
import { dangerActions } from './danger-actions.ts'
import { digestActions } from './digest-actions.ts'
import { entriesOf } from './entries.ts'
import { libraryActions } from './library-actions.ts'
import { QUESTION, roleOf } from './notices.ts'
import { findQuestion, hasWaiting, type Question, questionsOf } from './questions.ts'
import { threadActions } from './thread-actions.ts'

const WHERE = ['with_key_mother', 'with_professional', 'with_nobody'] as const
const WHERE_RESULTS = { question: 'id', name: 'text', wait: 'text', until: 'text', asleep: 'flag' } as const
const question = z.uuid()

const askerActions = [
  defineAction({
    name: 'questions.prepare',
    input: z.object({ body: body.nullable(), direct: z.boolean() }),
    outcomes: ['key_mother', 'professional', 'nobody'],
    // `shown`: what goes to that person, where it is more than she said in one go.
    results: { name: 'text', spoken: 'flag', shown: 'body' },
    async run(scene, input) {
      const spoken = input.body !== null && isSpoken(input.body)
      const shown = input.body && draftOf(input.body)
      const { person, network } = asker(scene)
      const from = input.direct ? 'duty' : 'key-mother'
      const who = await whoWouldHave(scene, { kind: QUESTION.name, network, for: person, from })
      if (!who) return { outcome: 'nobody', results: { name: '', spoken, shown } }
      const outcome = who.to === 'duty' ? 'professional' : 'key_mother'
      return { outcome, results: { name: await nameOf(scene.tx, scene.office, who.person), spoken, shown } }
    },
  }),

  defineAction({
    name: 'questions.join',
    input: z.object({ first: body, more: body.nullable() }),
    outcomes: ['joined'],
    results: { body: 'body' },
    async run(_scene, { first, more }) {
      return { outcome: 'joined', results: { body: joinedBody(more ? [first, more] : [first]) } }
    },
  }),

  defineAction({
    name: 'questions.helpQuestion',
    input: z.object({
      first: body,
      ...{ what: body.nullable(), since: body.nullable(), tried: body.nullable(), wish: body.nullable() },
    }),
    outcomes: ['joined'],
    results: { body: 'body' },
    async run({ office, contact }, { first, ...parts }) {
      const titled = Object.entries(parts).flatMap(([part, said]) => {
        if (!said || (!said.text && !said.media?.length)) return []
        const title = office.words.text(contact.language, 'questions', `help_${part}`)
        return [{ ...said, text: `${title} ${said.text ?? ''}`.trim() }]
      })
      return { outcome: 'joined', results: { body: joinedBody([first, ...titled]) } }
    },
  }),

  defineAction({
    name: 'questions.ask',
    input: z.object({
      body,
      anonymous: z.boolean(),
      direct: z.boolean(),
      kind: z.enum(['question', 'talk']),
    }),
    outcomes: WHERE,
    results: WHERE_RESULTS,
    async run(scene, input) {
      const { person, network } = asker(scene)
      const asked = await ask(scene, { ...input, network, asker: person })
      watchWindow(scene)
      return whereItIs(scene, asked.question.id, asked.ticket)
    },
  }),

  defineAction({
    name: 'questions.more',
    input: z.object({ question, body: body.nullable(), professional: z.boolean() }),
    outcomes: [...WHERE, 'not_yours'],
    results: WHERE_RESULTS,
    async run(scene, input) {
      const { person } = asker(scene)
      const more = await askMore(scene, { ...input, asker: person, body: input.body ?? undefined })
      if (!more) return { outcome: 'not_yours' }
      watchWindow(scene)
      return whereItIs(scene, more.question.id, more.ticket)
    },
  }),

  defineAction({
    name: 'questions.helped',
    input: z.object({ question }),
    outcomes: ['thanked', 'not_yours'],
    async run(scene, input) {
      const { person } = asker(scene)
      return { outcome: (await sayItHelped(scene, input.question, person)) ? 'thanked' : 'not_yours' }
    },
  }),

  defineAction({
    name: 'questions.hear',
    input: z.object({ question, entry: z.string() }),
    outcomes: ['answered', 'nothing'],
    results: { body: 'body', name: 'text', role: 'text' },
    async run(scene, input) {
      const mine = await myQuestion(scene, input.question)
      const entries = mine ? await entriesOf(scene.tx, scene.office, mine.id) : []
      const entry = entries.find(
        ({ id, role, forReader }) => id === input.entry && role !== 'asker' && forReader === 'all',
      )
      if (!entry?.body) return { outcome: 'nothing' }
      const name = entry.author ? await nameOf(scene.tx, scene.office, entry.author) : ''
      return { outcome: 'answered', results: { body: entry.body, name, role: entry.role } }
    },
  }),

  defineAction({
    name: 'questions.mine',
    input: z.object({}),
    outcomes: ['some', 'none'],
    results: { threads: 'list' },
    async run(scene) {
      const { person } = asker(scene)
      const isHidden = (await hiddenUntil(scene.tx, person, scene.now)) !== null
      const mine = await questionsOf(scene.tx, person)
      // What she wrote in danger must not come back on a screen that she has made harmless.
      const shown = mine.filter(({ danger }) => !isHidden || !danger)
      if (!shown.length) return { outcome: 'none' }
      const threads = []
      for (const { id } of shown) {
        const [first] = await entriesOf(scene.tx, scene.office, id)
        threads.push({ value: id, label: rowOf(first?.body ?? {}) })
      }
      return { outcome: 'some', results: { threads } }
    },
  }),

  defineAction({
    name: 'questions.look',
    input: z.object({ question }),
    // `asked_back`: something was asked of her first, in `body`; `on_hold`: whoever has it needs until then.
    outcomes: [...WHERE, 'asked_back', 'on_hold', 'answered', 'resting', 'closed', 'not_yours'],
    results: { ...WHERE_RESULTS, body: 'body', role: 'text', helped: 'text' },
    async run(scene, input) {
      const mine = await myQuestion(scene, input.question)
      if (!mine) return { outcome: 'not_yours' }
      const ticket = await waitingFor(scene.tx, QUESTION.name, mine.id)
      return ticket ? stillWaiting(scene, mine, ticket) : settled(scene, mine)
    },
  }),

  defineAction({
    name: 'questions.window',
    input: z.object({}),
    outcomes: ['open', 'settled'],
    async run(scene) {
      const { person } = asker(scene)
      return { outcome: (await hasWaiting(scene.tx, person)) ? 'open' : 'settled' }
    },
  }),

  defineAction({
    name: 'questions.keepOpen',
    input: z.object({}),
    outcomes: ['kept'],
    async run(scene) {
      watchWindow(scene)
      return { outcome: 'kept' }
    },
  }),
]

export const actions = [
  ...askerActions,
  ...answererActions,
  ...threadActions,
  ...dangerActions,
  ...digestActions,
  ...libraryActions,
  ...keptActions,
]

/** Only who has joined can start these flows; anything else is a fault of ours. */
function asker(scene: Scene): { person: string; network: string } {
  const { person, network } = scene.contact
  if (!person || !network) throw new Error('Somebody who has not joined came to ask')
  return { person, network }
}

async function myQuestion(scene: Scene, id: string): Promise<Question | null> {
  const found = await findQuestion(scene.tx, id)
  return found && found.asker === asker(scene).person ? found : null
}

async function whereItIs(scene: Scene, question: string, ticket: WaitingTicket) {
  const wait = await waitInWords(scene, ticket, scene.contact.language)
  const until = await inWords(scene, ticket.network, ticket.dueAt)
  if (ticket.status === 'open')
    return { outcome: 'with_nobody' as const, results: { question, name: '', wait, until, asleep: false } }
  const role = roleOf(ticket)
  const name = await nameOf(scene.tx, scene.office, ticket.assignee)
  const asleep = role === 'key-mother' && (await afterQuietOf(scene, ticket.network)) > scene.now
  const outcome = role === 'key-mother' ? ('with_key_mother' as const) : ('with_professional' as const)
  return { outcome, results: { question, name, wait, until, asleep } }
}

async function stillWaiting(scene: Scene, mine: Question, ticket: WaitingTicket) {
  const where = await whereItIs(scene, mine.id, ticket)
  if (ticket.status !== 'assigned' || !ticket.stands) return where
  const results = { ...where.results, role: roleOf(ticket) }
  if (ticket.stands === 'on-hold') return { outcome: 'on_hold' as const, results }
  const entries = await entriesOf(scene.tx, scene.office, mine.id)
  const body = entries.findLast(({ asksBack }) => asksBack)?.body ?? {}
  return { outcome: 'asked_back' as const, results: { ...results, body } }
}

async function settled(scene: Scene, mine: Question) {
  const last = await lastAnswer(scene, mine)
  const name = last?.author ? await nameOf(scene.tx, scene.office, last.author) : ''
  const until = await inWords(scene, mine.network, await restsAt(scene, mine))
  const helped = mine.status === 'closed' && mine.helped ? 'yes' : 'no'
  const results = { question: mine.id, name, role: last?.role ?? '', body: last?.body ?? {}, until, helped }
  return { outcome: mine.status === 'waiting' ? ('with_nobody' as const) : mine.status, results }
}

async function inWords(scene: Scene, network: string, at: Date): Promise<string> {
  const { zone } = await networkFacts(scene.tx, network)
  return scene.office.words.when(at, zone, scene.contact.language)
}
