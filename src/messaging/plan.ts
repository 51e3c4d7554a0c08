import { sql } from 'kysely'
import type { PostOffice } from './post-office.ts'
import type { Errand, Tx } from './scene.ts'

/** Plans errands in a transaction that has no scene to leave them with. */
export async function plan(tx: Tx, office: PostOffice, errands: Errand[], now: Date): Promise<void> {
  for (const errand of errands) {
    errand.id ??= `e-${office.token(12)}`
    await sql`
      insert into errands (id, name, data, due_at)
      values (${errand.id}, ${errand.name}, ${JSON.stringify(errand.data)}::jsonb, ${errand.at ?? now})
      on conflict (id) do nothing`.execute(tx)
  }
}
