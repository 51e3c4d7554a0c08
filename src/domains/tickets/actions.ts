import { z } from 'zod'
import { defineAction } from '../../messaging/scene.ts'
import { letGo } from './ladder.ts'

/** What a flow may do with whatever waits for somebody. */
export const actions = [
  defineAction({
    name: 'tickets.letGo',
    input: z.object({}),
    outcomes: ['moved', 'none'],
    results: { moved: 'number' },
    async run(scene) {
      const { person } = scene.contact
      const moved = person ? await letGo(scene, person, { keepsUrgent: true }) : 0
      return { outcome: moved ? 'moved' : 'none', results: { moved } }
    },
  }),
]
