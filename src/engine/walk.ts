import { Duration } from 'luxon'
import type { ActionCall, ActionResult } from './action.ts'
import { DONE, optionsOf } from './choices.ts'
import type { Env } from './env.ts'
import type { Expression, Flow, Target, Value } from './flow.ts'
import { flowNamed, here, type Play, sayHouse, sayText, scopeOf } from './play.ts'
import type { Sprint, Waiting } from './session.ts'

// A turn that goes on longer, deeper or heavier than this has lost its way; she is brought back to the menu.
const MOST_STEPS = 50
const MOST_DEPTH = 5
const MOST_CHARACTERS = 32 * 1024

/** Goes from step to step until somebody or some time has to be waited for, or the conversation is over. */
export function* walk(play: Play, from: Target): Generator<ActionCall, Sprint, ActionResult> {
  const { env } = play
  let target = from
  let output: Record<string, Value> = {}
  for (let steps = 0; ; steps++) {
    if (steps >= MOST_STEPS) return leave(play, 'confused')
    if (target === 'menu') return finish(play, true)
    if (target === 'end') {
      const ended = play.stack.pop()!
      play.events.push({ type: 'left', flow: ended.flow, reason: 'ended' })
      if (play.stack.length === 0) return { session: null, events: play.events, toMenu: false }
      const { frame, step } = here(play)
      if (step.kind !== 'call')
        throw new Error(`${frame.flow}.${step.name} is not the step that called ${ended.flow}`)
      for (const [name, given] of Object.entries(step.as))
        if (Object.hasOwn(output, given)) frame.values[name] = output[given]!
      output = {}
      target = step.next
      continue
    }
    const frame = play.stack.at(-1)!
    frame.step = target
    const { step } = here(play)
    play.events.push({ type: 'entered', flow: frame.flow, step: step.name })
    if (step.requires && !env.consents.includes(step.requires)) {
      sayHouse(play, 'needs_consent')
      return finish(play, true)
    }
    switch (step.kind) {
      case 'say':
        sayText(play, step, `${step.name}.say`, [], { quote: step.quote, template: true })
        target = step.next
        break
      case 'ask': {
        if (step.answers.includes('several')) frame.values[step.as] = []
        const options = optionsOf(play, step)
        // A list with nothing in it cannot be chosen from.
        if (step.choice && options.every(({ value }) => value === DONE) && !step.other) {
          target = step.invalid.then
          break
        }
        sayText(play, step, `${step.name}.ask`, options, { quote: step.quote, template: true })
        return waitHere(play, {
          for: 'answer',
          since: env.now.toISOString(),
          until: later(env, step.silent?.after),
          invalid: 0,
          options,
        })
      }
      case 'do': {
        const result = yield { action: step.action, input: worked(play, step.with) }
        if (!Object.hasOwn(step.then, result.outcome))
          throw new Error(
            `${frame.flow}.${step.name}: nobody answers the outcome ${result.outcome} of ${step.action}`,
          )
        for (const [name, value] of Object.entries(result.results ?? {}))
          if (value !== undefined) frame.values[name] = value
        play.events.push({
          type: 'did',
          flow: frame.flow,
          step: step.name,
          action: step.action,
          outcome: result.outcome,
        })
        target = step.then[result.outcome]!
        break
      }
      case 'branch': {
        const scope = scopeOf(play)
        target = step.when.find((branch) => branch.run(scope) === true)?.then ?? step.else
        break
      }
      case 'go':
        target = step.next
        break
      case 'call': {
        if (play.stack.length >= MOST_DEPTH) return leave(play, 'confused')
        const called = flowNamed(step.flow, env)
        enter(play, called, worked(play, step.with))
        target = called.first
        break
      }
      case 'wait':
        return waitHere(play, { for: 'time', since: env.now.toISOString(), until: later(env, step.after)! })
      case 'end':
        output = worked(play, step.output)
        target = 'end'
        break
    }
  }
}

/** Goes into a flow, as the innermost. */
export function enter(play: Play, flow: Flow, input: Record<string, Value>): void {
  play.stack.push({ flow: flow.name, version: flow.version, step: flow.first, values: { ...input } })
}

/** Ends the turn here, and keeps the session. */
export function waitHere(play: Play, wait: Waiting): Sprint {
  const session = { id: play.id, stack: play.stack, wait }
  if (JSON.stringify(session).length > MOST_CHARACTERS) return leave(play, 'confused')
  return { session, events: play.events, toMenu: false }
}

function finish(play: Play, toMenu: boolean): Sprint {
  for (const frame of play.stack.toReversed())
    play.events.push({ type: 'left', flow: frame.flow, reason: 'ended' })
  return { session: null, events: play.events, toMenu }
}

/** Ends the conversation with a word of explanation, and the menu. */
export function leave(play: Play, reason: 'changed' | 'confused'): Sprint {
  sayHouse(play, reason)
  play.events.push({ type: 'left', flow: play.stack.at(-1)!.flow, reason })
  return { session: null, events: play.events, toMenu: true }
}

/** What a step hands over, worked out over what the innermost flow knows. */
export function worked(play: Play, values: Record<string, Expression>): Record<string, Value> {
  const scope = scopeOf(play)
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      'literal' in value ? value.literal : value.run(scope),
    ]),
  )
}

/** The instant after a duration from now, as stored. */
export function later(env: Env, after?: string): string | undefined {
  return after && new Date(env.now.getTime() + Duration.fromISO(after).toMillis()).toISOString()
}
