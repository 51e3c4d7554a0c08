import { optionsOf } from './choices.ts'
import type { Play } from './play.ts'
import type { Waiting } from './session.ts'

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
