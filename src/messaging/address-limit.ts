import type { Contact } from './contact.ts'
import { addressKey, addressKeys } from './known-by.ts'
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
  /** Told apart by this from the other limits of the house. */
  what: string
  /** So often within its time. */
  most: number
  /** From when on it may be done again from this address; null when it may now. */
  fullUntil(from: FromAddress): Promise<Date | null>
  /** It was done. @param subject what it was about, for uncount() */
  note(from: FromAddress, subject?: string): Promise<void>
}

const HOUR_MS = 3_600_000

/** A limit of the house; `what` and `most` as in AddressLimit. @param hours so long each time counts */
export function addressLimit(what: string, { most, hours }: { most: number; hours: number }): AddressLimit {
  return {
    what,
    most,
    fullUntil: async (from) => (await allFullUntil(from, [{ what, most }]))[0]!,
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

/** What fullUntil() of each of these limits says, in their order, looked up together. */
export async function allFullUntil(
  { tx, office, contact, now }: FromAddress,
  limits: Pick<AddressLimit, 'what' | 'most'>[],
): Promise<(Date | null)[]> {
  const noted = await tx
    .selectFrom('address_limits')
    .select(['what', 'until'])
    .where('address_key', 'in', addressKeys(office, contact.channel, contact.address))
    .where(
      'what',
      'in',
      limits.map(({ what }) => what),
    )
    .where('until', '>', now)
    .orderBy('until', 'desc')
    .execute()
  return limits.map(({ what, most }) => noted.filter((one) => one.what === what)[most - 1]?.until ?? null)
}

/** It had not to be done after all: it does not count. */
export async function uncount(tx: Tx, subject: string): Promise<void> {
  await tx.deleteFrom('address_limits').where('subject', '=', subject).execute()
}

/** Forgets what counts no more: whoever was erased is not to be known by it. */
export async function forgetCounted(office: PostOffice): Promise<void> {
  await office.db.deleteFrom('address_limits').where('until', '<=', office.now()).execute()
}
