import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { isDown } from './trouble.ts'

// Names are kept by every connection until it closes. What is written anew each time (long lists) must not pile up there.
const MOST_NAMES = 500
const LONGEST_NAMED = 4_000

/** Connections to PostgreSQL, as Kysely wants them: each prepares a statement once, and drops out when it is of no more use. */
export function openPool(url: string, max: number): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: 10_000,
    // A server that fell silent cannot keep its own time limit.
    query_timeout: 12_000,
    idle_in_transaction_session_timeout: 30_000,
    // Lets `begin` travel together with the statement behind it.
    pipeline: true,
  })
  // An idle connection that dies is dropped by the pool; unheard, its error would end the process.
  pool.on('error', () => {})
  // The same for one in use: its statement tells of the loss.
  pool.on('connect', (client) => client.on('error', () => {}))
  const names = new Map<string, string>()
  return {
    connect: async () => wrap(await pool.connect(), (text) => nameOf(names, text)),
    end: () => pool.end(),
  } as PostgresPool
}

/**
 * Ends a statement that is the last of its transaction: `commit` travels with it, one journey instead of two. Its rows come only
 * when all is committed, and nothing may follow it in that transaction.
 */
export const AND_COMMIT = '/* and commit */'

function wrap(client: pg.PoolClient, name: (text: string) => string | undefined): PostgresPoolClient {
  // Not of pg's public face: where it is not there, each statement is written by itself.
  const line = (client as unknown as { connection?: { stream?: Socket } }).connection?.stream
  let isHeld = false
  let begun: Promise<unknown> | null = null
  let isOver = false
  let fault: unknown
  let useless = false
  // What is asked at one moment, and `begin` with the statement behind it, travels to the server in one piece: each piece costs
  // more than what is in it.
  const holdForAMoment = () => {
    if (isHeld) return
    isHeld = true
    line?.cork()
    process.nextTick(() => {
      isHeld = false
      line?.uncork()
    })
  }
  const run = async (text: string, values: readonly unknown[]) => {
    if (isOver) return end(text)
    holdForAMoment()
    if (text === 'begin') {
      begun = client.query(text)
      begun.catch(() => {})
      return nothingOf(text)
    }
    // Without values the simple protocol does: it takes several statements at once, and commit needs no preparing.
    const query =
      values.length === 0 ? client.query(text) : client.query({ name: name(text), text, values: [...values] })
    isOver = text.endsWith(AND_COMMIT)
    const together = [query, begun, isOver && client.query('commit')] as const
    begun = null
    try {
      return (await Promise.all(together))[0]
    } catch (error) {
      useless ||= isDown(error) || isStalePlan(error)
      fault = isBehindAnother(error) ? fault : error
      // Who asked both at one moment may hear of the one behind first: it says what was wrong with the one before.
      throw fault ?? error
    }
  }
  const end = (text: string) => {
    if (text !== 'commit' && text !== 'rollback')
      throw new Error('A statement came after the last of its transaction')
    isOver = false
    return nothingOf(text)
  }
  return { query: run, release: () => client.release(useless) } as unknown as PostgresPoolClient
}

/** What a word that ends or begins a transaction gives. */
const nothingOf = (word: string) => ({ command: word.toUpperCase() as never, rowCount: 0, rows: [] })

function nameOf(names: Map<string, string>, text: string): string | undefined {
  const known = names.get(text)
  if (known || names.size >= MOST_NAMES || text.length > LONGEST_NAMED) return known
  const name = createHash('sha1').update(text).digest('hex').slice(0, 16)
  names.set(text, name)
  return name
}

/** A statement failed only because one before it in its transaction had. */
const isBehindAnother = (error: unknown) => (error as pg.DatabaseError)?.code === '25P02'

/** A table changed under a prepared statement: a new connection prepares it anew. */
export const isStalePlan = (error: unknown) =>
  (error as pg.DatabaseError)?.code === '0A000' && String((error as Error).message).includes('cached plan')
