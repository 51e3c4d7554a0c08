import type { Value } from '../engine/flow.ts'
import type { Session } from '../engine/session.ts'
import { isHiddenSince } from './hidden.ts'
import type { Tap } from './outgoing.ts'
import { begin, type Play } from './play.ts'
import { lookAside } from './set-aside.ts'

/**
 * The conversation of a card that she has hidden since, and that was tapped now; null for any other.
 * Its cards must not be shown again, so it stays where it is.
 */
export async function coveredBy(
  { contact, session, scene }: Play,
  { session: id }: Tap,
): Promise<Session | null> {
  if (!contact.lastHidAt || session?.id === id) return null
  const tapped = await lookAside(scene.tx, scene.office, contact.id, id)
  return tapped && isHiddenSince(contact, new Date(tapped.wait.since), scene.now) ? tapped : null
}

/**
 * Where its flow says so, another does what the button says, in words that tell nothing; the screen counts as hidden still.
 * @returns false when it says nothing of it
 */
export async function takeCovered(play: Play, tapped: Session, { value }: Tap): Promise<boolean> {
  const { flows } = play.scene.office
  const named = flows.get(tapped.stack[0]!.flow)?.starts.find(({ covered }) => covered)?.covered
  const flow = named ? flows.get(named) : undefined
  if (!flow?.audience.includes(play.contact.role)) return false
  play.contact.hidAt = play.contact.lastHidAt
  await begin(play, flow.name, { ...handed(tapped, Object.keys(flow.input)), tapped: value })
  return true
}

/** The values of the outermost flow of a conversation that another takes. */
function handed({ stack }: Session, names: string[]): Record<string, Value> {
  const { values } = stack[0]!
  return Object.fromEntries(names.flatMap((name) => (name in values ? [[name, values[name]!]] : [])))
}
