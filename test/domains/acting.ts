import type { Action } from '../../src/engine/action.ts'
import { lockById } from '../../src/messaging/contact.ts'
import type { ErrandDesk, Scene } from '../../src/messaging/scene.ts'

/** Does what a flow would `do:`, on this phone: but for what else it begins, as the house does it. */
export async function actOn(
  phone: string,
  desk: ErrandDesk,
  { run, input: schema }: Action<Scene>,
  input: Record<string, unknown>,
) {
  const { contact } = (await lockById(desk.tx, desk.office, phone))!
  const scene: Scene = { ...desk, contact, goOnWith: () => {}, answer: () => {} }
  const done = await run(scene, schema.parse(input))
  const { person: person_id, network: network_id, role } = contact
  await desk.tx.updateTable('contacts').set({ person_id, network_id, role }).where('id', '=', phone).execute()
  return done
}
