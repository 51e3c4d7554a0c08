import { z } from 'zod'
import { defineAction } from '../../messaging/scene.ts'
import { decideAsk, proposedIn } from './asks.ts'
import { marks, professional } from './draft-actions.ts'
import { titleOf } from './library.ts'

/** What a professional does with proposed ways of asking: one at a time. */
export const phrasingActions = [
  defineAction({
    name: 'library.nextProposed',
    input: z.object({}),
    outcomes: ['shown', 'none'],
    results: { ask: 'id', words: 'text', title: 'text' },
    async run(scene) {
      const who = professional(scene)
      const [next] = who ? await proposedIn(scene.tx, scene.office, who.network, 1) : []
      if (!next) return { outcome: 'none' }
      const title = await titleOf(scene.tx, next.network, next.topic, scene.contact.language)
      return { outcome: 'shown', results: { ask: next.id, words: next.words, title } }
    },
  }),

  defineAction({
    name: 'library.decide',
    input: z.object({ ask: z.uuid(), learn: z.boolean(), words: z.string(), insists: z.boolean() }),
    outcomes: ['decided', 'marked', 'settled'],
    results: { found: 'text' },
    async run(scene, { ask, learn, words, insists }) {
      const who = professional(scene)
      if (!who) return { outcome: 'settled' }
      const found = learn && !insists ? await marks(scene, words) : []
      if (found.length) return { outcome: 'marked', results: { found: found.join(', ') } }
      const decided = { network: who.network, by: who.person, words }
      const done = await decideAsk(scene, ask, { ...decided, status: learn ? 'accepted' : 'declined' })
      return { outcome: done ? 'decided' : 'settled', results: { found: '' } }
    },
  }),
]
