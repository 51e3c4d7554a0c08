import { z } from 'zod'
import { defineErrand } from '../../messaging/scene.ts'
import { whenDue } from './ladder.ts'

export const errands = [
  defineErrand({
    name: 'tickets.due',
    data: z.object({ ticket: z.uuid(), tick: z.number().int() }),
    run: (desk, data) => whenDue(desk, data.ticket, data.tick),
  }),
]
