import type { Flow, Step, Target } from './flow.ts'

/** One way out of a step, and where in the file it is written. */
export type Way = { to: Target; at: PropertyKey[]; why: 'next' | 'invalid' | 'silent' | 'other' }

/** Every way out of a step. */
export function waysOut(step: Step): Way[] {
  const way = (to: Target, at: PropertyKey[], why: Way['why'] = 'next'): Way => ({
    to,
    at: ['steps', step.name, ...at],
    why,
  })
  switch (step.kind) {
    case 'ask':
      return [
        ...(typeof step.next === 'string'
          ? [way(step.next, ['next'])]
          : Object.entries(step.next).map(([value, to]) => way(to, ['next', value]))),
        way(step.invalid.then, ['invalid', 'then'], 'invalid'),
        ...(step.silent ? [way(step.silent.then, ['silent', 'then'], 'silent')] : []),
        ...(step.other ? [way(step.other.next, ['other', 'next'], 'other')] : []),
      ]
    case 'do':
      return Object.entries(step.then).map(([outcome, to]) => way(to, ['then', outcome]))
    case 'branch':
      return [
        ...step.when.map(({ then }, place) => way(then, ['if', place, 'then'])),
        way(step.else, ['else']),
      ]
    case 'go':
      return [way(step.next, ['go'])]
    case 'say':
    case 'call':
    case 'wait':
      return [way(step.next, ['next'])]
    case 'end':
      return []
  }
}

/** Whether a turn stops at this step: for an answer, or for time. */
export const pauses = (step: Step) => step.kind === 'ask' || step.kind === 'wait'

/** Every step that can be reached from there, following the ways that `take` allows; `end` and `menu` among them. */
export function reachable(
  flow: Flow,
  from: Target,
  take: (step: Step, way: Way) => boolean = () => true,
): Set<Target> {
  const seen = new Set<Target>()
  const ahead = [from]
  while (ahead.length > 0) {
    const target = ahead.pop()!
    if (seen.has(target)) continue
    seen.add(target)
    const step = flow.steps.get(target)
    if (!step) continue
    if (step.kind === 'end') ahead.push('end')
    ahead.push(
      ...waysOut(step)
        .filter((way) => take(step, way))
        .map((way) => way.to),
    )
  }
  return seen
}
