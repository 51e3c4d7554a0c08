import type { Fault } from './fault.ts'
import type { Flow, Flows, Step, Target } from './flow.ts'
import { pauses, reachable, waysOut } from './graph.ts'

/** More in a row than this is a lecture, not a conversation. */
const MOST_MESSAGES = 3

/** Where the steps of a flow lead: every target is there, every step is reached, nothing runs round without end. */
export function checkPaths(flow: Flow, flows: Flows): Fault[] {
  const unknown = unknownTargets(flow)
  // On a map with holes the other findings would mislead.
  if (unknown.length > 0) return unknown
  return [...unreached(flow), ...circles(flow, flows), ...withoutWayOut(flow), ...lectures(flow, flows)]
}

function unknownTargets(flow: Flow): Fault[] {
  const isKnown = (target: Target) => target === 'end' || target === 'menu' || flow.steps.has(target)
  const ways = [...flow.steps.values()].flatMap(waysOut)
  const old = Object.entries(flow.was).map(([name, to]) => ({ to, at: ['was', name] }))
  return [...ways, ...old]
    .filter(({ to }) => !isKnown(to))
    .map(({ to, at }) => ({
      file: flow.file,
      line: flow.lineOf(...at),
      message: `There is no step \`${to}\``,
      remedy: `Write the step, or name one of: ${[...flow.steps.keys()].join(', ')}, end, menu.`,
    }))
}

function unreached(flow: Flow): Fault[] {
  const reached = reachable(flow, flow.first)
  return [...flow.steps.values()]
    .filter(({ name }) => !reached.has(name))
    .map(({ name, line }) => ({
      file: flow.file,
      line,
      message: `Nobody reaches the step ${name}`,
      remedy: 'Lead a step to it, or take it out.',
    }))
}

function circles(flow: Flow, flows: Flows): Fault[] {
  const faults: Fault[] = []
  const goesOn = (step: Step) => !pauses(step) && !(step.kind === 'call' && waitsSomewhere(step.flow, flows))
  for (const step of flow.steps.values()) {
    const ahead = goesOn(step) ? waysOut(step).map(({ to }) => to) : []
    const returns = ahead.some((to) => reachable(flow, to, (from) => goesOn(from)).has(step.name))
    if (returns)
      faults.push({
        file: flow.file,
        line: step.line,
        message: `The step ${step.name} comes back to itself without waiting for anybody`,
        remedy: 'Put an ask or a wait in the circle, or lead it out.',
      })
    if (step.kind === 'call' && callsItself(flow.name, step.flow, flows))
      faults.push({
        file: flow.file,
        line: step.line,
        message: `The flows ${flow.name} and ${step.flow} call each other in a circle`,
        remedy: 'End one of them instead of calling back.',
      })
  }
  return faults
}

function waitsSomewhere(name: string, flows: Flows): boolean {
  return [...(flows.get(name)?.steps.values() ?? [])].some(pauses)
}

function callsItself(name: string, from: string, flows: Flows, seen = new Set<string>()): boolean {
  if (from === name) return true
  if (seen.has(from)) return false
  seen.add(from)
  return [...(flows.get(from)?.steps.values() ?? [])].some(
    (step) => step.kind === 'call' && callsItself(name, step.flow, flows, seen),
  )
}

// Somebody who is never understood still has to get somewhere.
function withoutWayOut(flow: Flow): Fault[] {
  return [...flow.steps.values()]
    .filter((step) => step.kind === 'ask')
    .filter((ask) => {
      const reached = reachable(
        flow,
        ask.invalid.then,
        (step, way) => step.kind !== 'ask' || way.why === 'invalid',
      )
      return !reached.has('end') && !reached.has('menu')
    })
    .map((ask) => ({
      file: flow.file,
      line: flow.lineOf('steps', ask.name, 'invalid', 'then'),
      message: `The question ${ask.name} has no way out for somebody who is not understood`,
      remedy: 'Let `invalid: { then }` lead to a person, to `menu` or to `end`.',
    }))
}

function lectures(flow: Flow, flows: Flows): Fault[] {
  const after = (step: Step | null): Target[] => (step ? waysOut(step).map(({ to }) => to) : [flow.first])
  const beginnings = [null, ...[...flow.steps.values()].filter(pauses)]
  return beginnings.flatMap((step) => {
    const most = Math.max(...after(step).map((to) => messagesFrom(flow, to, flows, [])))
    if (most <= MOST_MESSAGES) return []
    return [
      {
        file: flow.file,
        line: step?.line ?? flow.lineOf('steps'),
        message: `After ${step?.name ?? 'the start'} come ${most} messages in a row; ${MOST_MESSAGES} is the most`,
        remedy: 'Join texts, or ask something in between.',
      },
    ]
  })
}

function messagesFrom(flow: Flow, target: Target, flows: Flows, path: string[]): number {
  const step = flow.steps.get(target)
  const here = `${flow.name} ${target}`
  if (!step || path.includes(here)) return 0
  if (step.kind === 'ask') return 1
  if (step.kind === 'wait' || step.kind === 'end') return 0
  const on = Math.max(...waysOut(step).map(({ to }) => messagesFrom(flow, to, flows, [...path, here])))
  if (step.kind === 'say') return 1 + on
  if (step.kind !== 'call') return on
  const called = flows.get(step.flow)
  if (!called) return on
  const inside = messagesFrom(called, called.first, flows, [...path, here])
  return waitsSomewhere(called.name, flows) ? inside : inside + on
}
