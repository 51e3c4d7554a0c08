import { sql } from 'kysely'
import { errandId } from './errand-id.ts'
import type { PostOffice } from './post-office.ts'
import type { Errand, Tx } from './scene.ts'

/**
 * Plans errands in a transaction that has no scene to leave them with.
 * @returns them as they are called from now on, for `wakeErrands()` after the commit
 */
export async function plan(tx: Tx, office: PostOffice, errands: Errand[], now: Date): Promise<Errand[]> {
  const planned = errands.map((errand) => ({ ...errand, id: errandId(office, errand) }))
  for (const { id, name, data, at } of planned)
    await sql`
      insert into errands (id, name, data, due_at)
      values (${id}, ${name}, ${JSON.stringify(data)}::jsonb, ${at ?? now})
      on conflict (id) do nothing`.execute(tx)
  return planned
}
