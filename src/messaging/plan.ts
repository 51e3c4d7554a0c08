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
  if (!planned.length) return []
  const rows = planned.map(({ id, name, data, at }) => ({ id, name, data, due: (at ?? now).toISOString() }))
  await sql`
    insert into errands (id, name, data, due_at)
    select id, name, data, due from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as e (id text, name text, data jsonb, due timestamptz)
    on conflict (id) do nothing`.execute(tx)
  return planned
}
