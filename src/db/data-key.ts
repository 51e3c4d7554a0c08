import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { OperatorError } from '../operator-error.ts'
import { dataDirTrouble } from './data-dir.ts'
import type { Database } from './database.ts'
import { SealError, type Sealer } from './sealed.ts'

const HOW_TO = 'make one with: node -p "crypto.randomBytes(32).toString(\'base64\')"'
const CHECK_PLACE = 'house.value.data-key'

/**
 * The keys for `sealer()`: those of DATA_KEY (base64, with commas between them, the newest first), or with the embedded database
 * the one under DATA_DIR, made the first time.
 * @throws {OperatorError} when there is none or it is not one
 */
export function loadDataKey(options: {
  DATA_KEY?: string | undefined
  dataDir: string
  embedded: boolean
}): Buffer[] {
  if (options.DATA_KEY?.trim()) return parse(options.DATA_KEY, 'DATA_KEY')
  if (!options.embedded) throw new OperatorError(`DATA_KEY is required with DATABASE_URL: ${HOW_TO}`)
  const file = join(options.dataDir, 'data.key')
  try {
    if (!existsSync(file)) makeKey(options.dataDir, file)
    return parse(readFileSync(file, 'utf8'), file)
  } catch (error) {
    throw dataDirTrouble(options.dataDir, error)
  }
}

/**
 * Compares the keys with the data: with another key nothing could be read, and what is written now would be lost to the right one.
 * @throws {OperatorError} when the database was written with another key
 */
export async function checkDataKey(db: Database, sealer: Sealer): Promise<void> {
  const house = db as unknown as Kysely<{ house: { key: string; value: string } }>
  await sql`create table if not exists house (key text primary key, value text not null)`.execute(house)
  const fresh = { key: 'data-key', value: sealer.seal('the right key', CHECK_PLACE).toString('base64') }
  await house
    .insertInto('house')
    .values(fresh)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const kept = await house
    .selectFrom('house')
    .select('value')
    .where('key', '=', 'data-key')
    .executeTakeFirstOrThrow()
  try {
    sealer.open(Buffer.from(kept.value, 'base64'), CHECK_PLACE)
  } catch (error) {
    if (!(error instanceof SealError)) throw error
    throw new OperatorError('DATA_KEY is not the key this database was written with', error)
  }
  // The check moves on to the newest key, so that an old one can be taken out of DATA_KEY in the end.
  await house.updateTable('house').set({ value: fresh.value }).where('key', '=', 'data-key').execute()
}

function parse(text: string, from: string): Buffer[] {
  return text.split(',').map((part) => {
    const key = Buffer.from(part.trim(), 'base64')
    if (key.length !== 32) throw new OperatorError(`${from} must hold 32 bytes in base64: ${HOW_TO}`)
    return key
  })
}

/** Whole or not at all, and never twice: a second process reads the key of the first. */
function makeKey(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true })
  const unfinished = `${file}.new-${process.pid}`
  const handle = openSync(unfinished, 'w', 0o600)
  writeSync(handle, `${randomBytes(32).toString('base64')}\n`)
  // Data sealed with a key that a power cut took away is gone for good.
  fsyncSync(handle)
  closeSync(handle)
  try {
    linkSync(unfinished, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(unfinished)
  }
}
