import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checkDataKey, loadDataKey } from '../../src/db/data-key.ts'
import { connect } from '../../src/db/database.ts'
import { SealError, sealer } from '../../src/db/sealed.ts'
import { OperatorError } from '../../src/operator-error.ts'
import { freshDatabase } from '../servers/postgres.ts'

const [old, fresh] = [randomBytes(32), randomBytes(32)]

it('what is sealed opens in its own place, whatever it says', () => {
  const { seal, open } = sealer([fresh])
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      (text) => open(seal(text, 'people.name.1'), 'people.name.1') === text,
    ),
  )
})

it('nobody can read her name in it, nor see that two are the same', () => {
  const { seal } = sealer([fresh])
  const [one, two] = [seal('Amina', 'people.name.1'), seal('Amina', 'people.name.1')]
  expect(one.includes('Amina')).toBe(false)
  expect(one.equals(two)).toBe(false)
})

it('moved to another row, changed or cut, it does not open', () => {
  const { seal, open } = sealer([fresh])
  const sealed = seal('Amina', 'people.name.1')
  expect(() => open(sealed, 'people.name.2')).toThrow(SealError)
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    expect(() => open(changed, 'people.name.1')).toThrow(SealError)
    expect(() => open(sealed.subarray(0, at), 'people.name.1')).toThrow(SealError)
  }
})

it('a new key writes while the old one still reads; without it the old is closed', () => {
  const before = sealer([old]).seal('Amina', 'people.name.1')
  const both = sealer([fresh, old])
  expect(both.open(before, 'people.name.1')).toBe('Amina')
  const after = both.seal('Amina', 'people.name.1')
  expect(sealer([fresh]).open(after, 'people.name.1')).toBe('Amina')
  expect(() => sealer([fresh]).open(before, 'people.name.1')).toThrow(/key that is not in DATA_KEY/)
})

it('an address is found again under either key, and by nobody without one', () => {
  const address = 'whatsapp:+31600000001'
  expect(sealer([old]).index(address)).toEqual(sealer([old]).index(address))
  expect(sealer([fresh, old]).indexes(address)).toEqual([
    sealer([fresh]).index(address),
    sealer([old]).index(address),
  ])
  expect(sealer([fresh]).index(address)).not.toEqual(sealer([old]).index(address))
})

it('the key is made once, for the owner’s eyes, and kept', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'key-'))
  const made = loadDataKey({ dataDir, embedded: true })
  expect(made[0]).toHaveLength(32)
  expect(loadDataKey({ dataDir, embedded: true })).toEqual(made)
  expect(statSync(join(dataDir, 'data.key')).mode & 0o077).toBe(0)
  expect(Buffer.from(readFileSync(join(dataDir, 'data.key'), 'utf8'), 'base64')).toEqual(made[0])
  rmSync(dataDir, { recursive: true })
})

it('DATA_KEY is a list, and what is no key is told in one line', () => {
  const list = `${fresh.toString('base64')}, ${old.toString('base64')}\n`
  expect(loadDataKey({ DATA_KEY: list, dataDir: 'unused', embedded: false })).toEqual([fresh, old])
  expect(() => loadDataKey({ DATA_KEY: 'c2hvcnQ=', dataDir: 'unused', embedded: false })).toThrow(
    /DATA_KEY must hold 32 bytes/,
  )
  expect(() => loadDataKey({ dataDir: 'unused', embedded: false })).toThrow(OperatorError)
})

it('another key than the data’s stops the start; a rotated one goes on', async () => {
  const database = await freshDatabase()
  const db = connect(database.url)
  await checkDataKey(db, sealer([old]))
  await expect(checkDataKey(db, sealer([fresh]))).rejects.toThrow(
    'DATA_KEY is not the key this database was written with',
  )
  await checkDataKey(db, sealer([fresh, old]))
  await checkDataKey(db, sealer([fresh]))
  await db.destroy()
  await database.drop()
})
