import { z } from 'zod'
import { defineErrand } from '../../messaging/scene.ts'
import { whenUnanswered } from './raising.ts'

export const errands = [
  defineErrand({
    name: 'danger.unanswered',
    data: z.object({ danger: z.uuid() }),
    run: (desk, data) => whenUnanswered(desk, data.danger),
  }),
]
