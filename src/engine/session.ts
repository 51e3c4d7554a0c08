import { Duration } from 'luxon'
import type { Body, Flows, Option, Place, Value } from './flow.ts'

/** One person's run of a flow, between two waits. It is stored as JSON, so it holds nothing but plain values. */
export type Session = {
  id: string
  /** The innermost flow is last; the ones before it wait for its output. */
  stack: Frame[]
  wait: Waiting
}

export type Frame = { flow: string; version: string; step: string; values: Record<string, Value> }

export type Waiting =
  | { for: 'answer'; since: string; until?: string; invalid: number; options: Option[] }
  | { for: 'time'; since: string; until: string }

/** What came in, as the engine sees it. */
export type Inbound =
  | { kind: 'text'; text: string }
  | { kind: 'tap'; value: string }
  | { kind: 'body'; body: Body }
  | { kind: 'place'; place: Place }
  | { kind: 'other'; what: string }

/** Why the engine is turned on. */
export type Turn =
  | { kind: 'start'; flow: string; input: Record<string, Value>; sessionId: string }
  | { kind: 'inbound'; inbound: Inbound }
  | { kind: 'silence' }
  /** Ask again what was asked: after an interruption, or after days. */
  | { kind: 'again' }

/** What one run between two waits brought about. */
export type Sprint = {
  /** Null when the conversation is over. */
  session: Session | null
  events: Event[]
  /** The flow sent her to the menu when it ended. */
  toMenu: boolean
}

export type Event =
  | {
      type: 'said'
      flow: string
      step: string
      /** Final words, in her language. */
      text: string
      options: Option[]
      /** What its words were filled in with: a name stands here, never in the words themselves. */
      inserted?: string[]
      quote?: Body
      template?: { name: string; parks: boolean; values: Record<string, string> }
    }
  | { type: 'did'; flow: string; step: string; action: string; outcome: string }
  | { type: 'entered'; flow: string; step: string }
  | { type: 'left'; flow: string; reason: 'ended' | 'changed' | 'confused' }

/**
 * Whether an answer comes so late that she is asked "shall we go on?" first.
 * @param staleAfter an ISO 8601 duration
 */
export function isStale({ wait }: Session, now: Date, staleAfter = 'P1D'): boolean {
  if (wait.for === 'time') return false
  if (wait.until && new Date(wait.until) < now) return true
  return new Date(wait.since).getTime() + Duration.fromISO(staleAfter).toMillis() < now.getTime()
}

/** Whether she is being asked for words of her own, so that a word close to a keyword may well be her answer. */
export function expectsWords({ stack, wait }: Session, flows: Flows): boolean {
  const frame = stack.at(-1)
  const step = frame && flows.get(frame.flow)?.steps.get(frame.step)
  return wait.for === 'answer' && step?.kind === 'ask' && step.answers.includes('text')
}
