import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { OperatorError } from '../operator-error.ts'
import type { Database } from './database.ts'

type Migration = { name: string; text: string; checksum: string }
type Ledger = { migrations: { name: string; checksum: string } }

const NAME = /^\d{4}-\d{2}-\d{2}-[a-z0-9-]+\.sql$/
const MIGRATION_LOCK = [0x6f75, 0x6d67] as const
const PATIENCE = 60_000

/**
 * Brings the tables up to date: runs every `<yyyy-mm-dd>-<noun>.sql` below `root` that was not run yet, in the order of their
 * names, each in a transaction of its own. Several processes may do this at once: one works, the others wait for it.
 * @returns the names of those that were run now
 * @throws {OperatorError} when a file that has run was changed since, or a table stays locked
 */
export async function migrate(db: Database, root: string): Promise<string[]> {
  const migrations = collect(root)
  return db.connection().execute(async (connection) => {
    const ledger = connection as unknown as Kysely<Ledger>
    await waitForTurn(ledger)
    try {
      await sql`create table if not exists migrations (
        name text primary key, checksum text not null, at timestamptz not null default now())`.execute(ledger)
      const done = new Map(
        (await ledger.selectFrom('migrations').select(['name', 'checksum']).execute()).map((row) => [
          row.name,
          row.checksum,
        ]),
      )
      const changed = migrations.find(({ name, checksum }) => done.has(name) && done.get(name) !== checksum)
      if (changed)
        throw new OperatorError(
          `${changed.name} has run in this database and was changed since: put it back and write a new file`,
        )
      const due = migrations.filter(({ name }) => !done.has(name))
      for (const migration of due) await apply(ledger, migration)
      return due.map(({ name }) => name)
    } finally {
      await sql`select pg_advisory_unlock(${MIGRATION_LOCK[0]}::int, ${MIGRATION_LOCK[1]}::int)`.execute(
        ledger,
      )
    }
  })
}

function collect(root: string): Migration[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    NAME.test(basename(file)),
  )
  const migrations = files.map((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return {
      name: basename(file),
      text,
      checksum: createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex'),
    }
  })
  migrations.sort((one, other) => (one.name < other.name ? -1 : 1))
  const twice = migrations.find(({ name }, at) => migrations[at + 1]?.name === name)
  if (twice) throw new OperatorError(`two migrations are called ${twice.name}: give one of them another name`)
  return migrations
}

async function waitForTurn(ledger: Kysely<Ledger>): Promise<void> {
  for (let waited = 0; ; waited += 100) {
    const turn = await sql<{
      ours: boolean
    }>`select pg_try_advisory_lock(${MIGRATION_LOCK[0]}::int, ${MIGRATION_LOCK[1]}::int) as ours`.execute(
      ledger,
    )
    if (turn.rows[0]?.ours) return
    if (waited >= PATIENCE)
      throw new OperatorError(
        'another process has been changing the tables for over a minute: see what it waits for',
      )
    await pause(100)
  }
}

async function apply(ledger: Kysely<Ledger>, { name, text, checksum }: Migration): Promise<void> {
  for (let waited = 0; ; waited += 1_500) {
    try {
      return await ledger.transaction().execute(async (tx) => {
        // Waiting longer for a table would make everybody behind us wait too.
        await sql`set local lock_timeout = '1s'; set local statement_timeout = 0`.execute(tx)
        await sql.raw(text).execute(tx)
        await tx.insertInto('migrations').values({ name, checksum }).execute()
      })
    } catch (error) {
      if ((error as { code?: string }).code !== '55P03')
        throw new Error(`${name}: ${(error as Error).message}`, { cause: error })
      if (waited >= PATIENCE)
        throw new OperatorError(
          `${name} waits for a table that a long query holds: end that query and start again`,
          error,
        )
      await pause(500)
    }
  }
}
