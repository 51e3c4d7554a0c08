import type { z } from 'zod'
import { actions as activities } from './domains/activities/actions.ts'
import { planDemo } from './domains/activities/demo.ts'
import { errands as activityErrands } from './domains/activities/jobs.ts'
import { exportActivities, forgetActivities } from './domains/activities/leaving.ts'
import { actions as broadcasts } from './domains/broadcasts/actions.ts'
import { exportBroadcasts, forgetBroadcasts } from './domains/broadcasts/erasure.ts'
import { errands as broadcastErrands } from './domains/broadcasts/jobs.ts'
import { actions as circles } from './domains/circles/actions.ts'
import { loadDemo } from './domains/circles/demo.ts'
import { exportCircle } from './domains/circles/export.ts'
import { forgetCircle } from './domains/circles/leaving.ts'
import { actions as danger } from './domains/danger/actions.ts'
import { errands as dangerErrands } from './domains/danger/jobs.ts'
import { exportDangers, forgetDangers } from './domains/danger/leaving.ts'
import { actionsWith as library } from './domains/library/actions.ts'
import type { Shelves } from './domains/library/consult.ts'
import { draftActionsWith } from './domains/library/draft-actions.ts'
import { exportDrafts, exportLooks } from './domains/library/export.ts'
import { errandsWith as libraryErrands } from './domains/library/jobs.ts'
import { phrasingActions } from './domains/library/phrasing-actions.ts'
import { toldActions } from './domains/library/told-actions.ts'
import { translatorActions } from './domains/library/translator-actions.ts'
import { actionsWith as people } from './domains/people/actions.ts'
import { errandsWith as peopleErrands } from './domains/people/jobs.ts'
import type { Hooks } from './domains/people/people.ts'
import { actions as questions } from './domains/questions/actions.ts'
import { exportQuestions, forgetQuestions } from './domains/questions/erasure.ts'
import { errands as questionErrands } from './domains/questions/jobs.ts'
import { actions as tickets } from './domains/tickets/actions.ts'
import { errands as ticketErrands } from './domains/tickets/jobs.ts'
import { forgetTickets } from './domains/tickets/ladder.ts'
import type { Action } from './engine/action.ts'
import type { PostOffice } from './messaging/post-office.ts'
import type { ErrandKind, Scene } from './messaging/scene.ts'

/** For who only wants to know what there is: nothing is consulted. */
export const unopened = (): never => {
  throw new Error('The library was consulted before it was opened')
}

export type Domains = {
  actions: Action<Scene, z.ZodType>[]
  errands: ErrandKind[]
  hooks: Hooks
  loadDemo(office: PostOffice): Promise<unknown>
}

/**
 * Every domain of the house, one line each: what flows may do with it, what the clock brings about, what it keeps of a person.
 * @param shelves what the library is consulted with, once it is there
 */
export function domains(shelves: () => Shelves): Domains {
  const hooks: Hooks = {
    forgetting: [
      // A thread says whether its danger is over, and a danger who her key mother is.
      ...[forgetActivities, forgetBroadcasts, forgetQuestions, forgetDangers],
      ...[forgetCircle, forgetTickets],
    ],
    exporting: [
      ...[exportCircle, exportActivities, exportQuestions, exportLooks, exportDrafts],
      ...[exportDangers, exportBroadcasts],
    ],
  }
  return {
    actions: [
      ...people(hooks),
      ...circles,
      ...libraryActions(shelves),
      ...tickets,
      ...danger,
      ...questions,
      ...activities,
      ...broadcasts,
    ],
    errands: [
      ...peopleErrands(hooks),
      ...libraryErrands(shelves),
      ...dangerErrands,
      ...questionErrands,
      ...ticketErrands,
      ...activityErrands,
      ...broadcastErrands,
    ],
    hooks,
    loadDemo: (office) => loadDemo(office, [planDemo]),
  }
}

const libraryActions = (shelves: () => Shelves) => [
  ...library(shelves),
  ...draftActionsWith(shelves),
  ...translatorActions,
  ...phrasingActions,
  ...toldActions,
]
