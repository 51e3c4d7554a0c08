import { z } from 'zod'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { nameOf } from '../people/people.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import { lockActivity, type SentActivity, whoHosts } from './activities.ts'
import { factsOf, told } from './facts.ts'
import { lockOwn } from './hosting.ts'
import { goOnWhenReady, markOf, wordsOf } from './translating.ts'
import {
  addRequest,
  declineTranslation,
  isAsked,
  keepTranslation,
  languagesOf,
  takeOutTranslation,
  translationIn,
} from './translations.ts'

const activity = z.uuid()

/** What a key mother does who is asked to put a host's words in another language. */
export const translatorActions = [
  defineAction({
    name: 'activities.toTranslate',
    input: z.object({ activity, language: z.string() }),
    // `done`: another was quicker. `gone`: it is of no use any more.
    outcomes: ['shown', 'done', 'gone'],
    // `mark`: of the words that she sees.
    results: { words: 'text', mark: 'text', host: 'text', language_name: 'text', own_name: 'text' },
    async run(scene, input) {
      const asked = await askedOfHer(scene, input)
      if (!asked || asked.isDone) return { outcome: asked ? 'done' : 'gone' }
      const { host } = await factsOf(told(scene), asked.activity)
      const language_name = scene.office.words.nameOf(asked.language)
      const mark = markOf(scene.office, asked.activity)
      // She sees them as they are now, so she need not be asked for them once more.
      await addRequest(scene.tx, keyOf(scene, asked), mark)
      const own_name = await nameOf(scene.tx, scene.office, scene.contact.person!)
      const words = wordsOf(asked.activity.content)
      return { outcome: 'shown', results: { words, mark, host, language_name, own_name } }
    },
  }),

  defineAction({
    name: 'activities.translated',
    input: z.object({ activity, language: z.string(), words: z.string(), mark: z.string() }),
    // `changed`: the host says it otherwise since she saw it.
    outcomes: ['thanked', 'changed', 'done', 'gone'],
    async run(scene, { words, mark, ...input }) {
      const asked = await askedOfHer(scene, input)
      if (!asked) return { outcome: 'gone' }
      if (asked.isDone) return { outcome: 'done' }
      if (mark !== markOf(scene.office, asked.activity)) return { outcome: 'changed' }
      if (!(await keepTranslation(scene, keyOf(scene, asked), words.trim()))) return { outcome: 'done' }
      await tellHost(scene, asked)
      await goOnWhenReady(scene, input.activity)
      return { outcome: 'thanked' }
    },
  }),

  defineAction({
    name: 'activities.declineTranslation',
    input: z.object({ activity, language: z.string() }),
    outcomes: ['noted'],
    async run(scene, input) {
      const asked = await askedOfHer(scene, input)
      if (!asked) return { outcome: 'noted' }
      await declineTranslation(scene.tx, keyOf(scene, asked))
      await goOnWhenReady(scene, input.activity)
      return { outcome: 'noted' }
    },
  }),

  defineAction({
    name: 'activities.translation',
    input: z.object({ activity, language: z.string() }),
    outcomes: ['shown', 'gone'],
    results: { words: 'text', said: 'text', language_name: 'text', name: 'text' },
    async run(scene, input) {
      const { tx, office, contact } = scene
      const found = await lockOwn(scene, input.activity, contact.person!)
      const there = found && (await translationIn(tx, office, found.id, input.language))
      if (!there) return { outcome: 'gone' }
      const name = await nameOf(tx, office, there.translator)
      const facts = { words: wordsOf(found.content), said: there.words, name }
      return { outcome: 'shown', results: { ...facts, language_name: office.words.nameOf(input.language) } }
    },
  }),

  defineAction({
    name: 'activities.takeOutTranslation',
    input: z.object({ activity, language: z.string() }),
    outcomes: ['out', 'gone'],
    async run(scene, input) {
      const found = await lockOwn(scene, input.activity, scene.contact.person!)
      const isOut = found && (await takeOutTranslation(scene.tx, found.id, input.language))
      return { outcome: isOut ? 'out' : 'gone' }
    },
  }),
]

type Asked = { activity: SentActivity; language: string; isDone: boolean }

const keyOf = ({ contact }: Scene, { activity, language }: Asked) => ({
  ...{ activity: activity.id, language, translator: contact.person! },
})

/** What is read under her words she reads as well, and may take it out. Nobody is woken for it. */
async function tellHost(scene: Scene, { activity, language }: Asked): Promise<void> {
  const input = { activity: activity.id, language }
  const at = await afterQuietOf(scene, activity.network)
  for (const host of await whoHosts(scene.tx, activity))
    if (host !== scene.contact.person)
      scene.later({ name: 'flow.start', data: { person: host, flow: 'activity-translated', input }, at })
}

/** What she was asked, while it can still be read by anybody; holds the activity's lock, so that one of two is first. */
async function askedOfHer(
  { tx, office, contact, now }: Scene,
  { activity: id, language }: { activity: string; language: string },
): Promise<Asked | null> {
  const found = await lockActivity(tx, office, id)
  if (found?.status !== 'sent' || found.network !== contact.network || found.startsAt <= now) return null
  if (!contact.person || !(await isAsked(tx, { activity: id, language, translator: contact.person })))
    return null
  const { written } = await languagesOf(tx, id)
  return { activity: found, language, isDone: written.includes(language) }
}
