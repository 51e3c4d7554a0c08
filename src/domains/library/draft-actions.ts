import { z } from 'zod'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { shortened } from '../../words/letters.ts'
import { peopleOf } from '../people/people.ts'
import { alikeTo, likelyTopics } from './alike.ts'
import type { Shelves } from './consult.ts'
import { addDraft, changeText, isWritten, lockText, type WrittenText, writtenIn } from './drafts.ts'
import { titleOf, topicsIn } from './library.ts'
import { marksIn } from './marks.ts'
import { publish, tellUnhelped, waysOf } from './publishing.ts'
import { topicFrom } from './topic.ts'
import { askTranslators } from './translating.ts'

const SAID = { title: z.string(), answer: z.string(), next: z.string() }
const SHOWN = { title: 'text', answer: 'text', next_step: 'text', language: 'text' } as const
const body = z.object({ text: z.string().optional() }).loose()
/** As a choice is called that is no topic yet. */
const NEW = 'new'
const OFFERED = 8

/** What a professional does on the way from an answer to the library. */
export const draftActionsWith = (shelves: () => Shelves) => [
  defineAction({
    name: 'library.likely',
    input: z.object({ words: body.nullable(), with_new: z.boolean() }),
    outcomes: ['listed', 'not_yours'],
    results: { topics: 'list' },
    async run(scene, { words, with_new: withNew }) {
      const who = professional(scene)
      if (!who) return { outcome: 'not_yours' }
      const has = await topicsIn(scene.tx, who.network)
      const topics = []
      for (const topic of likelyTopics(shelves(), words?.text ?? '', has).slice(0, OFFERED))
        topics.push({
          value: topic,
          label: await titleOf(scene.tx, who.network, topic, scene.contact.language),
        })
      const fresh = scene.office.words.text(scene.contact.language, 'library', 'new_topic')
      return {
        outcome: 'listed',
        results: { topics: withNew ? [...topics, { value: NEW, label: fresh }] : topics },
      }
    },
  }),

  defineAction({
    name: 'library.marks',
    input: z.object({ ...SAID, wording: z.string().nullable() }),
    outcomes: ['clean', 'marked'],
    results: { found: 'text' },
    async run(scene, { title, answer, next, wording }) {
      const found = await marks(scene, [title, answer, next, wording ?? ''].join('\n'))
      return found.length
        ? { outcome: 'marked', results: { found: found.join(', ') } }
        : { outcome: 'clean', results: { found: '' } }
    },
  }),

  defineAction({
    name: 'library.take',
    input: z.object({ words: z.string() }),
    outcomes: ['taken', 'too_long'],
    results: { answer: 'text' },
    async run(_scene, { words }) {
      const answer = words.trim()
      return [...answer].length > ANSWER ? { outcome: 'too_long' } : { outcome: 'taken', results: { answer } }
    },
  }),

  defineAction({
    name: 'library.draft',
    input: z.object({ topic: z.string(), ...SAID }),
    outcomes: ['kept', 'not_yours'],
    results: { text: 'id' },
    async run(scene, { topic, ...said }) {
      const who = professional(scene)
      if (!who) return { outcome: 'not_yours' }
      const has = await topicsIn(scene.tx, who.network)
      const chosen = has.has(topic) ? topic : topicFrom(said.title, scene.office.token(4))
      const { language } = scene.contact
      const made = { network: who.network, topic: chosen, by: who.person, language, said }
      return { outcome: 'kept', results: { text: (await addDraft(scene, made)).text } }
    },
  }),

  defineAction({
    name: 'library.askTranslators',
    input: z.object({ text: z.uuid() }),
    outcomes: ['asked', 'nobody', 'gone'],
    results: { count: 'number' },
    async run(scene, input) {
      const text = await hers(scene, input.text)
      if (!text) return { outcome: 'gone' }
      const count = await askTranslators(scene, text)
      return { outcome: count ? 'asked' : 'nobody', results: { count } }
    },
  }),

  defineAction({
    name: 'library.drafts',
    input: z.object({}),
    outcomes: ['some', 'none'],
    results: { texts: 'list' },
    async run(scene) {
      const who = professional(scene)
      const written = who ? await writtenIn(scene.tx, scene.office, who.network) : []
      if (!written.length) return { outcome: 'none' }
      const texts = written.slice(0, 10).map(({ id, language, said }) => ({
        value: id,
        label: shortened(`${language}: ${said.title}`, TITLE),
      }))
      return { outcome: 'some', results: { texts } }
    },
  }),

  defineAction({
    name: 'library.text',
    input: z.object({ text: z.uuid() }),
    outcomes: ['shown', 'gone'],
    results: SHOWN,
    async run(scene, input) {
      const text = await hers(scene, input.text)
      return text ? { outcome: 'shown', results: shown(scene, text) } : { outcome: 'gone' }
    },
  }),

  defineAction({
    name: 'library.correct',
    input: z.object({
      text: z.uuid(),
      part: z.enum(['title', 'answer', 'next']),
      words: z.string(),
    }),
    outcomes: ['corrected', 'too_long', 'gone'],
    async run(scene, { text: id, part, words }) {
      const text = await hers(scene, id)
      if (!text) return { outcome: 'gone' }
      if (part === 'title' && words.length > TITLE) return { outcome: 'too_long' }
      await changeText(scene, id, { status: 'written', said: { ...text.said, [part]: words } })
      return { outcome: 'corrected' }
    },
  }),

  defineAction({
    name: 'library.publish',
    input: z.object({ text: z.uuid(), wording: z.string().nullable() }),
    outcomes: ['published', 'gone'],
    results: { told: 'number', language: 'text' },
    async run(scene, { text: id, wording }) {
      const text = await hers(scene, id)
      if (!text) return { outcome: 'gone' }
      await publish(scene, text, { by: scene.contact.person!, wording })
      const ways = [text.said.title, ...(await waysOf(scene, text.network, text.topic))]
      const told = await tellUnhelped(scene, text, alikeTo(shelves(), text.topic, ways))
      return { outcome: 'published', results: { told, language: scene.office.words.nameOf(text.language) } }
    },
  }),
]

/** In characters: about ninety words. */
const ANSWER = 700

/** As long as a row of WhatsApp's list. */
export const TITLE = 24

/** A professional of a network; null for everybody else. */
export function professional({ contact }: Scene): { person: string; network: string } | null {
  const { person, network, role } = contact
  return person && network && role === 'professional' ? { person, network } : null
}

/** What in a text could lead to somebody of her network. */
export async function marks(scene: Scene, text: string): Promise<string[]> {
  const { network } = scene.contact
  const people = network ? await peopleOf(scene.tx, scene.office, network) : []
  return marksIn(
    text,
    people.map(({ name }) => name),
  )
}

/** A text of her network that is written and not in the library yet, locked. */
async function hers(scene: Scene, id: string): Promise<WrittenText | null> {
  const who = professional(scene)
  const text = who && (await lockText(scene, id))
  if (!text || !isWritten(text) || text.network !== who.network) return null
  return text.status === 'written' ? text : null
}

function shown({ office }: Scene, { said, language }: WrittenText) {
  const { title, answer, next } = said
  return { title, answer, next_step: next, language: office.words.nameOf(language) }
}
