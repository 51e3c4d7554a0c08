import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** What was to be opened was sealed with a key we do not have, for another place, or was tampered with. */
export class SealError extends Error {
  override name = 'SealError'
}

/** Seals what names or quotes a person. `place` is where it stands, `table.column` or `table.column.row`: elsewhere it does not open. */
export type Sealer = {
  seal(text: string, place: string): Buffer
  open(sealed: Buffer, place: string): string
  sealBytes(bytes: Buffer, place: string): Buffer
  openBytes(sealed: Buffer, place: string): Buffer
  /** The same value always gives the same 32 bytes, so it can be looked up; nobody without the key can go back. */
  index(value: string): Buffer
  /** The index under every key, the writing one first: looks up what was written before a key was changed. */
  indexes(value: string): Buffer[]
}

const VERSION = 1
const NONCE = 12
const HEAD = 1 + 4 + NONCE
const TAG = 16

/**
 * AES-256-GCM, as: version (1), key id (4), nonce (12), text, tag (16). The first key writes, all of them read.
 * @param keys 32 bytes each
 */
export function sealer(keys: Buffer[]): Sealer {
  const ring = keys.map((key) => ({
    id: createHash('sha256').update('key id').update(key).digest().subarray(0, 4),
    sealing: derive(key, 'seal'),
    indexing: derive(key, 'index'),
  }))
  const writing = ring[0]
  if (!writing) throw new Error('a sealer needs a key')

  const head = Buffer.from([VERSION, ...writing.id])
  const sealBytes = (bytes: Buffer, place: string) => {
    const nonce = nextNonce()
    const cipher = createCipheriv('aes-256-gcm', writing.sealing, nonce).setAAD(Buffer.from(place))
    const text = cipher.update(bytes)
    cipher.final()
    return Buffer.concat([head, nonce, text, cipher.getAuthTag()])
  }
  const openBytes = (sealed: Buffer, place: string) => {
    if (sealed.length < HEAD + TAG || sealed[0] !== VERSION)
      throw new SealError(`${place} holds nothing that we sealed`)
    const key = ring.find(({ id }) => id.equals(sealed.subarray(1, 5)))
    if (!key) throw new SealError(`${place} was sealed with a key that is not in DATA_KEY`)
    const decipher = createDecipheriv('aes-256-gcm', key.sealing, sealed.subarray(5, HEAD), {
      authTagLength: TAG,
    })
    decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(-TAG))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(HEAD, -TAG)), decipher.final()])
    } catch (cause) {
      throw new SealError(`${place} was changed or moved after it was sealed`, { cause })
    }
  }
  const indexes = (value: string) =>
    ring.map(({ indexing }) => createHmac('sha256', indexing).update(value).digest())
  return {
    sealBytes,
    openBytes,
    indexes,
    seal: (text, place) => sealBytes(Buffer.from(text), place),
    open: (sealed, place) => openBytes(sealed, place).toString('utf8'),
    index: (value) => createHmac('sha256', writing.indexing).update(value).digest(),
  }
}

// Chance is drawn for many at a time: each draw costs as much as sealing a sentence.
let chance = Buffer.alloc(0)
function nextNonce(): Buffer {
  if (chance.length < NONCE) chance = randomBytes(256 * NONCE)
  const nonce = chance.subarray(0, NONCE)
  chance = chance.subarray(NONCE)
  return nonce
}

const derive = (key: Buffer, purpose: string) =>
  Buffer.from(hkdfSync('sha256', key, '', `parents-network ${purpose}`, 32))
