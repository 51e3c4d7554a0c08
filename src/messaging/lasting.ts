import { sql } from 'kysely'
import type { Flow, Value } from '../engine/flow.ts'
import { daysBefore } from './days.ts'
import { markOf, type Tap } from './outgoing.ts'
import { begin, type Play } from './play.ts'
import type { PostOffice } from './post-office.ts'

declare module '../db/database.ts' {
  interface Tables {
    lasting: { session: string; contact_id: string; flow: string; input: string; at: Date }
  }
}

const LONGEST_DAYS = 400

/** The input in which a flow hears what was tapped on a message of an earlier run of it. */
const TAPPED = 'tapped'

/**
 * A tap on a message whose conversation has gone on: where the flow says that its buttons last, it begins anew with
 * the same input and what was tapped. @returns false when they do not last
 */
export async function takeLasting(play: Play, tap: Tap): Promise<boolean> {
  const begun = beginsAlike(play.scene.office, tap) ?? (await begunBy(play, tap))
  if (!begun?.flow.audience.includes(play.contact.role)) return false
  const { flow, input } = begun
  const isSameRun = play.session?.id === tap.session || play.session?.stack[0]?.flow === flow.name
  await begin(play, flow.name, { ...input, [TAPPED]: tap.value }, isSameRun ? 'drop' : 'keep')
  return true
}

type Begun = { flow: Flow; input: Record<string, Value> }

/** A flow that begins with nothing needs nothing to be remembered. */
function beginsAlike({ flows }: PostOffice, { mark }: Tap): Begun | null {
  const flow = [...flows.values()].find((one) => takesOnlyTaps(one) && isMarked(one, mark))
  return flow ? { flow, input: {} } : null
}

const takesOnlyTaps = ({ input }: Flow) => Object.keys(input).every((name) => name === TAPPED)

async function begunBy({ scene, contact }: Play, { session, mark }: Tap): Promise<Begun | null> {
  const { rows } = await sql<{ flow: string; input: Record<string, Value> }>`
    select flow, input from lasting where session = ${session} and contact_id = ${contact.id}`.execute(
    scene.tx,
  )
  const flow = rows[0] && scene.office.flows.get(rows[0].flow)
  return flow && isMarked(flow, mark) ? { flow, input: rows[0]!.input } : null
}

function isMarked(flow: Flow, mark: string): boolean {
  const step = lastingStep(flow)
  return step !== undefined && mark === markOf({ flow: flow.name, step })
}

/**
 * Forgets how conversations began whose buttons nobody can press any more: their flow has none that last, or it is longer
 * ago than anybody plans ahead. @returns how many
 */
export async function forgetUnpressable(office: PostOffice): Promise<number> {
  const lasting = [...office.flows.values()].filter(lastingStep).map(({ name }) => name)
  const before = (days: number) => daysBefore(office.now(), days)
  // Another process may know a newer flow than this one, on the day on which it is brought in.
  const gone = await sql`
    delete from lasting where at < ${before(LONGEST_DAYS)}
      or (at < ${before(1)} and flow <> all (${lasting}::text[]))`.execute(office.db)
  return Number(gone.numAffectedRows)
}

/** The step of a flow whose buttons go on working; undefined where none do. */
const lastingStep = (flow: Flow): string | undefined => flow.starts.find(({ lasts }) => lasts)?.lasts
