import { z } from 'zod'
import { reachable } from '../../messaging/contact.ts'
import { defineErrand } from '../../messaging/scene.ts'
import { letGo, whenDue } from './ladder.ts'

export const errands = [
  defineErrand({
    name: 'tickets.due',
    data: z.object({ ticket: z.uuid(), tick: z.number().int() }),
    run: (desk, data) => whenDue(desk, data.ticket, data.tick),
  }),
  defineErrand({
    name: 'person.unreachable',
    data: z.object({ person: z.uuid() }),
    async run(desk, { person }) {
      const canStillBeReached = (await reachable(desk.tx, [person])).has(person)
      if (!canStillBeReached) await letGo(desk, person)
    },
  }),
]
