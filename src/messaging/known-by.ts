import type { PostOffice } from './post-office.ts'

/** A repeat is known by this; a keyed hash, so it tells nobody anything. */
export function receiptKey(office: Sealing, channel: string, providerId: string): Buffer {
  return receiptKeys(office, channel, providerId)[0]!
}

/** Under every key we know, the writing one first: what was received before a key was changed stays known. */
export function receiptKeys(office: Sealing, channel: string, providerId: string): Buffer[] {
  return addressKeys(office, `receipt ${channel}`, providerId).map((key) => key.subarray(0, 16))
}

/** By what an address is found: a keyed hash, for the address itself lies sealed. */
export function addressKey(office: Sealing, channel: string, address: string): Buffer {
  return addressKeys(office, channel, address)[0]!
}

/** Under every key we know, the writing one first. */
export function addressKeys(office: Sealing, channel: string, address: string): Buffer[] {
  return office.sealer.indexes(`${channel} ${address}`)
}

type Sealing = Pick<PostOffice, 'sealer'>
