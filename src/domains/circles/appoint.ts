import type { PostOffice } from '../../messaging/post-office.ts'
import type { Tx } from '../../messaging/scene.ts'
import { addPerson, type Person } from '../people/people.ts'
import { invite } from './invitations.ts'

/**
 * Prepares a place for somebody whom the operator appoints; she comes in with the code, which works once.
 * Only so does anybody become more than a mother.
 */
export async function appoint(
  tx: Tx,
  office: Pick<PostOffice, 'sealer'>,
  made: Pick<Person, 'network' | 'name' | 'role' | 'languages'>,
  now: Date,
): Promise<{ person: string; code: string }> {
  const person = await addPerson(tx, office, { ...made, joinedAt: null }, now)
  const { code } = await invite(tx, office, { network: made.network, forPerson: person }, now)
  return { person, code }
}
