import { randomUUID } from 'node:crypto'
import { setContact, setRole } from '../../messaging/contact.ts'
import type { Scene } from '../../messaging/scene.ts'
import { type Network, networkFacts, settingOf } from '../networks/networks.ts'
import { KEEP, noteConsent } from '../people/consents.ts'
import {
  type AgeGroup,
  addPerson,
  changePerson,
  deletePerson,
  findPerson,
  type Person,
} from '../people/people.ts'
import { isStranger } from '../people/strangers.ts'
import { giveTrust } from './circles.ts'
import { redeem } from './invitations.ts'
import { joinings } from './limits.ts'

/** What a mother said on her way in. `keyMother` empty: she has none yet. */
export type Joining = { code: string; network: string; name: string; children: AgeGroup[]; keyMother: string }

export type Joined =
  | { outcome: 'joined'; person: string; network: Network; keyMother: string | null }
  | { outcome: 'already' | 'not_valid' }
  | { outcome: 'rests'; until: Date; network: Network }

/**
 * Makes a guest a mother of a network, once: her contact is locked, and a code's last use is taken by one only.
 * Whatever the code was made for, she joins as a mother; other roles come from appoint()'s codes alone.
 */
export async function joinAsMother(scene: Scene, said: Joining): Promise<Joined> {
  const { tx, office, contact, now } = scene
  if (contact.person && !isStranger(scene)) return { outcome: 'already' }
  // Sent together over the one connection, here and below: a round trip less.
  const [until, network, found] = await Promise.all([
    joinings.fullUntil(scene),
    networkFacts(tx, said.network),
    said.keyMother ? findPerson(tx, office, said.keyMother) : null,
  ])
  if (until) return { outcome: 'rests', until, network }
  const invitation = said.code ? await redeem(tx, office, said.code, now) : null
  if (said.code && (!invitation || invitation.forPerson || invitation.network !== said.network))
    return { outcome: 'not_valid' }
  // What a stranger wrote before she joined stays hers.
  const person = contact.person ?? randomUUID()
  const keyMother = found?.role === 'key-mother' && found.network === said.network ? found : null
  const how = keyMother && invitation?.keyMother === keyMother.id ? 'link' : 'choice'
  const { name, children } = said
  const languages = [contact.language]
  const mother = { network: said.network, name, role: 'mother' as const, languages, children, joinedAt: now }
  await Promise.all([
    contact.person ? changePerson(tx, office, person, mother) : addPerson(tx, office, mother, now, person),
    joinings.note(scene),
    becomes(scene, person, network, 'mother'),
    keyMother && giveTrust(tx, { mother: person, keyMother: keyMother.id, how, since: now }),
  ])
  return { outcome: 'joined', person, network, keyMother: keyMother?.name ?? null }
}

export type Appointed = { outcome: 'joined'; name: string; role: Person['role'] } | { outcome: 'not_valid' }

/**
 * Lets somebody in whom the operator appointed, with the one-time code that was made for her.
 * A mother of the same network keeps her name, her questions and her circle, and has the new role from now on.
 */
export async function joinAppointed(scene: Scene, code: string): Promise<Appointed> {
  const { tx, office, contact, now } = scene
  const invitation = await redeem(tx, office, code, now)
  const appointed = invitation?.forPerson ? await findPerson(tx, office, invitation.forPerson) : null
  if (!appointed || (!isStranger(scene) && contact.network && contact.network !== appointed.network))
    return { outcome: 'not_valid' }
  if (!contact.person) {
    await changePerson(tx, office, appointed.id, {
      joinedAt: now,
      languages: withOwn(appointed.languages, contact.language),
    })
    await becomes(scene, appointed.id, await networkFacts(tx, appointed.network), appointed.role)
    return { outcome: 'joined', name: appointed.name, role: appointed.role }
  }
  if (contact.person !== appointed.id) {
    if (isStranger(scene)) await comesIn(scene, contact.person, appointed)
    await changePerson(tx, office, contact.person, { role: appointed.role })
    await deletePerson(tx, appointed.id)
    await setRole(tx, contact.person, appointed.role)
    setContact(scene, { role: appointed.role })
  }
  const { name } = (await findPerson(tx, office, contact.person))!
  return { outcome: 'joined', name, role: appointed.role }
}

/** She wrote as a stranger, and a person was called for her: the same row is hers from now on. */
async function comesIn(scene: Scene, person: string, { name, network, role, languages }: Person) {
  const { tx, office, contact, now } = scene
  const known = { name, network, languages: withOwn(languages, contact.language), joinedAt: now }
  await changePerson(tx, office, person, known)
  await becomes(scene, person, await networkFacts(tx, network), role)
}

async function becomes(scene: Scene, person: string, network: Network, role: Person['role']): Promise<void> {
  const { tx, contact, now } = scene
  const { channel, language } = contact
  setContact(scene, { person, network: network.id, role, consents: [KEEP] })
  const wording = settingOf(network, 'consent.version')
  await noteConsent(tx, person, { kind: KEEP, wording, language, channel, givenAt: now })
}

const withOwn = (languages: string[], own: string) => [
  own,
  ...languages.filter((language) => language !== own),
]
