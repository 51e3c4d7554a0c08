import type { Scene } from '../../messaging/scene.ts'
import { emergencyOf } from '../networks/emergency.ts'
import { placeOf } from '../people/people.ts'
import type { WaitingTicket } from '../tickets/tickets.ts'

/** The numbers of her network in her language, a line each, and the network's own sentence below. */
export async function numbersFor(scene: Scene): Promise<{ numbers: string; danger_number: string }> {
  const place = await placeOf(scene)
  const emergency = emergencyOf(place)
  const numbers = scene.office.words.text(scene.contact.language, 'safety', 'numbers', emergency)
  const note = place.settings['safety.note']
  return { numbers: note ? `${numbers}\n${note}` : numbers, danger_number: emergency.danger }
}

/** Whether somebody is called now, or nobody can be reached yet. */
export const whoIsCalled = (ticket: WaitingTicket | null) =>
  ticket?.status === 'open' ? ('nobody' as const) : ('called' as const)
