import { z } from 'zod'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { findPerson } from '../people/people.ts'
import { changeLook, findLook, type Look } from './looks.ts'

const look = z.uuid()

/** What she does who is told of an answer that was not there when she asked. */
export const toldActions = [
  defineAction({
    name: 'library.news',
    input: z.object({ look }),
    // `not_now`: she wants to hear nothing for a while.
    outcomes: ['there', 'not_now', 'gone'],
    async run(scene, input) {
      const hers = await toldLook(scene, input.look)
      const her = hers && (await findPerson(scene.tx, scene.office, hers.asker))
      if (!her) return { outcome: 'gone' }
      return { outcome: her.pausedUntil && her.pausedUntil > scene.now ? 'not_now' : 'there' }
    },
  }),

  defineAction({
    name: 'library.readNews',
    input: z.object({ look }),
    outcomes: ['opened', 'gone'],
    results: { body: 'body' },
    async run(scene, input) {
      const hers = await toldLook(scene, input.look)
      if (!hers) return { outcome: 'gone' }
      await changeLook(scene.tx, hers.id, { topic: hers.toldOf, how: 'chosen', helped: null })
      return { outcome: 'opened', results: { body: hers.words } }
    },
  }),
]

async function toldLook(scene: Scene, id: string): Promise<Look | null> {
  const { person } = scene.contact
  const hers = person ? await findLook(scene, id, person) : null
  return hers?.toldOf ? hers : null
}
