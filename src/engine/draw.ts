import type { Flow, Step } from './flow.ts'
import { waysOut } from './graph.ts'

/** The flow as a Mermaid flowchart: asks are rounded, actions hexagons, branches diamonds. */
export function drawFlow(flow: Flow): string {
  const ids = new Map([...flow.steps.keys(), 'end', 'menu'].map((name, place) => [name, `s${place}`]))
  const lines = [`flowchart TD`, `  start([${quoted(flow.name)}]) --> ${ids.get(flow.first)}`]
  for (const step of flow.steps.values()) {
    const [open, close] = SHAPES[step.kind]
    lines.push(`  ${ids.get(step.name)}${open}${quoted(caption(flow, step))}${close}`)
  }
  const reached = new Set<string>()
  for (const step of flow.steps.values()) {
    const ways = waysOut(step)
    for (const { to, at, why } of step.kind === 'end'
      ? [{ to: 'end', at: [], why: 'next' as const }]
      : ways) {
      reached.add(to)
      const label = why === 'next' ? edgeLabel(flow, step, at) : why === 'invalid' ? 'not understood' : why
      const arrow = why === 'next' ? '-->' : '-.->'
      lines.push(`  ${ids.get(step.name)} ${arrow}${label ? `|${quoted(label)}|` : ''} ${ids.get(to)}`)
    }
  }
  for (const name of ['end', 'menu'])
    if (reached.has(name)) lines.push(`  ${ids.get(name)}((${quoted(name)}))`)
  return `${lines.join('\n')}\n`
}

const SHAPES: Record<Step['kind'], [string, string]> = {
  say: ['[', ']'],
  ask: ['(', ')'],
  do: ['{{', '}}'],
  branch: ['{', '}'],
  go: ['[', ']'],
  call: ['[[', ']]'],
  wait: ['[/', '/]'],
  end: ['((', '))'],
}

function caption(flow: Flow, step: Step): string {
  switch (step.kind) {
    case 'say':
      return `${step.name}: ${flow.texts[`${step.name}.say`]}`
    case 'ask':
      return `${step.name}: ${flow.texts[`${step.name}.ask`]}`
    case 'do':
      return `${step.name}: ${step.action}`
    case 'call':
      return `${step.name}: ${step.flow}`
    case 'wait':
      return `${step.name}: ${step.after}`
    default:
      return step.name
  }
}

function edgeLabel(flow: Flow, step: Step, at: PropertyKey[]): string {
  if (step.kind === 'ask' && at.length === 4)
    return flow.texts[`${step.name}.choice.${String(at[3])}`] ?? String(at[3])
  if (step.kind === 'do') return String(at[3])
  if (step.kind === 'branch') return at[2] === 'else' ? 'else' : step.when[Number(at[3])]!.cel
  return ''
}

// Mermaid reads what stands between quotes as text, but for quotes, entities and tags.
function quoted(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 79)}…` : text
  return `"${short.replace(/[&#<>"`]/g, (character) => `#${character.charCodeAt(0)};`).replace(/\s+/g, ' ')}"`
}
