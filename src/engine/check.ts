import type { Against } from './against.ts'
import { checkPaths } from './check-paths.ts'
import { checkRoom } from './check-room.ts'
import { checkStarts } from './check-starts.ts'
import { checkTemplates } from './check-templates.ts'
import { checkTexts } from './check-texts.ts'
import { checkValues } from './check-values.ts'
import type { Fault } from './fault.ts'
import type { Flows } from './flow.ts'

/**
 * Everything that would go wrong later, found before: each with its file, its line and what to do.
 * Faults with `gap` are translations still missing; the house may open with them, the check is red.
 */
export function checkFlows(flows: Flows, against: Against): Fault[] {
  const ofEach = [...flows.values()].flatMap((flow) => [
    ...checkPaths(flow, flows),
    ...checkValues(flow, flows, against),
    ...checkRoom(flow, against),
  ])
  const faults = [
    ...ofEach,
    ...checkStarts(flows, against),
    ...checkTemplates(against),
    ...checkTexts(flows, against),
  ]
  return faults.sort((a, b) => a.file.localeCompare(b.file, 'en') || a.line - b.line)
}
