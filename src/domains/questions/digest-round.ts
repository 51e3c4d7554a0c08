import { transaction } from '../../db/database.ts'
import { wakeErrands } from '../../messaging/after-commit.ts'
import { languageOf } from '../../messaging/contact.ts'
import { plan } from '../../messaging/plan.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Errand, Tx } from '../../messaging/scene.ts'
import { holidayOf } from '../circles/circles.ts'
import { type Network, networks, setting } from '../networks/networks.ts'
import { mayBeReached, type Person, peopleOf } from '../people/people.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import { digestFor, isEmpty, type Reader } from './digest.ts'
import { digestDay, latestDigest, noteDigest } from './digests.ts'

/** Tells professionals and key mothers what waits for them, where it is the hour for that. @returns how many are told */
export async function digestRound(office: PostOffice): Promise<number> {
  const now = office.now()
  let told = 0
  for (const network of await networks(office.db)) {
    const day = await dayFor(office, network, now)
    if (!day) continue
    for (const role of ['professional', 'key-mother'] as const)
      for (const person of await peopleOf(office.db, office, network.id, role))
        if (await tell(office, person, { day, now })) told++
  }
  return told
}

async function dayFor({ db }: PostOffice, { id, zone }: Network, now: Date): Promise<string | null> {
  const hour = await setting(db, id, 'digest.hour')
  return digestDay(now, { hour, days: await setting(db, id, 'digest.days'), zone })
}

/** One person in one transaction: what stops it for one does not stop it for the others. */
async function tell(office: PostOffice, her: Person, { day, now }: { day: string; now: Date }) {
  const errands: Errand[] = []
  await transaction(
    office.db,
    async (tx) => {
      if (!(await noteDigest(tx, her.id, day, now))) return
      const errand = await errandFor(tx, office, her, now)
      if (errand) errands.push(errand)
      await plan(tx, office, errands, now)
    },
    office,
  )
  wakeErrands(office, errands)
  return errands.length > 0
}

/** Nothing is told to whom nothing waits for, who rests, or who is away. */
async function errandFor(tx: Tx, office: PostOffice, her: Person, now: Date): Promise<Errand | null> {
  if (!(await mayBeReached(tx, her.id, 'questions', now)) || (await holidayOf(tx, her.id, now))) return null
  const language = (await languageOf(tx, her.id)) ?? office.defaultLanguage
  const role = her.role as Reader['role']
  const reader: Reader = { person: her.id, network: her.network, role, language }
  const { since, at } = await latestDigest(tx, her.id, now)
  if (isEmpty(await digestFor(tx, reader, { since, until: at }))) return null
  const isVolunteer = role === 'key-mother'
  const when = isVolunteer ? await afterQuietOf({ tx, now }, her.network) : now
  return { name: 'flow.start', data: { person: her.id, flow: 'digest', input: {} }, at: when }
}
