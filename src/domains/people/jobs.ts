import { z } from 'zod'
import { defineErrand } from '../../messaging/scene.ts'
import type { Hooks } from './erasure.ts'
import { forgetStranger } from './strangers.ts'

/** `hooks`: what the other domains forget with her. */
export const errandsWith = (hooks: Hooks) => [
  defineErrand({
    name: 'people.forgetStranger',
    data: z.object({ person: z.uuid() }),
    run: (desk, { person }) => forgetStranger(desk, person, hooks.forgetting),
  }),
]
