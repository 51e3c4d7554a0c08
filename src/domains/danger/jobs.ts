import { z } from 'zod'
import { defineErrand } from '../../messaging/scene.ts'
import { askWhetherSettled, forgetLeft } from './left.ts'
import { whenUnanswered } from './raising.ts'

export const errands = [
  defineErrand({
    name: 'danger.unanswered',
    data: z.object({ danger: z.uuid() }),
    run: (desk, data) => whenUnanswered(desk, data.danger),
  }),
  defineErrand({
    name: 'danger.forget',
    data: z.object({ danger: z.uuid() }),
    run: (desk, data) => forgetLeft(desk, data.danger),
  }),
  defineErrand({
    name: 'danger.isSettled',
    data: z.object({ danger: z.uuid(), taker: z.uuid() }),
    run: (desk, data) => askWhetherSettled(desk, data.danger, data.taker),
  }),
]
