import { z } from 'zod'
import type { Body } from '../../engine/flow.ts'
import { languageOf } from '../../messaging/contact.ts'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { proposeAsk } from '../library/asks.ts'
import { topicsIn } from '../library/library.ts'
import { answerer, hold } from './answerer.ts'
import { joinedBody, rowOf } from './body.ts'
import { answeredBy, type Entry, entriesOf } from './entries.ts'

const question = z.uuid()

/** What of a thread may become part of the library. Whoever asked is named nowhere. */
export const libraryActions = [
  defineAction({
    name: 'questions.answeredByMe',
    input: z.object({}),
    outcomes: ['some', 'none'],
    results: { threads: 'list' },
    async run(scene) {
      const who = answerer(scene)
      const ids = who?.role === 'professional' ? await answeredBy(scene.tx, who.person, who.network) : []
      if (!ids.length) return { outcome: 'none' }
      const threads = []
      for (const id of ids) {
        const asked = askedIn(await entriesOf(scene.tx, scene.office, id))
        if (!mayBeDanger(scene, asked)) threads.push({ value: id, label: rowOf(asked) })
      }
      return threads.length ? { outcome: 'some', results: { threads } } : { outcome: 'none' }
    },
  }),

  defineAction({
    name: 'questions.forLibrary',
    input: z.object({ question }),
    // `spoken`: her own answer cannot be taken over as a text.
    outcomes: ['written', 'spoken', 'not_yours'],
    results: { words: 'body', mine: 'text' },
    async run(scene, input) {
      const held = await hold(scene, input.question)
      if (held?.who.role !== 'professional') return { outcome: 'not_yours' }
      const entries = await entriesOf(scene.tx, scene.office, input.question)
      if (held.question.danger || mayBeDanger(scene, askedIn(entries))) return { outcome: 'not_yours' }
      const mine = entries.findLast(({ author, asksBack }) => author === held.who.person && !asksBack)
      const text = mine?.body?.text?.trim() ?? ''
      const words = { ...askedIn(entries), of: input.question }
      return { outcome: text ? 'written' : 'spoken', results: { words, mine: text } }
    },
  }),

  defineAction({
    name: 'questions.link',
    input: z.object({ question, topic: z.string() }),
    // `too_long`: a whole story teaches nothing, and tells too much.
    outcomes: ['linked', 'too_long', 'not_yours'],
    async run(scene, { question: id, topic }) {
      const held = await hold(scene, id)
      if (held?.who.role !== 'professional') return { outcome: 'not_yours' }
      const { network, asker } = held.question
      if (!asker || !(await topicsIn(scene.tx, network)).has(topic)) return { outcome: 'not_yours' }
      const words = firstWords(await entriesOf(scene.tx, scene.office, id))
      if (held.question.danger || mayBeDanger(scene, { text: words })) return { outcome: 'not_yours' }
      const language = (await languageOf(scene.tx, asker)) ?? scene.office.defaultLanguage
      const proposed = { network, topic, language, words, how: 'linked' as const, asker }
      return { outcome: (await proposeAsk(scene, proposed)) ? 'linked' : 'too_long' }
    },
  }),
]

/** The lookout watches mothers' words: these are, whoever reads them now. */
const mayBeDanger = (scene: Scene, said: Body) =>
  scene.office.lookout({ ...scene, contact: { ...scene.contact, role: 'mother' } }, said) !== null

const askedIn = (entries: Entry[]) =>
  joinedBody(entries.filter(({ role }) => role === 'asker').flatMap(({ body }) => body ?? []))

/** What she asked first: what came after it answers somebody. */
const firstWords = (entries: Entry[]) => entries.find(({ role }) => role === 'asker')?.body?.text ?? ''
