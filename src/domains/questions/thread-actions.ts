import { z } from 'zod'
import { defineAction } from '../../messaging/scene.ts'
import { short } from '../circles/label.ts'
import { networkFacts } from '../networks/networks.ts'
import { nameOf } from '../people/people.ts'
import { hold } from './answerer.ts'
import { body } from './body.ts'
import { askBack, closeKindly, HOLDS, handOver, mayTake, needTime } from './thread.ts'

const question = z.uuid()

/** What whoever has a thread may do with it instead of answering. */
export const threadActions = [
  defineAction({
    name: 'questions.askBack',
    input: z.object({ question, body }),
    outcomes: ['asked', 'settled', 'not_yours'],
    async run(scene, input) {
      const held = await hold(scene, input.question)
      if (!held) return { outcome: 'not_yours' }
      return { outcome: await askBack(scene, held, { by: held.who, body: input.body }) }
    },
  }),

  defineAction({
    name: 'questions.needTime',
    input: z.object({ question, how: z.enum(HOLDS) }),
    outcomes: ['held', 'too_often', 'settled', 'not_yours'],
    results: { until: 'text' },
    async run(scene, input) {
      const held = await hold(scene, input.question)
      if (!held) return { outcome: 'not_yours' }
      const asked = await needTime(scene, held, held.who, input.how)
      if (asked.outcome !== 'held') return asked
      const { zone } = await networkFacts(scene.tx, held.question.network)
      return {
        outcome: 'held',
        results: { until: scene.office.words.when(asked.until, zone, scene.contact.language) },
      }
    },
  }),

  defineAction({
    name: 'questions.mayTake',
    input: z.object({ question }),
    outcomes: ['some', 'nobody'],
    results: { people: 'list' },
    async run(scene, input) {
      const held = await hold(scene, input.question)
      const candidates = held ? await mayTake(scene, held, held.who) : []
      if (!candidates.length) return { outcome: 'nobody' }
      const people = []
      for (const { person } of candidates.slice(0, 10))
        people.push({ value: person, label: short(await nameOf(scene.tx, scene.office, person)) })
      return { outcome: 'some', results: { people } }
    },
  }),

  defineAction({
    name: 'questions.handOver',
    input: z.object({ question, to: z.uuid() }),
    outcomes: ['given', 'cannot', 'settled', 'not_yours'],
    results: { name: 'text' },
    async run(scene, input) {
      const held = await hold(scene, input.question)
      if (!held) return { outcome: 'not_yours' }
      const outcome = await handOver(scene, held, held.who, input.to)
      if (outcome !== 'given') return { outcome }
      return { outcome, results: { name: await nameOf(scene.tx, scene.office, input.to) } }
    },
  }),

  defineAction({
    name: 'questions.close',
    input: z.object({ question, body }),
    outcomes: ['closed', 'settled', 'not_yours'],
    async run(scene, input) {
      const held = await hold(scene, input.question)
      if (held?.who.role !== 'professional') return { outcome: 'not_yours' }
      return { outcome: await closeKindly(scene, held, { by: held.who, body: input.body }) }
    },
  }),
]
