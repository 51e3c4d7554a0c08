import { sql } from 'kysely'
import { receiptKey } from './contact.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'

/** Keeps what is authentic but was not understood, or not survived, for a person to look at. Once for each provider id. */
export async function quarantine(
  db: Tx | PostOffice['db'],
  office: PostOffice,
  channel: string,
  providerId: string,
  kind: string,
  raw: unknown,
): Promise<void> {
  const sealed = office.sealer.seal(JSON.stringify(raw) ?? 'null', 'quarantine.raw')
  await sql`
    insert into quarantine (channel, key, kind, raw)
    values (${channel}, ${receiptKey(office, channel, providerId)}, ${kind}, ${sealed})
    on conflict (channel, key) do nothing`.execute(db)
  office.measure.count('quarantined', { channel, kind })
}
