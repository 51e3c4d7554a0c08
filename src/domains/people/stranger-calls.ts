import { addressKey, addressKeys } from '../../messaging/contact.ts'
import { daysBefore } from '../../messaging/days.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene, Tx } from '../../messaging/scene.ts'

declare module '../../db/database.ts' {
  interface Tables {
    stranger_calls: { address_key: Buffer; what: Called; subject: string; at: Date }
  }
}

/** What a person was called for: danger, at once; or something that was spoken or shown, in its time. */
export type Called = 'danger' | 'listening'

/** Of each kind. More words about the same are no new call, so this is enough for whoever needs somebody. */
const MOST_A_DAY = 3

/** Whether a person may still be called from this address, by somebody who has not joined. */
export async function mayCall({ tx, office, contact, now }: Calls, what: Called): Promise<boolean> {
  const rows = await tx
    .selectFrom('stranger_calls')
    .select('at')
    .where('address_key', 'in', addressKeys(office, contact.channel, contact.address))
    .where('what', '=', what)
    .where('at', '>', daysBefore(now))
    .limit(MOST_A_DAY)
    .execute()
  return rows.length < MOST_A_DAY
}

/** Remembers that a person was called, also when she who called is erased meanwhile. */
export async function noteCall(
  { tx, office, contact, now }: Calls,
  what: Called,
  subject: string,
): Promise<void> {
  const address_key = addressKey(office, contact.channel, contact.address)
  await tx.insertInto('stranger_calls').values({ address_key, what, subject, at: now }).execute()
}

/** Nobody had to be called after all: it does not count. */
export async function forgetCall(tx: Tx, subject: string): Promise<void> {
  await tx.deleteFrom('stranger_calls').where('subject', '=', subject).execute()
}

/** Forgets what is older than a day: it says nothing any more, and whoever was erased is not to be known by it. */
export async function forgetCalls(office: PostOffice): Promise<void> {
  await office.db.deleteFrom('stranger_calls').where('at', '<=', daysBefore(office.now())).execute()
}

type Calls = Pick<Scene, 'tx' | 'office' | 'contact' | 'now'>
