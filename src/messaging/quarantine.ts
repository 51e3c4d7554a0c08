import { sql } from 'kysely'
import { receiptKey } from './known-by.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'

/**
 * Keeps what is authentic but was not understood, or not survived, for a person to look at. Once for each provider id.
 * @param raw with the address it came from, where that is known: it goes when she is forgotten
 */
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

/** Nothing of somebody who is forgotten stays for a person to look at: whatever holds her address goes. */
export async function forgetQuarantined(
  tx: Tx,
  office: PostOffice,
  channel: string,
  address: string,
): Promise<void> {
  const { rows } = await sql<{ id: string; raw: Buffer }>`
    select id, raw from quarantine where channel = ${channel}`.execute(tx)
  const literal = address.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'u')
  const hers = rows.filter(({ raw }) => whole.test(office.sealer.open(raw, 'quarantine.raw')))
  await sql`delete from quarantine where id = any (${hers.map(({ id }) => id)}::bigint[])`.execute(tx)
}
