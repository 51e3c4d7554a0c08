import { transaction } from '../src/db/database.ts'
import { giveTrust } from '../src/domains/circles/circles.ts'
import { giveToAll } from '../src/domains/library/give.ts'
import { readLibrary } from '../src/domains/library/shipped.ts'
import { addNetwork } from '../src/domains/networks/networks.ts'
import { KEEP } from '../src/domains/people/consents.ts'
import { addPerson, type Role } from '../src/domains/people/people.ts'
import { addContact } from '../src/messaging/contact.ts'
import type { PostOffice } from '../src/messaging/post-office.ts'

/** The same neighbours in every test: what they are, and what they speak. */
export const NEIGHBOURS = {
  amina: { name: 'Amina', role: 'mother', language: 'ar' },
  elif: { name: 'Elif', role: 'mother', language: 'tr' },
  grace: { name: 'Grace', role: 'mother', language: 'en' },
  fatma: { name: 'Fatma', role: 'key-mother', language: 'tr' },
  joy: { name: 'Joy', role: 'key-mother', language: 'en' },
  ineke: { name: 'Ineke', role: 'professional', language: 'nl' },
  petra: { name: 'Petra', role: 'professional', language: 'en' },
} as const satisfies Record<string, { name: string; role: Role; language: string }>

export type Neighbour = keyof typeof NEIGHBOURS

export type Given = {
  /** Whom a mother trusts; the first key mother without it. */
  trust?: Partial<Record<Neighbour, Neighbour>>
  /** Another language than her usual one. */
  language?: Partial<Record<Neighbour, string>>
  /** All the languages she reads; only her own without it. */
  reads?: Partial<Record<Neighbour, string[]>>
  settings?: Record<string, string>
  /** The channel and address of somebody who is not on the phones page. */
  reached?: Partial<Record<Neighbour, { channel: string; address: string }>>
  /** The network has the shipped answers; without it every question goes to a person. */
  library?: boolean
}

/** Makes a network of these neighbours; each has a phone of her own name. @returns their ids */
export async function moveIn(
  office: PostOffice,
  who: Neighbour[],
  { trust = {}, language = {}, reads = {}, settings = {}, reached = {}, library = false }: Given = {},
): Promise<Record<string, string>> {
  const ids: Record<string, string> = {}
  await addNetwork(office.db, {
    id: 'zuid',
    name: 'Zuid',
    city: 'Rotterdam',
    country: 'NL',
    zone: 'Europe/Amsterdam',
    languages: ['nl', 'en', 'tr', 'ar'],
    settings: { 'quiet.hours': 'none', 'digest.days': 'none', ...settings },
  })
  if (library) await giveToAll(office, await readLibrary('locales'))
  for (const neighbour of who) {
    const { name, role } = NEIGHBOURS[neighbour]
    const speaks = language[neighbour] ?? NEIGHBOURS[neighbour].language
    const now = office.now()
    const at = reached[neighbour] ?? { channel: 'phones', address: neighbour }
    ids[neighbour] = await addPerson(
      office.db,
      office,
      { network: 'zuid', name, role, languages: reads[neighbour] ?? [speaks], joinedAt: now },
      now,
    )
    await transaction(
      office.db,
      (tx) =>
        addContact(tx, office, {
          ...at,
          person: ids[neighbour]!,
          network: 'zuid',
          role,
          language: speaks,
          languageChosen: true,
          consents: [KEEP],
        }),
      office,
    )
  }
  const first = who.find((neighbour) => NEIGHBOURS[neighbour].role === 'key-mother')
  for (const mother of who.filter((neighbour) => NEIGHBOURS[neighbour].role === 'mother')) {
    const keyMother = trust[mother] ?? first
    if (keyMother)
      await giveTrust(office.db, {
        mother: ids[mother]!,
        keyMother: ids[keyMother]!,
        how: 'choice',
        since: office.now(),
      })
  }
  return ids
}
