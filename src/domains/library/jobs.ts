import { z } from 'zod'
import { defineErrand } from '../../messaging/scene.ts'
import type { Shelves } from './consult.ts'
import { forgetLook } from './looks.ts'
import { rankLook, tellFound } from './ranking.ts'

export const errandsWith = (shelves: () => Shelves) => [
  defineErrand({
    name: 'library.forget',
    data: z.object({ look: z.uuid() }),
    run: (desk, data) => forgetLook(desk.tx, data.look),
  }),
  defineErrand({
    name: 'library.rank',
    data: z.object({ look: z.uuid() }),
    outside: (office, data) => rankLook(office, shelves(), data.look),
    run: (desk, data) => tellFound(desk, data.look),
  }),
]
