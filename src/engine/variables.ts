import type { ActionSpec } from './action.ts'
import type { Ask, Flow, Flows, Step, Value, ValueType } from './flow.ts'

/** A value that a flow knows by name, and the step that brings it in. */
export type Variable = { type: ValueType; private: boolean; step?: string }
/** Two steps bring in the same name as different things. */
export type Clash = { name: string; step: string; was: ValueType; is: ValueType }

/** What every flow knows of her and of her network; in texts `{me_role}`, in expressions `me.role`. */
export const FACTS: Record<string, readonly string[]> = {
  me: ['language', 'role'],
  network: ['name'],
}

/** Everything a flow knows by name, with its types: inputs, answers, results of actions, outputs of sub-flows. */
export function variablesOf(
  flow: Flow,
  flows: Flows,
  actions: ReadonlyMap<string, ActionSpec>,
): { variables: Record<string, Variable>; clashes: Clash[] } {
  const variables: Record<string, Variable> = {}
  const clashes: Clash[] = []
  const put = (name: string, type: ValueType, step: Step | null, isPrivate = false) => {
    const known = variables[name]
    if (known && family(known.type) !== family(type) && step)
      clashes.push({ name, step: step.name, was: known.type, is: type })
    variables[name] = {
      type: known?.type ?? type,
      private: isPrivate || (known?.private ?? false),
      step: step?.name,
    }
  }
  for (const [name, type] of Object.entries(flow.input)) put(name, type, null)
  for (const step of flow.steps.values()) {
    if (step.kind === 'ask') {
      put(step.as, answerType(step), step, step.private)
      if (step.choice) put(`${step.as}_label`, 'text', step, step.private)
      if (step.other && step.other.as !== step.as) put(step.other.as, otherType(step), step, step.private)
    }
    if (step.kind === 'do')
      for (const [name, type] of Object.entries(actions.get(step.action)?.results ?? {}))
        put(name, type, step)
    if (step.kind === 'call')
      for (const [name, output] of Object.entries(step.as))
        put(name, flows.get(step.flow)?.output[output] ?? 'text', step)
  }
  return { variables, clashes }
}

/** What an answer is stored as. */
function answerType(ask: Ask): ValueType {
  if (ask.answers.includes('several')) return 'list'
  return ask.choice ? 'choice' : freeType(ask)
}

/** What free words beside choices are stored as; without a word about it, all she sends. */
function otherType(ask: Ask): ValueType {
  return ask.answers.some((kind) => kind !== 'choice' && kind !== 'several') ? freeType(ask) : 'body'
}

function freeType({ answers }: Ask): ValueType {
  if (answers.includes('voice') || answers.includes('picture')) return 'body'
  return (['number', 'date', 'place'] as const).find((kind) => answers.includes(kind)) ?? 'text'
}

/** Types that an expression can use alike. */
export function family(type: ValueType): string {
  return type === 'text' || type === 'id' || type === 'date' || type === 'choice' ? 'text' : type
}

const EMPTY: Record<ValueType, Value> = {
  text: '',
  id: '',
  date: '',
  choice: '',
  number: 0,
  flag: false,
  list: [],
  body: null,
  place: null,
}

const known = new WeakMap<ReadonlyMap<string, ActionSpec>, WeakMap<Flow, Record<string, Value>>>()

/** What a flow's values are before they are set: a step that was passed over leaves an empty value, never a fault. */
export function emptyValues(
  flow: Flow,
  flows: Flows,
  actions: ReadonlyMap<string, ActionSpec>,
): Record<string, Value> {
  // Worked out once a flow: it depends on nothing that changes while the house is open.
  const ofActions = known.get(actions) ?? new WeakMap<Flow, Record<string, Value>>()
  known.set(actions, ofActions)
  const ready = ofActions.get(flow)
  if (ready) return ready
  const { variables } = variablesOf(flow, flows, actions)
  const empty = Object.fromEntries(Object.entries(variables).map(([name, { type }]) => [name, EMPTY[type]]))
  ofActions.set(flow, empty)
  return empty
}
