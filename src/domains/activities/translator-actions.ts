import { z } from 'zod'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { lockActivity, type SentActivity } from './activities.ts'
import { factsOf, told } from './facts.ts'
import { goOnWhenReady, wordsOf } from './translating.ts'
import { askedOf, declineTranslation, keepTranslation, languagesOf } from './translations.ts'

const activity = z.uuid()

/** What a key mother does who is asked to put a host's words in another language. */
export const translatorActions = [
  defineAction({
    name: 'activities.toTranslate',
    input: z.object({ activity }),
    // `done`: another was quicker. `gone`: it is of no use any more.
    outcomes: ['shown', 'done', 'gone'],
    results: { words: 'text', host: 'text', language: 'text' },
    async run(scene, input) {
      const asked = await askedOfHer(scene, input.activity)
      if (!asked || asked.isDone) return { outcome: asked ? 'done' : 'gone' }
      const { host } = await factsOf(told(scene), asked.activity)
      const language = scene.office.words.nameOf(asked.language)
      return { outcome: 'shown', results: { words: wordsOf(asked.activity.content), host, language } }
    },
  }),

  defineAction({
    name: 'activities.translated',
    input: z.object({ activity, words: z.string() }),
    outcomes: ['thanked', 'done', 'gone'],
    async run(scene, { activity: id, words }) {
      const asked = await askedOfHer(scene, id)
      if (!asked) return { outcome: 'gone' }
      const key = { activity: id, language: asked.language, translator: scene.contact.person! }
      if (!(await keepTranslation(scene, key, words.trim()))) return { outcome: 'done' }
      await goOnWhenReady(scene, id)
      return { outcome: 'thanked' }
    },
  }),

  defineAction({
    name: 'activities.declineTranslation',
    input: z.object({ activity }),
    outcomes: ['noted'],
    async run(scene, { activity: id }) {
      if (!(await askedOfHer(scene, id))) return { outcome: 'noted' }
      await declineTranslation(scene.tx, id, scene.contact.person!)
      await goOnWhenReady(scene, id)
      return { outcome: 'noted' }
    },
  }),
]

/** What she was asked, while it can still be read by anybody; holds the activity's lock, so that one of two is first. */
async function askedOfHer(
  { tx, office, contact, now }: Scene,
  id: string,
): Promise<{ activity: SentActivity; language: string; isDone: boolean } | null> {
  const found = await lockActivity(tx, office, id)
  if (found?.status !== 'sent' || found.network !== contact.network || found.startsAt <= now) return null
  const language = contact.person && (await askedOf(tx, id, contact.person))
  if (!language) return null
  const { written } = await languagesOf(tx, id)
  return { activity: found, language, isDone: written.includes(language) }
}
