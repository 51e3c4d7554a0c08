import { lastWordsOf, setContact } from '../../messaging/contact.ts'
import { daysAfter } from '../../messaging/days.ts'
import type { ErrandDesk, Scene } from '../../messaging/scene.ts'
import { onlyNetwork } from '../networks/networks.ts'
import { erase, type Forgetting } from './erasure.ts'
import { addPerson, changePerson, findPerson, type NewPerson, type Person } from './people.ts'

/** Who writes to the house and has joined no network. */
export const STRANGER = 'guest' as const

/** So long after her last word nothing is kept of somebody who did not join. */
const KEPT_DAYS = 30

/** Whether she at her phone has joined no network. */
export const isStranger = ({ contact }: Pick<Scene, 'contact'>): boolean => contact.role === STRANGER

/** Whose people answer a stranger: where her invitation or her joining leads, else the only network there is; else null. */
export async function networkAhead({ tx, contact }: Pick<Scene, 'tx' | 'contact'>): Promise<string | null> {
  return contact.network ?? (await onlyNetwork(tx))?.id ?? null
}

/** From now on it is known where this stranger is about to join; of somebody who has joined nothing changes. */
export function leadTo(scene: Scene, network: string): void {
  if (isStranger(scene)) setContact(scene, { network })
}

/**
 * Makes a stranger somebody whom a person of this network can answer: without a name, and still a stranger. When she joins,
 * what she wrote and what she was answered is hers.
 * @returns her id
 */
export async function answerable(scene: Scene, network: string): Promise<string> {
  const { tx, office, contact, now } = scene
  setContact(scene, { network })
  if (contact.person) {
    await changePerson(tx, office, contact.person, { network })
    return contact.person
  }
  const made: NewPerson = { network, name: '', role: STRANGER, languages: [contact.language], joinedAt: null }
  const person = await addPerson(tx, office, made, now)
  setContact(scene, { person })
  planForgetting(scene, person, now)
  return person
}

/** Whether whoever reads in this network may know her name: she has joined, and there. */
export const isKnownIn = (her: Person | null, network: string): boolean =>
  her !== null && her.role !== STRANGER && her.network === network

/** The name by which a network's professionals know somebody; empty for whoever has not joined it, or is gone. */
export async function nameIn(
  { tx, office }: Pick<Scene, 'tx' | 'office'>,
  person: string,
  network: string,
): Promise<string> {
  const her = await findPerson(tx, office, person)
  return her && isKnownIn(her, network) ? her.name : ''
}

/** Nothing is kept for ever of somebody who never joined; whoever joined meanwhile, or writes still, stays. */
export async function forgetStranger(desk: ErrandDesk, id: string, forgetting: Forgetting[]): Promise<void> {
  const her = await findPerson(desk.tx, desk.office, id)
  if (her?.role !== STRANGER) return
  const wrote = await lastWordsOf(desk.tx, id)
  if (wrote && daysAfter(wrote.at, KEPT_DAYS) > desk.now) return planForgetting(desk, id, wrote.at)
  await erase(desk, id, forgetting)
}

function planForgetting({ later }: Pick<ErrandDesk, 'later'>, person: string, since: Date): void {
  const at = daysAfter(since, KEPT_DAYS)
  later({ name: 'people.forgetStranger', id: `stranger-${person}-${at.getTime()}`, data: { person }, at })
}
