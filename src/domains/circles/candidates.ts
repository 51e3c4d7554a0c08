import type { Database } from '../../db/database.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Person } from '../people/people.ts'
import { circleSizes, presentKeyMothers } from './circles.ts'

/** As many as fit a list of ten rows with "nobody yet" and "none" beside them. */
const OFFERED_AT_MOST = 8

/** The key mothers a mother may choose among: present, speaking her language, those with the smallest circle first. */
export async function candidatesFor(
  db: Database,
  office: Pick<PostOffice, 'sealer'>,
  network: string,
  language: string,
  now: Date,
): Promise<Person[]> {
  const present = await presentKeyMothers(db, office, network, now)
  const speaking = present.filter(({ languages }) => languages.includes(language))
  const sizes = await circleSizes(db, speaking)
  return speaking
    .sort((one, other) => (sizes.get(one.id) ?? 0) - (sizes.get(other.id) ?? 0))
    .slice(0, OFFERED_AT_MOST)
}
