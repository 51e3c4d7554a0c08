import { addressKey, addressKeys, type Contact } from '../../messaging/contact.ts'
import { daysAfter, daysBefore } from '../../messaging/days.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene, Tx } from '../../messaging/scene.ts'

declare module '../../db/database.ts' {
  interface Tables {
    joinings: { address_key: Buffer; at: Date }
  }
}

/** Enough for one who thinks better of it, and for two who share a phone. */
const MOST_A_DAY = 3

/** When somebody may join again from this address; null when she may now. */
export async function joinsAgainFrom({ tx, office, contact, now }: FromAddress): Promise<Date | null> {
  const rows = await tx
    .selectFrom('joinings')
    .select('at')
    .where('address_key', 'in', addressKeys(office, contact.channel, contact.address))
    .where('at', '>', daysBefore(now))
    .orderBy('at', 'desc')
    .limit(MOST_A_DAY)
    .execute()
  return rows.length < MOST_A_DAY ? null : daysAfter(rows.at(-1)!.at)
}

/** Remembers that somebody joined from this address, also when she is erased meanwhile. */
export async function noteJoining({ tx, office, contact, now }: FromAddress): Promise<void> {
  const address_key = addressKey(office, contact.channel, contact.address)
  await tx.insertInto('joinings').values({ address_key, at: now }).execute()
}

/** Forgets what is older than a day: it says nothing any more, and whoever was erased is not to be known by it. */
export async function forgetJoinings(office: PostOffice): Promise<void> {
  await office.db.deleteFrom('joinings').where('at', '<=', daysBefore(office.now())).execute()
}

/** Somebody at her own phone, of whom only the address is known. */
export type FromAddress = Pick<Scene, 'now'> & {
  tx: Tx
  office: Pick<PostOffice, 'sealer'>
  contact: Pick<Contact, 'channel' | 'address'>
}
