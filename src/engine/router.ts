import type { Flow, Flows, Start } from './flow.ts'

/** Where a message goes that is not an answer. */
export type Route = { flow: string; start: Start; why: 'global' | 'keyword' | 'fallback' }

/**
 * Finds the flow that a whole message starts, for one audience. Global words first, then keywords, then the fallback.
 * Invitation links are the caller's: linkFlow() says where they go.
 * @param keywords the ids of words.json `keywords` that the message stands for, best first
 * @param underWay a conversation is going on: then only global words act
 */
export function route(
  flows: Flows,
  audience: string,
  keywords: readonly string[],
  underWay: boolean,
): Route | null {
  const starts = startsFor(flows, audience)
  for (const keyword of keywords) {
    const found = starts.find(({ start }) => start.global && start.keyword === keyword)
    if (found) return { flow: found.flow.name, start: found.start, why: 'global' }
  }
  if (underWay) return null
  for (const keyword of keywords) {
    const found = starts.find(({ start }) => start.keyword === keyword)
    if (found) return { flow: found.flow.name, start: found.start, why: 'keyword' }
  }
  const found = starts.find(({ start }) => start.fallback)
  return found ? { flow: found.flow.name, start: found.start, why: 'fallback' } : null
}

/** The flow that an invitation link begins for this audience, with the code as input `code`. */
export function linkFlow(flows: Flows, audience: string): string | null {
  for (const { flow, start } of startsFor(flows, audience)) if (start.link) return flow.name
  return null
}

/** The flow that takes what nothing else takes of this audience. */
export function fallbackFlow(flows: Flows, audience: string): Flow | undefined {
  return startsFor(flows, audience).find(({ start }) => start.fallback)?.flow
}

/** What stands in this audience's menu, in order; `label` is the text's id in that flow. */
export function menuFor(flows: Flows, audience: string): { flow: string; label: string }[] {
  return startsFor(flows, audience)
    .flatMap(({ flow, start }) => (start.menu ? [{ flow: flow.name, ...start.menu }] : []))
    .sort((a, b) => a.order - b.order || a.flow.localeCompare(b.flow, 'en'))
    .map(({ flow, label }) => ({ flow, label }))
}

/** Every word that begins a flow, by its id. */
export const keywordsOf = (flows: Flows): string[] =>
  [...flows.values()].flatMap(({ starts }) => starts.flatMap(({ keyword }) => keyword ?? []))

const known = new WeakMap<Flows, Map<string, { flow: Flow; start: Start }[]>>()

/** All ways in for an audience. Looked for at every message, so found once. */
function startsFor(flows: Flows, audience: string): { flow: Flow; start: Start }[] {
  const ofFlows = known.get(flows) ?? new Map()
  known.set(flows, ofFlows)
  const found =
    ofFlows.get(audience) ??
    [...flows.values()]
      .filter((flow) => flow.audience.includes(audience))
      .flatMap((flow) => flow.starts.map((start) => ({ flow, start })))
  ofFlows.set(audience, found)
  return found
}
