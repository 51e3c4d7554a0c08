import type { Env, HouseText } from './env.ts'
import type { Body, Flow, Option, Step, Value } from './flow.ts'
import type { Event, Frame } from './session.ts'
import { insertions, shown } from './template.ts'
import { emptyValues } from './variables.ts'

/** One turn in the making. */
export type Play = { id: string; stack: Frame[]; events: Event[]; env: Env }

/** Everything the innermost flow knows by name: its values, empty ones where nothing was set, and the facts. */
export function scopeOf({ stack, env }: Play): Record<string, unknown> {
  const frame = stack.at(-1)!
  const flow = env.flows.get(frame.flow)!
  const scope: Record<string, unknown> = {
    ...emptyValues(flow, env.flows, env.actions),
    ...frame.values,
    ...env.facts,
  }
  for (const [fact, values] of Object.entries(env.facts))
    for (const [key, value] of Object.entries(values)) scope[`${fact}_${key}`] = value
  return scope
}

/** One thing the innermost flow knows by name; texts insert few, so the whole scope is not laid out for them. */
export function known({ stack, env }: Play, name: string): unknown {
  const frame = stack.at(-1)!
  if (Object.hasOwn(frame.values, name)) return frame.values[name]
  for (const [fact, values] of Object.entries(env.facts))
    if (name.startsWith(`${fact}_`) && Object.hasOwn(values, name.slice(fact.length + 1)))
      return values[name.slice(fact.length + 1)]
  return emptyValues(env.flows.get(frame.flow)!, env.flows, env.actions)[name]
}

/** A text of the innermost flow, its values inserted. */
export function textOf(play: Play, id: string): string {
  const { env } = play
  const flow = env.flows.get(play.stack.at(-1)!.flow)!
  const placeholders = flow.placeholders[id] ?? []
  return env.text(
    flow.name,
    id,
    insertions(placeholders, (name) => known(play, name), env.speech.direction),
  )
}

/**
 * Says a step's text.
 * @param more.before why it is said again: the flow's own words for it, or the house's
 * @param more.quote the value that is shown below
 * @param more.template whether this may open a closed window
 */
export function sayText(
  play: Play,
  step: Step,
  id: string,
  options: Option[],
  more: { before?: { why: HouseText; values: Record<string, Value> }; quote?: string; template?: boolean },
): void {
  const flow = play.env.flows.get(play.stack.at(-1)!.flow)!
  const said: Extract<Event, { type: 'said' }> = {
    type: 'said',
    flow: flow.name,
    step: step.name,
    text: textOf(play, id),
    options,
    inserted: insertedIn(play, flow, id),
  }
  if (more.before) {
    const own = `${step.name}.invalid`
    const excuse =
      flow.texts[own] !== undefined && more.before.why !== 'chosen'
        ? textOf(play, own)
        : play.env.house(more.before.why, more.before.values)
    said.text = `${excuse}\n\n${said.text}`
    said.inserted!.push(...insertedIn(play, flow, own), ...textsIn(Object.values(more.before.values)))
  }
  const quote = more.quote && known(play, more.quote)
  if (quote) said.quote = typeof quote === 'object' ? (quote as Body) : { text: String(shown(quote)) }
  if (more.template && step.template)
    said.template = {
      name: step.template.name,
      parks: step.template.parks,
      values: Object.fromEntries(
        step.template.variables.map((name) => [name, String(shown(known(play, name)))]),
      ),
    }
  play.events.push(said)
}

/** Says something that no flow says. */
export function sayHouse(play: Play, id: HouseText, values: Record<string, Value> = {}): void {
  const frame = play.stack.at(-1)!
  play.events.push({
    type: 'said',
    flow: frame.flow,
    step: frame.step,
    text: play.env.house(id, values),
    options: [],
    inserted: textsIn(Object.values(values)),
  })
}

const insertedIn = (play: Play, flow: Flow, id: string): string[] =>
  textsIn((flow.placeholders[id] ?? []).map(({ name }) => shown(known(play, name))))

const textsIn = (values: unknown[]): string[] =>
  values.filter((value): value is string => typeof value === 'string' && value !== '')

/** Where she is: the innermost flow, and its step. */
export function here(play: Play): { frame: Frame; step: Step } {
  const frame = play.stack.at(-1)!
  const step = flowNamed(frame.flow, play.env).steps.get(frame.step)
  if (!step) throw new Error(`${frame.flow} has no step ${frame.step}`)
  return { frame, step }
}

/** A flow that must be there: checkFlows() has seen to it. */
export function flowNamed(name: string, env: Env): Flow {
  const flow = env.flows.get(name)
  if (!flow) throw new Error(`There is no flow ${name}`)
  return flow
}
