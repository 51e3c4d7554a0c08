import { transaction } from '../../db/database.ts'
import { addContact } from '../../messaging/contact.ts'
import { plan } from '../../messaging/plan.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Errand, ErrandDesk, Tx } from '../../messaging/scene.ts'
import { addNetwork, networks, setting } from '../networks/networks.ts'
import { KEEP, noteConsent } from '../people/consents.ts'
import { setDuty } from '../people/duty.ts'
import { type AgeGroup, addPerson, type Role } from '../people/people.ts'
import { giveTrust } from './circles.ts'

/** Somebody of the demo: her phone is called `demo-<slug>` on the phones page. All of it is invented. */
type Invented = {
  slug: string
  name: string
  role: Role
  languages: string[]
  children?: AgeGroup[]
  trusts?: string
}

const DEMO = 'demo'

const KEY_MOTHERS: Invented[] = [
  { slug: 'fatma', name: 'Fatma (demo)', role: 'key-mother', languages: ['tr', 'nl'] },
  { slug: 'samira', name: 'Samira (demo)', role: 'key-mother', languages: ['ar', 'nl'] },
  { slug: 'joyce', name: 'Joyce (demo)', role: 'key-mother', languages: ['nl', 'en'] },
]

const OTHERS: Invented[] = [
  { slug: 'ineke', name: 'Ineke (demo)', role: 'professional', languages: ['nl', 'en'] },
  { slug: 'school', name: 'De Regenboog (demo)', role: 'institution', languages: ['nl'] },
]

// Name, language, key mother, ages.
const MOTHERS = `
  elif tr fatma 0-3
  zeynep tr fatma 4-11
  hatice tr fatma 4-11,12-17
  merve tr fatma 0-3,4-11
  derya tr fatma 12-17
  sevgi tr fatma 4-11
  amina ar samira 0-3,4-11
  khadija ar samira 4-11
  noor ar samira 0-3
  yasmin ar samira 12-17
  rania ar samira 4-11,12-17
  salma ar samira 0-3
  huda ar samira 4-11
  maria nl joyce 4-11
  priya en joyce 0-3
  grace en joyce 4-11
  olga en joyce 12-17
  sofia nl joyce 0-3,4-11
  rosa nl joyce 12-17
  linda en - 4-11`

/** What else a domain brings along; `people` are ids, by the names of their phones. */
export type Furnishing = (
  desk: ErrandDesk,
  network: string,
  people: ReadonlyMap<string, string>,
) => Promise<void>

/** Fills an empty house with an invented neighbourhood to try it with. A house that has a network is left alone. */
export async function loadDemo(
  office: PostOffice,
  furnishings: Furnishing[] = [],
): Promise<'loaded' | 'not-empty'> {
  const now = office.now()
  return transaction(
    office.db,
    async (tx) => {
      if ((await networks(tx)).length) return 'not-empty'
      const added = await addNetwork(tx, {
        ...{ id: DEMO, name: 'Demo-wijk', city: 'Rotterdam', country: 'NL', zone: 'Europe/Amsterdam' },
        ...{ languages: ['nl', 'tr', 'ar', 'en'], settings: { 'quiet.hours': 'none' } },
      })
      // Another process was quicker.
      if (added === 'taken') return 'not-empty'
      const ids = new Map<string, string>()
      for (const one of [...KEY_MOTHERS, ...OTHERS, ...mothers()])
        ids.set(one.slug, await bringIn(tx, office, one, now))
      for (const { slug, trusts } of mothers()) {
        if (!trusts) continue
        await giveTrust(tx, {
          mother: ids.get(slug)!,
          keyMother: ids.get(trusts)!,
          how: 'choice',
          since: now,
        })
      }
      await setDuty(tx, DEMO, [ids.get('ineke')!])
      const errands: Errand[] = []
      for (const furnish of furnishings)
        await furnish({ tx, office, now, later: (errand) => void errands.push(errand) }, DEMO, ids)
      await plan(tx, office, errands, now)
      return 'loaded'
    },
    office,
  )
}

function mothers(): Invented[] {
  return MOTHERS.trim()
    .split('\n')
    .map((line) => {
      const [slug, language, trusts, ages] = line.trim().split(' ') as [string, string, string, string]
      const name = `${slug[0]!.toUpperCase()}${slug.slice(1)} (demo)`
      const children = ages.split(',') as AgeGroup[]
      return {
        slug,
        name,
        role: 'mother',
        languages: [language],
        children,
        trusts: trusts === '-' ? undefined : trusts,
      }
    })
}

async function bringIn(tx: Tx, office: PostOffice, one: Invented, now: Date): Promise<string> {
  const { slug, role, languages } = one
  const language = languages[0]!
  const person = await addPerson(tx, office, { ...one, network: DEMO, joinedAt: now }, now)
  await addContact(tx, office, {
    ...{ channel: 'phones', address: `demo-${slug}`, person, network: DEMO },
    ...{ role, language, languageChosen: true, consents: [KEEP] },
  })
  const wording = await setting(tx, DEMO, 'consent.version')
  await noteConsent(tx, person, { kind: KEEP, wording, language, channel: 'phones', givenAt: now })
  return person
}
