import { addressKey, addressKeys, type Contact } from './contact.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'

declare module '../db/database.ts' {
  interface Tables {
    address_limits: { address_key: Buffer; what: string; subject: string | null; until: Date }
  }
}

/** Somebody at her own phone, of whom only the address is known. */
type FromAddress = {
  tx: Tx
  office: Pick<PostOffice, 'sealer'>
  contact: Pick<Contact, 'channel' | 'address'>
  now: Date
}

/** What may be done only so often from one address, whoever is behind it, and whether or not she is erased meanwhile. */
export type AddressLimit = {
  /** From when on it may be done again from this address; null when it may now. */
  fullUntil(from: FromAddress): Promise<Date | null>
  /** It was done. @param subject what it was about, for uncount() */
  note(from: FromAddress, subject?: string): Promise<void>
}

const HOUR_MS = 3_600_000

/** @param what told apart from the other limits of the house */
export function addressLimit(what: string, { most, hours }: { most: number; hours: number }): AddressLimit {
  return {
    async fullUntil({ tx, office, contact, now }) {
      const noted = await tx
        .selectFrom('address_limits')
        .select('until')
        .where('address_key', 'in', addressKeys(office, contact.channel, contact.address))
        .where('what', '=', what)
        .where('until', '>', now)
        .orderBy('until', 'desc')
        .limit(most)
        .execute()
      return noted.length < most ? null : noted.at(-1)!.until
    },
    async note({ tx, office, contact, now }, subject) {
      const address_key = addressKey(office, contact.channel, contact.address)
      const until = new Date(now.getTime() + hours * HOUR_MS)
      await tx
        .insertInto('address_limits')
        .values({ address_key, what, subject: subject ?? null, until })
        .execute()
    },
  }
}

/** It had not to be done after all: it does not count. */
export async function uncount(tx: Tx, subject: string): Promise<void> {
  await tx.deleteFrom('address_limits').where('subject', '=', subject).execute()
}

/** Forgets what counts no more: whoever was erased is not to be known by it. */
export async function forgetCounted(office: PostOffice): Promise<void> {
  await office.db.deleteFrom('address_limits').where('until', '<=', office.now()).execute()
}
