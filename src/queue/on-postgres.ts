import { createPostgresBackend, runMigrations } from 'bullmq'
import pg from 'pg'
import type { Carrier } from './work.ts'

// BullMQ's own schema: only it may be used with a pool that we make, and in ES modules it cannot make one itself.
const SCHEMA = 'bullmq'

/**
 * BullMQ on the PostgreSQL of the rows, in a schema of its own, which is brought up to date here.
 * @throws when PostgreSQL does not answer
 */
export async function onPostgres(url: string): Promise<Carrier> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 6,
    options: `-c search_path=${SCHEMA}`,
    connectionTimeoutMillis: 3_000,
    statement_timeout: 10_000,
    query_timeout: 12_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
  })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const client = await pool.connect()
  try {
    await runMigrations(client, SCHEMA)
  } finally {
    client.release()
  }
  return {
    producing: { connection: pool as never },
    working: pool as never,
    factory: createPostgresBackend as never,
    async trouble() {
      try {
        const { rows } = await pool.query(
          'select pg_is_in_recovery() or current_setting($1)::bool as closed',
          ['transaction_read_only'],
        )
        return rows[0].closed ? 'the PostgreSQL that carries the queue takes no writes' : null
      } catch {
        return 'the PostgreSQL that carries the queue does not answer'
      }
    },
    answers: () =>
      pool.query('select 1').then(
        () => true,
        () => false,
      ),
    close: () => pool.end(),
  }
}
