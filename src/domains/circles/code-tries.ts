import { addressKey, addressKeys } from '../../messaging/contact.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { FromAddress } from './joinings.ts'

declare module '../../db/database.ts' {
  interface Tables {
    code_tries: { address_key: Buffer; at: Date }
  }
}

const TRIES_AN_HOUR = 5
const HOUR_MS = 3_600_000

/** Whether too many codes that do not work were tried from this address within an hour to look at another. */
export async function triedTooOften({ tx, office, contact, now }: FromAddress): Promise<boolean> {
  const tried = await tx
    .selectFrom('code_tries')
    .select(({ fn }) => fn.countAll<string>().as('times'))
    .where('address_key', 'in', addressKeys(office, contact.channel, contact.address))
    .where('at', '>', new Date(now.getTime() - HOUR_MS))
    .executeTakeFirstOrThrow()
  return Number(tried.times) >= TRIES_AN_HOUR
}

/** Remembers that a code that does not work was tried from this address, also when she is erased meanwhile. */
export async function noteTry({ tx, office, contact, now }: FromAddress): Promise<void> {
  const address_key = addressKey(office, contact.channel, contact.address)
  await tx.insertInto('code_tries').values({ address_key, at: now }).execute()
}

/** Forgets what is older than an hour: whoever was erased is not to be known by it. */
export async function forgetTries(office: PostOffice): Promise<void> {
  await office.db
    .deleteFrom('code_tries')
    .where('at', '<=', new Date(office.now().getTime() - HOUR_MS))
    .execute()
}
