import { plan } from './plan.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'

/** What follows when somebody can no longer be reached is a domain's; without one nothing does. */
const NAME = 'person.unreachable'

/** Somebody blocked us on one of her phones: whatever waits for her must not lie there. The next sweep sees to it. */
export async function noteUnreachable(tx: Tx, office: PostOffice, contact: string): Promise<void> {
  if (!office.errands.has(NAME)) return
  const row = await tx.selectFrom('contacts').select('person_id').where('id', '=', contact).executeTakeFirst()
  if (row?.person_id) await plan(tx, office, [{ name: NAME, data: { person: row.person_id } }], office.now())
}
