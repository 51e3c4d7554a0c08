import { EvaluationError } from '@marcbachmann/cel-js'
import type { ActionCall, ActionResult } from './action.ts'
import { understand } from './answer.ts'
import { caughtUp } from './catch-up.ts'
import { offeredAgain, pickMore } from './choices.ts'
import type { Env } from './env.ts'
import type { Ask, Step, Target, Value } from './flow.ts'
import { flowNamed, here, type Play, sayText } from './play.ts'
import type { Inbound, Session, Sprint, Turn, Waiting } from './session.ts'
import { enter, later, leave, waitHere, walk } from './walk.ts'

/**
 * Carries a conversation from one wait to the next. Pure: it yields what has to be done and is given what came of it.
 * Nothing a person sends makes it throw; a flow that checkFlows() would refuse may.
 * @returns what was said and done, and the session to keep (null when the conversation is over)
 */
export function* run(
  session: Session | null,
  turn: Turn,
  env: Env,
): Generator<ActionCall, Sprint, ActionResult> {
  const play: Play = { id: '', stack: [], events: [], env }
  try {
    if (turn.kind === 'start') {
      play.id = turn.sessionId
      const flow = flowNamed(turn.flow, env)
      enter(play, flow, turn.input)
      return yield* walk(play, flow.first)
    }
    if (!session) return { session: null, events: [], toMenu: false }
    play.id = session.id
    play.stack = framesOf(session)
    const wait = caughtUp(play, session.wait)
    if (!wait) return leave(play, 'changed')
    return yield* resume(play, { ...session, wait }, turn)
  } catch (error) {
    // An expression met a value it cannot use, such as an answer that was never given.
    if (error instanceof EvaluationError) return leave(play, 'confused')
    throw error
  }
}

/** To be played on: the session itself stays as it was. */
const framesOf = ({ stack }: Session) => stack.map((frame) => ({ ...frame, values: { ...frame.values } }))

function* resume(
  play: Play,
  session: Session,
  turn: Exclude<Turn, { kind: 'start' }>,
): Generator<ActionCall, Sprint, ActionResult> {
  const { env } = play
  const { wait } = session
  const { frame, step } = here(play)
  const stay: Sprint = { session, events: [], toMenu: false }
  const due = wait.until !== undefined && new Date(wait.until) <= env.now
  if (wait.for === 'time') {
    if (turn.kind === 'silence' && due && step.kind === 'wait') return yield* walk(play, step.next)
    return stay
  }
  if (step.kind !== 'ask') return leave(play, 'changed')
  if (turn.kind === 'again') {
    const options = offeredAgain(play, step, wait.options)
    sayText(play, step, `${step.name}.ask`, options, { quote: step.quote })
    return waitHere(play, {
      ...wait,
      options,
      since: env.now.toISOString(),
      until: later(env, step.silent?.after),
    })
  }
  if (turn.kind === 'silence') {
    if (!due || !step.silent) return stay
    return yield* walk(play, step.silent.then)
  }
  // She tapped twice on one of several: it is chosen already.
  if (turn.inbound.kind === 'tap' && isPicked(step, frame.values[step.as], turn.inbound.value)) return stay
  const meant = meaning(play, step, wait, turn.inbound)
  switch (meant.kind) {
    case 'answer':
      frame.values[step.as] = meant.value
      return yield* walk(play, nextOf(step, null))
    case 'choice':
      frame.values[step.as] = meant.option.value
      frame.values[`${step.as}_label`] = meant.option.label
      return yield* walk(play, nextOf(step, meant.option.value))
    case 'other':
      frame.values[step.other!.as] = meant.value
      if (step.other!.as === step.as && typeof meant.value === 'string')
        frame.values[`${step.as}_label`] = meant.value
      return yield* walk(play, step.other!.next)
    case 'several': {
      const picking = pickMore(play, step, wait.options, meant.options)
      if (picking === 'complete') return yield* walk(play, nextOf(step, null))
      if (picking === 'too-few') return yield* askAgain(play, step, wait, 'invalid', {})
      return waitHere(play, {
        ...wait,
        options: picking,
        since: env.now.toISOString(),
        until: later(env, step.silent?.after),
      })
    }
    case 'invalid':
      return yield* askAgain(play, step, wait, meant.why, meant.values)
  }
}

/** Whether what came in answers what this conversation waits for, in whatever way; nothing comes of it yet. */
export function isAnswered(session: Session, inbound: Inbound, env: Env): boolean {
  const play: Play = { id: session.id, stack: framesOf(session), events: [], env }
  try {
    const wait = caughtUp(play, session.wait)
    const step = wait && here(play).step
    return (
      step?.kind === 'ask' && wait?.for === 'answer' && meaning(play, step, wait, inbound).kind !== 'invalid'
    )
  } catch (error) {
    if (error instanceof EvaluationError) return false
    throw error
  }
}

function meaning(play: Play, step: Step & Ask, { options }: Asking, inbound: Inbound) {
  const { texts } = flowNamed(here(play).frame.flow, play.env)
  const english = Object.fromEntries(
    options.map(({ value }) => [value, texts[`${step.name}.choice.${value}`] ?? value]),
  )
  return understand(step, inbound, options, english, play.env)
}

const isPicked = (step: Ask, picked: Value | undefined, value: string): boolean =>
  step.answers.includes('several') && Array.isArray(picked) && (picked as Value[]).includes(value)

// The first misunderstandings are asked again in other words; then the flow knows another way.
function* askAgain(
  play: Play,
  step: Step & Ask,
  wait: Asking,
  why: Parameters<Env['house']>[0],
  values: Record<string, Value>,
): Generator<ActionCall, Sprint, ActionResult> {
  const { env } = play
  const times = wait.invalid + 1
  if (times >= step.invalid.times) return yield* walk(play, step.invalid.then)
  sayText(play, step, `${step.name}.ask`, wait.options, { before: { why, values } })
  return waitHere(play, {
    ...wait,
    invalid: times,
    since: env.now.toISOString(),
    until: later(env, step.silent?.after),
  })
}

type Asking = Extract<Waiting, { for: 'answer' }>

function nextOf(step: Ask, value: string | null): Target {
  if (typeof step.next === 'string') return step.next
  // An old button of a choice that is gone.
  return (value !== null && Object.hasOwn(step.next, value) && step.next[value]) || step.invalid.then
}
