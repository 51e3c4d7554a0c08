import type { Value } from '../engine/flow.ts'
import type { Session } from '../engine/session.ts'
import { hiddenSince } from './hidden.ts'
import type { Tap } from './outgoing.ts'
import { begin, type Play } from './play.ts'
import { lookAside } from './set-aside.ts'

/**
 * A tap on a card that she has hidden since: where its flow says so, another does what the button says, in words that tell
 * nothing, and the screen counts as hidden still. @returns false when it is not such a card
 */
export async function takeCovered(play: Play, { session: id, value }: Tap): Promise<boolean> {
  const { tx, office, now } = play.scene
  const { contact } = play
  const tapped = play.session?.id === id ? play.session : await lookAside(tx, office, contact.id, id)
  const frame = tapped?.stack[0]
  const named = frame && office.flows.get(frame.flow)?.starts.find(({ covered }) => covered)?.covered
  const flow = named && office.flows.get(named)
  if (!flow) return false
  const hidAt = await hiddenSince(tx, contact.id, new Date(tapped!.wait.since), now)
  if (!hidAt) return false
  contact.hidAt = hidAt
  await begin(play, flow.name, { ...handed(tapped!, Object.keys(flow.input)), tapped: value })
  return true
}

/** The values of the outermost flow of a conversation that another takes. */
function handed({ stack }: Session, names: string[]): Record<string, Value> {
  const { values } = stack[0]!
  return Object.fromEntries(names.flatMap((name) => (name in values ? [[name, values[name]!]] : [])))
}
