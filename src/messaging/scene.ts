import type { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { Action, ActionResult } from '../engine/action.ts'
import type { Value } from '../engine/flow.ts'
import type { Inbound } from '../engine/session.ts'
import type { Contact } from './contact.ts'
import type { PostOffice } from './post-office.ts'

export type { Tx }

/**
 * One contact, one play, no network inside: everything an action may use.
 * Whatever has to reach another person, or the world, goes through `later`.
 */
export type Scene = {
  tx: Tx
  now: Date
  contact: Contact
  office: PostOffice
  /** Puts an errand beside the state that caused it; it runs once, after the commit, at its time. */
  later(errand: Errand): void
  /** The flow that begins when this one has ended, in the same turn. */
  goOnWith(flow: string, input?: Record<string, Value>): void
  /** Answers the conversation that was set aside with this, once this one has ended. */
  answer(inbound: Inbound): void
}

/**
 * Something to be done after the commit, at a time, once. The row is the truth; the queue only wakes us.
 * @property id deterministic, so that the same thing planned twice is done once; sealed before it is kept, so it may
 *   hold ids of people; random when left out
 * @property data ids only: it lies in the clear
 * @property at when; at once when left out
 */
export type Errand = {
  name: string
  id?: string
  data: Record<string, Value | Record<string, Value>>
  at?: Date
}

/** How an errand is run: inside a transaction in which its row is already taken. */
export type ErrandKind<Data extends z.ZodType = z.ZodType> = {
  name: string
  data: Data
  run(desk: ErrandDesk, data: z.infer<Data>): Promise<void>
  /** What must be done in the world before `run`, outside any transaction; it may happen twice. */
  outside?(office: PostOffice, data: z.infer<Data>): Promise<void>
}

/** What an errand may use: as a scene, but nobody's in particular. */
export type ErrandDesk = Pick<Scene, 'tx' | 'now' | 'office' | 'later'>

/** Declares what a flow may `do:`; `name` is how flows call it. */
export function defineAction<Input extends z.ZodType, Outcome extends string>(action: {
  name: string
  input: Input
  outcomes: readonly Outcome[]
  results?: Action<Scene>['results']
  reads?: readonly string[]
  run(scene: Scene, input: z.infer<Input>): Promise<{ outcome: Outcome; results?: ActionResult['results'] }>
}): Action<Scene> {
  return { results: {}, ...action } as unknown as Action<Scene>
}

/** Declares an errand; its name is `<domain>.<verb>`. */
export function defineErrand<Data extends z.ZodType>(kind: ErrandKind<Data>): ErrandKind {
  return kind as unknown as ErrandKind
}
