import { sql } from 'kysely'
import type { PostOffice } from '../../src/messaging/post-office.ts'

export type Stolen = { table: string; row: string }

/** Every row of every table as a thief without the key reads it: bytes as letters, too, in case they are no cipher. */
export async function stolenRows({ db }: PostOffice): Promise<Stolen[]> {
  return allRows(db, (value) => (Buffer.isBuffer(value) ? value.toString('latin1') : value))
}

/** Every row of every table as whoever holds the key reads it: all that is sealed is opened. */
export async function openedRows({ db, sealer }: PostOffice): Promise<Stolen[]> {
  return allRows(db, (value, place) => {
    if (!Buffer.isBuffer(value)) return value
    try {
      return sealer.openBytes(value, place).toString()
    } catch {
      return value.toString('hex')
    }
  })
}

async function allRows(
  db: PostOffice['db'],
  read: (value: unknown, place: string) => unknown,
): Promise<Stolen[]> {
  const tables = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`.execute(db)
  const stolen: Stolen[] = []
  for (const { schema, name } of tables.rows) {
    const { rows } = await sql<
      Record<string, unknown>
    >`select * from ${sql.table(`${schema}.${name}`)}`.execute(db)
    for (const row of rows) {
      const opened = Object.entries(row).map(([column, value]) => [column, read(value, `${name}.${column}`)])
      stolen.push({ table: name, row: JSON.stringify(Object.fromEntries(opened)) })
    }
  }
  return stolen
}

/** In which tables these words stand. */
export const tablesWith = (rows: Stolen[], ...words: string[]): string[] => [
  ...new Set(rows.filter(({ row }) => words.some((word) => row.includes(word))).map(({ table }) => table)),
]
