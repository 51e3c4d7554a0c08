import type { Scene } from '../../messaging/scene.ts'
import { type Answerer, type Held, holdThread } from './answering.ts'
import type { AnswererRole } from './entries.ts'

/** Only key mothers and professionals answer; null for everybody else. */
export function answerer(scene: Scene): Answerer | null {
  const { person, network, role } = scene.contact
  if (!person || !network || (role !== 'key-mother' && role !== 'professional')) return null
  return { person, network, role: role as AnswererRole }
}

/** Locks a thread for whoever acts in this scene; null when it is not hers. */
export async function hold(scene: Scene, id: string): Promise<(Held & { who: Answerer }) | null> {
  const who = answerer(scene)
  const held = who && (await holdThread(scene, id, who))
  return held && { ...held, who }
}
