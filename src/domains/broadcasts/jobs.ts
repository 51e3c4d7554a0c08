import { z } from 'zod'
import { defineErrand } from '../../messaging/scene.ts'
import { leaveUnanswered } from './agreeing.ts'
import { progress, showProgress } from './progress.ts'
import { cut, start } from './running.ts'

const data = z.object({ broadcast: z.uuid() })

export const errands = [
  defineErrand({ name: 'broadcasts.start', data, run: (desk, { broadcast }) => start(desk, broadcast) }),
  defineErrand({ name: 'broadcasts.cut', data, run: (desk, { broadcast }) => cut(desk, broadcast) }),
  defineErrand({
    name: 'broadcasts.progress',
    data: data.extend({ last: z.boolean().default(false) }),
    outside: (office, { broadcast }) => showProgress(office, broadcast),
    run: async (desk, { broadcast, last }) => (last ? undefined : progress(desk, broadcast)),
  }),
  defineErrand({
    name: 'broadcasts.unanswered',
    data,
    run: (desk, { broadcast }) => leaveUnanswered(desk, broadcast),
  }),
]
