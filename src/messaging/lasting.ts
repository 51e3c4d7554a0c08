import { sql } from 'kysely'
import type { Flow, Value } from '../engine/flow.ts'
import { markOf, type Tap } from './outgoing.ts'
import { begin, type Play } from './play.ts'

declare module '../db/database.ts' {
  interface Tables {
    lasting: { session: string; contact_id: string; flow: string; input: string; at: Date }
  }
}

/** The input in which a flow hears what was tapped on a message of an earlier run of it. */
const TAPPED = 'tapped'

/**
 * A tap on a message whose conversation has gone on: where the flow says that its buttons last, it begins anew with
 * the same input and what was tapped. @returns false when they do not last
 */
export async function takeLasting(play: Play, { session, mark, value }: Tap): Promise<boolean> {
  const { tx, office } = play.scene
  const { rows } = await sql<{ flow: string; input: Record<string, Value> }>`
    select flow, input from lasting where session = ${session} and contact_id = ${play.contact.id}`.execute(
    tx,
  )
  const flow = rows[0] && office.flows.get(rows[0].flow)
  const step = flow && lastingStep(flow)
  if (
    !flow ||
    !step ||
    mark !== markOf({ flow: flow.name, step }) ||
    !flow.audience.includes(play.contact.role)
  )
    return false
  const isSameRun = play.session?.id === session || play.session?.stack[0]?.flow === flow.name
  await begin(play, flow.name, { ...rows[0]!.input, [TAPPED]: value }, isSameRun ? 'drop' : 'keep')
  return true
}

/** The step of a flow whose buttons go on working; undefined where none do. */
export const lastingStep = (flow: Flow): string | undefined => flow.starts.find(({ lasts }) => lasts)?.lasts
