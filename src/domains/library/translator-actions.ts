import { z } from 'zod'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { TITLE } from './draft-actions.ts'
import { changeText, type DraftText, isWritten, lockText, type Said, textsBy, textsOf } from './drafts.ts'

const text = z.uuid()

/** What a key mother does who is asked to write an answer in her language. */
export const translatorActions = [
  defineAction({
    name: 'library.toTranslate',
    input: z.object({ text }),
    outcomes: ['shown', 'gone'],
    results: { title: 'text', answer: 'text', next_step: 'text', language: 'text' },
    async run(scene, input) {
      const asked = await askedOfHer(scene, input.text)
      const original = asked && (await originalOf(scene, asked))
      if (!original) return { outcome: 'gone' }
      const { title, answer, next } = original
      const language = scene.office.words.nameOf(asked.language)
      return { outcome: 'shown', results: { title, answer, next_step: next, language } }
    },
  }),

  defineAction({
    name: 'library.translated',
    input: z.object({ text, title: z.string().max(TITLE), answer: z.string(), next: z.string() }),
    outcomes: ['thanked', 'gone'],
    async run(scene, { text: id, ...said }) {
      if (!(await askedOfHer(scene, id))) return { outcome: 'gone' }
      await changeText(scene, id, { status: 'written', said })
      return { outcome: 'thanked' }
    },
  }),

  defineAction({
    name: 'library.declineTranslation',
    input: z.object({ text }),
    outcomes: ['noted'],
    async run(scene, input) {
      if (await askedOfHer(scene, input.text)) await changeText(scene, input.text, { status: 'declined' })
      return { outcome: 'noted' }
    },
  }),

  defineAction({
    name: 'library.nextToTranslate',
    input: z.object({}),
    outcomes: ['some', 'none'],
    results: { text: 'id' },
    async run(scene) {
      const { person } = scene.contact
      const all = person ? await textsBy(scene.tx, scene.office, person) : []
      const next = all.find(({ status }) => status === 'asked')
      return next ? { outcome: 'some', results: { text: next.id } } : { outcome: 'none' }
    },
  }),
]

async function askedOfHer(scene: Scene, id: string): Promise<DraftText | null> {
  const { person, network } = scene.contact
  const found = await lockText(scene, id)
  const isHers = found?.author === person && found?.network === network && person !== null
  return isHers && found.status === 'asked' ? found : null
}

/** What the professional wrote, from which she writes hers. */
async function originalOf(scene: Scene, { draft }: DraftText): Promise<Said | null> {
  return (await textsOf(scene.tx, scene.office, draft)).find(isWritten)?.said ?? null
}
