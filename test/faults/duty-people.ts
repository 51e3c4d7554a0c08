import { randomUUID } from 'node:crypto'
import { type Database, transaction } from '../../src/db/database.ts'
import { giveTrust } from '../../src/domains/circles/circles.ts'
import { addNetwork, changeSetting } from '../../src/domains/networks/networks.ts'
import { KEEP } from '../../src/domains/people/consents.ts'
import { setDuty } from '../../src/domains/people/duty.ts'
import { addPerson, type Role } from '../../src/domains/people/people.ts'
import { addContact } from '../../src/messaging/contact.ts'
import type { PostOffice } from '../../src/messaging/post-office.ts'
import type { Person } from '../standins/telegram-person.ts'
import type { Ground } from './ground.ts'

/** Two professionals on duty, and everybody who must hear nothing; each is the only one who knows her own words. */
export type DutyPeople = {
  petra: Person
  ineke: Person
  mothers: (Person & { words: string })[]
  /** The mothers' own key mother. */
  keyMother: Person
  /** A mother and a professional of the other network. */
  others: Person[]
}

/** Everybody moves in, without a word having been said. @param wait how long one professional is called */
export async function moveInForDuty(
  ground: Ground,
  { mothers, wait }: { mothers: number; wait: string },
): Promise<DutyPeople> {
  const db = ground.db as unknown as Database
  const office = { db, sealer: ground.sealer, random: ground.random } as unknown as PostOffice
  const now = new Date()
  let chat = 800_000
  await addNetwork(db, {
    ...{ id: 'noord', name: 'Noord', city: 'Rotterdam', country: 'NL', zone: 'Europe/Amsterdam' },
    ...{ languages: ['en'], settings: { 'quiet.hours': 'none' } },
  })
  await changeSetting(db, 'zuid', 'escalation.danger', wait)

  async function moveIn(name: string, role: Role, network = 'zuid') {
    const made = { network, name, role, languages: ['en'], joinedAt: now }
    const id = await addPerson(db, office, made, now)
    const phone = ground.telegram.person(++chat, { language: 'en' })
    const contact = { channel: 'telegram', address: phone.address, language: 'en', languageChosen: true }
    const more = { person: id, network, role, consents: [KEEP] }
    await transaction(db, (tx) => addContact(tx, office, { ...contact, ...more }), office)
    return { id, phone }
  }

  const [petra, ineke] = [await moveIn('Petra', 'professional'), await moveIn('Ineke', 'professional')]
  await setDuty(db, 'zuid', [petra.id, ineke.id])
  const joy = await moveIn('Joy', 'key-mother')
  const others = [
    await moveIn('Noor', 'professional', 'noord'),
    await moveIn('Elif', 'mother', 'noord'),
    await moveIn('Buurthuis', 'institution'),
  ]
  const all: DutyPeople['mothers'] = []
  for (let i = 0; i < mothers; i++) {
    const { id, phone } = await moveIn(`Grace ${i}`, 'mother')
    await giveTrust(db, { mother: id, keyMother: joy.id, how: 'link', since: now })
    const canary = randomUUID().slice(0, 8)
    all.push(Object.assign(phone, { words: `My husband beat me and he says he will kill me (${canary})` }))
  }
  return {
    ...{ petra: petra.phone, ineke: ineke.phone, keyMother: joy.phone, mothers: all },
    others: others.map(({ phone }) => phone),
  }
}
