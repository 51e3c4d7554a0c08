import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { connect } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrate.ts'
import { cloneOf } from './postgres.ts'

const SRC = fileURLToPath(new URL('../../src', import.meta.url))
const TURN = 7_001

/** A database of one's own with every table of the house, empty: migrated once a run, then copied. */
export const migratedDatabase = () =>
  preparedDatabase('migrated', async (url) => {
    const db = connect(url, { max: 2 })
    await migrate(db, SRC).finally(() => db.destroy())
  })

/**
 * A database of one's own, copied from one that is made once a run.
 * @param name which one: letters, digits and _
 * @param make fills an empty database, and leaves no connection to it
 */
export async function preparedDatabase(name: string, make: (url: string) => Promise<void>) {
  await makeTemplate(name, make)
  return cloneOf(name)
}

async function makeTemplate(name: string, make: (url: string) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.TEST_POSTGRES_URL })
  await client.connect()
  try {
    // Test files run beside one another: the first makes it, the others wait.
    await client.query('select pg_advisory_lock($1, hashtext($2))', [TURN, name])
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount) return
    const draft = await cloneOf('template0')
    await make(draft.url)
    await client.query(`alter database ${draft.name} rename to ${name}`)
  } finally {
    await client.end()
  }
}
