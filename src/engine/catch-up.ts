import { optionsOf } from './choices.ts'
import type { Call } from './flow.ts'
import { flowNamed, type Play } from './play.ts'
import type { Waiting } from './session.ts'
import { enter, worked } from './walk.ts'

/** Brings a session to the flows of today; null when one changed under her in a way that cannot be bridged. */
export function caughtUp(play: Play, wait: Waiting): Waiting | null {
  let today: Waiting = wait
  for (const [depth, frame] of play.stack.entries()) {
    const flow = play.env.flows.get(frame.flow)
    if (!flow) return null
    if (flow.version === frame.version) continue
    const name = flow.steps.has(frame.step) ? frame.step : flow.was[frame.step]
    const step = name === undefined ? undefined : flow.steps.get(name)
    const inner = play.stack[depth + 1]
    if (step?.kind === 'call' && !inner && name !== frame.step && wait.for === 'answer') {
      Object.assign(frame, { step: name, version: flow.version })
      return intoFlow(play, step, wait)
    }
    const kind = inner ? 'call' : wait.for === 'answer' ? 'ask' : 'wait'
    if (step?.kind !== kind || (step.kind === 'call' && step.flow !== inner?.flow)) return null
    frame.step = step.name
    frame.version = flow.version
    if (step.kind === 'ask' && wait.for === 'answer') {
      if (step.answers.includes('several')) frame.values[step.as] = []
      today = { ...wait, options: optionsOf(play, step) }
    }
  }
  return today
}

/** What was asked here is asked by a flow of its own today: she is at the first step of that. */
function intoFlow(play: Play, { flow, with: input }: Call, wait: Asked): Asked | null {
  const called = flowNamed(flow, play.env)
  const first = called.steps.get(called.first)
  if (first?.kind !== 'ask') return null
  enter(play, called, worked(play, input))
  return { ...wait, options: optionsOf(play, first) }
}

type Asked = Extract<Waiting, { for: 'answer' }>
