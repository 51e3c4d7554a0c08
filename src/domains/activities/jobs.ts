import { z } from 'zod'
import { defineErrand } from '../../messaging/scene.ts'
import { finish, tell } from './hosting.ts'
import { invitePart, remind } from './inviting.ts'
import { endOffer } from './places.ts'

const activity = z.uuid()

export const errands = [
  defineErrand({
    name: 'activities.invite',
    data: z.object({ activity, part: z.number() }),
    run: (desk, data) => invitePart(desk, data.activity, data.part),
  }),
  defineErrand({
    name: 'activities.remind',
    data: z.object({ activity, tick: z.number(), lead: z.number() }),
    run: (desk, data) => remind(desk, data.activity, data.tick, data.lead),
  }),
  defineErrand({
    name: 'activities.offerEnds',
    data: z.object({ activity, person: z.uuid(), until: z.coerce.date() }),
    run: (desk, data) => endOffer(desk, data.activity, data.person, data.until),
  }),
  defineErrand({
    name: 'activities.tell',
    data: z.object({ activity }),
    run: async (desk, data) => void (await tell(desk, data.activity)),
  }),
  defineErrand({
    name: 'activities.after',
    data: z.object({ activity, tick: z.number() }),
    run: (desk, data) => finish(desk, data.activity, data.tick),
  }),
]
