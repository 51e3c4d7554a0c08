import type { z } from 'zod'
import { actions as circles } from './domains/circles/actions.ts'
import { loadDemo } from './domains/circles/demo.ts'
import { exportCircle } from './domains/circles/export.ts'
import { actionsWith as people } from './domains/people/actions.ts'
import type { Hooks } from './domains/people/people.ts'
import { actions as questions } from './domains/questions/actions.ts'
import { exportQuestions, forgetQuestions } from './domains/questions/erasure.ts'
import { errands as questionErrands } from './domains/questions/jobs.ts'
import { errands as ticketErrands } from './domains/tickets/jobs.ts'
import { forgetTickets } from './domains/tickets/ladder.ts'
import type { Action } from './engine/action.ts'
import type { PostOffice } from './messaging/post-office.ts'
import type { ErrandKind, Scene } from './messaging/scene.ts'

export type Domains = {
  actions: Action<Scene, z.ZodType>[]
  errands: ErrandKind[]
  hooks: Hooks
  loadDemo(office: PostOffice): Promise<unknown>
}

/** Every domain of the house, one line each: what flows may do with it, what the clock brings about, what it keeps of a person. */
export function domains(): Domains {
  const hooks: Hooks = {
    forgetting: [forgetQuestions, forgetTickets],
    exporting: [exportCircle, exportQuestions],
  }
  return {
    actions: [...people(hooks), ...circles, ...questions],
    errands: [...questionErrands, ...ticketErrands],
    hooks,
    loadDemo,
  }
}
