import type { Body } from '../engine/flow.ts'
import { daysBefore } from './days.ts'
import type { PostOffice } from './post-office.ts'
import type { Scene, Tx } from './scene.ts'

declare module '../db/database.ts' {
  interface Tables {
    kept_words: { contact_id: string; words: Buffer; at: Date }
  }
}

type Keeping = Pick<Scene, 'tx' | 'now' | 'office' | 'contact'>

const PLACE = 'kept_words.words'

/** As long as anything is kept of somebody who did not join. */
const KEPT_DAYS = 30

/** Keeps what she said at this phone for later, in place of what was kept of it before. */
export async function keepWords({ tx, now, office, contact }: Keeping, said: Body[]): Promise<void> {
  const words = office.sealer.seal(JSON.stringify(said), PLACE)
  await tx
    .insertInto('kept_words')
    .values({ contact_id: contact.id, words, at: now })
    .onConflict((conflict) => conflict.column('contact_id').doUpdateSet({ words, at: now }))
    .execute()
}

/** What was kept of what she said at this phone, oldest first. */
export async function keptWords({ tx, office, contact }: Keeping): Promise<Body[]> {
  const row = await tx
    .selectFrom('kept_words')
    .select('words')
    .where('contact_id', '=', contact.id)
    .executeTakeFirst()
  return row ? (JSON.parse(office.sealer.open(row.words, PLACE)) as Body[]) : []
}

/** Nothing that was said at these phones is kept for later any more. */
export async function dropKept(tx: Tx, contacts: string[]): Promise<void> {
  if (contacts.length) await tx.deleteFrom('kept_words').where('contact_id', 'in', contacts).execute()
}

/** Forgets what was kept for somebody who did not come back for it. */
export async function forgetKept({ db, now }: Pick<PostOffice, 'db' | 'now'>): Promise<void> {
  await db.deleteFrom('kept_words').where('at', '<', daysBefore(now(), KEPT_DAYS)).execute()
}
