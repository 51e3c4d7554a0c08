import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Body } from '../../engine/flow.ts'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { letGoOf } from '../../messaging/set-aside.ts'
import { findDanger, findHers, type HerDanger } from '../danger/danger.ts'
import { nameOf } from '../people/people.ts'
import { nameIn } from '../people/strangers.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import { whoWouldHave } from '../tickets/ladder.ts'
import type { WaitingTicket } from '../tickets/tickets.ts'
import { ask, askMore, takeUp } from './asking.ts'
import { body } from './body.ts'
import { addEntry, entriesOf } from './entries.ts'
import { QUESTION, roleOf } from './notices.ts'
import { type Question, threadFrom } from './questions.ts'

const danger = z.uuid()

/** The threads that follow from what somebody wrote in danger. */
export const dangerActions = [
  defineAction({
    name: 'questions.takeUp',
    input: z.object({ danger, body }),
    outcomes: ['opened', 'gone', 'not_yours'],
    results: { question: 'id' },
    async run(scene, input) {
      const found = await findDanger(scene, input.danger)
      if (!found?.person) return { outcome: 'gone' }
      if (!found.takenBy || found.takenBy !== scene.contact.person) return { outcome: 'not_yours' }
      const { network, person: asker, takenBy: by } = found
      const made = {
        network,
        asker,
        by,
        danger: found.id,
        anonymous: await isNameless(scene, asker, network),
      }
      const { id } = await takeUp(scene, { ...made, body: input.body })
      return { outcome: 'opened', results: { question: id } }
    },
  }),

  defineAction({
    name: 'questions.isFromDanger',
    // Both may be empty: what she is in need not be a thread, nor danger.
    input: z.object({ question: z.string(), danger: z.string() }),
    // `yes`: the thread is the one with whoever took that danger.
    outcomes: ['yes', 'no'],
    async run({ tx }, { question, danger }) {
      const thread = danger ? await threadFrom(tx, danger, { direct: true }) : null
      return { outcome: thread && thread.id === question ? 'yes' : 'no' }
    },
  }),

  defineAction({
    name: 'questions.tellWhoIsThere',
    input: z.object({ danger, body }),
    // `kept`: whoever took it is gone, and just now nobody else can be reached.
    outcomes: ['told', 'kept', 'not_yours'],
    async run(scene, input) {
      const found = await findHers(scene, input.danger)
      if (!found) return { outcome: 'not_yours' }
      const { status, subject } = await tellThere(scene, found, input.body)
      // Whatever she was asked in that thread is answered now: hours later it would be asked once more.
      await letGoOf(scene.tx, scene.office, scene.contact.id, { value: 'question', is: subject })
      return { outcome: status === 'open' ? 'kept' : 'told' }
    },
  }),

  defineAction({
    name: 'questions.tellKeyMother',
    input: z.object({ danger }),
    // `not_reached`: nobody is told: whoever is called for her has her words already.
    outcomes: ['told', 'not_reached', 'not_yours'],
    results: { question: 'id', name: 'text', asleep: 'flag' },
    async run(scene, input) {
      const found = await findHers(scene, input.danger)
      if (!found) return { outcome: 'not_yours' }
      // Called for as a stranger somewhere else than where she joined: no key mother of hers reads in that network.
      if (found.network !== scene.contact.network) return { outcome: 'not_reached' }
      const earlier = await threadFrom(scene.tx, found.id, { direct: false })
      const ticket = earlier ? await tellTheRest(scene, earlier, found) : await tellAll(scene, found)
      if (ticket?.status !== 'assigned' || roleOf(ticket) !== 'key-mother') return { outcome: 'not_reached' }
      const name = await nameOf(scene.tx, scene.office, ticket.assignee)
      const asleep = (await afterQuietOf(scene, found.network)) > scene.now
      return { outcome: 'told', results: { question: ticket.subject, name, asleep } }
    },
  }),
]

/** She has not joined, or elsewhere: she has no name here. */
const isNameless = async (scene: Scene, person: string, network: string) =>
  (await nameIn(scene, person, network)) === ''

/** Into the thread of whoever took it; where that is not there any more, to whoever is on duty. */
async function tellThere(scene: Scene, { id, network, person }: HerDanger, said: Body) {
  const thread = await threadFrom(scene.tx, id, { direct: true })
  const more = { asker: person, body: said, professional: true }
  const told = thread && (await askMore(scene, { question: thread.id, ...more }))
  if (told) return told.ticket
  const anonymous = await isNameless(scene, person, network)
  const made = { network, asker: person, kind: 'talk' as const, anonymous, direct: true, danger: id }
  return (await ask(scene, { ...made, body: said })).ticket
}

/** Null where no key mother can be reached: then nobody else is told of it either. */
async function tellAll(scene: Scene, found: HerDanger): Promise<WaitingTicket | null> {
  const { id, network, person: asker, words } = found
  const who = await whoWouldHave(scene, { kind: QUESTION.name, network, for: asker, from: 'key-mother' })
  if (who?.to !== 'key-mother') return null
  const made = { network, asker, kind: 'talk' as const, anonymous: false, direct: false, danger: id }
  const { question, ticket } = await ask(scene, { ...made, body: words[0]! })
  await addEach(scene, question, asker, words.slice(1))
  return ticket
}

async function tellTheRest(scene: Scene, question: Question, { person: asker, words }: HerDanger) {
  const told = await entriesOf(scene.tx, scene.office, question.id)
  const rest = words.filter((said) => !told.some((entry) => isDeepStrictEqual(entry.body, said)))
  await addEach(scene, question, asker, rest.slice(0, -1))
  const more = await askMore(scene, { question: question.id, asker, body: rest.at(-1), professional: false })
  return more?.ticket ?? null
}

/** An entry for each thing she said: so it is known later what her key mother has been told. */
async function addEach(scene: Scene, question: Question, author: string, words: Body[]): Promise<void> {
  for (const said of words) await addEntry(scene, question, { author, role: 'asker', body: said })
}
