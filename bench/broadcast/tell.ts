import { sql } from 'kysely'
import { loadDataKey } from '../../src/db/data-key.ts'
import { connect } from '../../src/db/database.ts'
import { runningEmbedded } from '../../src/db/embedded.ts'
import { sealer } from '../../src/db/sealed.ts'
import { addBroadcast } from '../../src/domains/broadcasts/broadcasts.ts'
import type { PostOffice } from '../../src/messaging/post-office.ts'

/** What she tells, by which it is known among all that people hear meanwhile. */
export const TOLD = 'On Saturday at ten we meet on the square. Bring your children.'

/** Writes down what the flow would have: a key mother's broadcast to her network, agreed, whose time has come. */
export async function tellNetwork(dataDir: string, network: string): Promise<void> {
  const db = connect((await runningEmbedded(dataDir))!, { max: 1 })
  const office = { sealer: sealer(loadDataKey({ dataDir, embedded: true })) } as PostOffice
  const now = new Date()
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select person_id as id from contacts where network_id = ${network} and role = 'key-mother' order by id limit 1`.execute(
      tx,
    )
    const made = { network, reach: 'network', status: 'planned', sender: rows[0]!.id, startsAt: now } as const
    const id = await addBroadcast({ tx, office, now }, { ...made, body: { text: TOLD } })
    await sql`
      insert into errands (id, name, data, due_at)
      values (${`bench-${id}`}, 'broadcasts.start', ${JSON.stringify({ broadcast: id })}::jsonb, ${now})`.execute(
      tx,
    )
  })
  await db.destroy()
}
