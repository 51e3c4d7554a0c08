import { Redis } from 'ioredis'
import { sql } from 'kysely'
import type { PostOffice } from '../../src/messaging/post-office.ts'

/** Something that is kept somewhere. `unsealed`: only whoever has DATA_KEY can read it. */
export type Trace = { place: string; text: string; unsealed: boolean }

/** Where this word can be read. */
export const placesOf = (traces: Trace[], word: string, unsealed?: boolean) => [
  ...new Set(
    traces
      .filter((one) => one.text.includes(word) && (unsealed ?? one.unsealed) === one.unsealed)
      .map(({ place }) => place),
  ),
]

/** Every row of every table, and once more what of it was sealed, opened. */
export async function everythingKept({ db, sealer }: PostOffice): Promise<Trace[]> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`.execute(db)
  const kept: Trace[] = []
  for (const { schema, name } of tables) {
    const { rows } = await sql<Record<string, unknown>>`
      select t.*, t::text as as_text from ${sql.table(`${schema}.${name}`)} t`.execute(db)
    for (const { as_text, ...row } of rows) {
      kept.push({ place: name, text: String(as_text), unsealed: false })
      for (const [column, value] of Object.entries(row)) {
        if (!Buffer.isBuffer(value)) continue
        const place = `${name}.${column}`
        kept.push({ place, text: value.toString('latin1'), unsealed: false })
        const opened = open(value, place)
        if (opened) kept.push({ place, text: `${opened} ${opened.toString('latin1')}`, unsealed: true })
      }
    }
  }
  return kept

  function open(value: Buffer, place: string): Buffer | null {
    try {
      return sealer.openBytes(value, place)
    } catch {
      return null
    }
  }
}

/** Every key and value of a Redis database. */
export async function everythingQueued(url: string): Promise<Trace[]> {
  const redis = new Redis(url)
  const reads: Record<string, (key: string) => Promise<unknown>> = {
    string: (key) => redis.get(key),
    hash: (key) => redis.hgetall(key),
    list: (key) => redis.lrange(key, 0, -1),
    set: (key) => redis.smembers(key),
    zset: (key) => redis.zrange(key, 0, -1),
    stream: (key) => redis.xrange(key, '-', '+'),
  }
  try {
    const found: Trace[] = []
    for (const key of await redis.keys('*')) {
      const value = await reads[await redis.type(key)]?.(key)
      found.push({ place: key, text: `${key} ${JSON.stringify(value)}`, unsealed: false })
    }
    return found
  } finally {
    redis.disconnect()
  }
}
