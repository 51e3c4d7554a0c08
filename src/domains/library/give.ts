import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Database, transaction } from '../../db/database.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import { addVersions, entriesOf } from './library.ts'
import type { ShippedAnswer } from './shipped.ts'

/** One short text for a whole shipped library: it changes when any file does. */
export function digestOf(shipped: readonly ShippedAnswer[]): string {
  const hash = createHash('sha256')
  for (const { topic, language, digest } of shipped) hash.update(`${topic} ${language} ${digest}\n`)
  return hash.digest('base64url')
}

/** Gives every network the shipped library, or what is new in it. */
export async function giveToAll(office: PostOffice, shipped: readonly ShippedAnswer[]): Promise<void> {
  const digest = digestOf(shipped)
  const behind = await office.db
    .selectFrom('networks')
    .select('id')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('library_given')
            .whereRef('network_id', '=', 'networks.id')
            .where('library_given.digest', '=', digest),
        ),
      ),
    )
    .execute()
  for (const { id } of behind)
    await transaction(office.db, (tx) => give(tx, id, shipped, office.now(), digest), office)
}

/**
 * Gives one network the shipped answers it does not have yet, each as a new version.
 * What the network has written itself stays on top: an upgrade never overrules it.
 */
export async function give(
  tx: Database,
  network: string,
  shipped: readonly ShippedAnswer[],
  now: Date,
  digest = digestOf(shipped),
): Promise<void> {
  // One process at a time: another one that starts beside us would give the same again.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`library ${network}`}, 0))`.execute(tx)
  const has = new Map(
    (await entriesOf(tx, network)).map((entry) => [`${entry.topic} ${entry.language}`, entry]),
  )
  const news = shipped.flatMap((entry) => {
    const held = has.get(`${entry.topic} ${entry.language}`)
    if (held?.origin === 'own' || held?.digest === entry.digest) return []
    return [{ ...entry, origin: 'shipped' as const, version: (held?.version ?? 0) + 1 }]
  })
  await addVersions(tx, network, news, now)
  await tx
    .insertInto('library_given')
    .values({ network_id: network, digest, at: now })
    .onConflict((conflict) => conflict.column('network_id').doUpdateSet({ digest, at: now }))
    .execute()
}
