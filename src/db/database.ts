import { setTimeout as pause } from 'node:timers/promises'
import { CompiledQuery, DummyDriver, Kysely, PostgresDialect, sql, Transaction } from 'kysely'
import { AND_COMMIT, isStalePlan, openPool } from './connections.ts'
import { isRace } from './trouble.ts'

export { isDown, isKeptWaiting } from './trouble.ts'

/** At the end of a statement: it is the last of its transaction, and `commit` travels with it. Nothing may follow it there. */
export const andCommit = sql.raw(AND_COMMIT)

/** Every table of the house. Each noun's file adds its own: `declare module '../db/database.ts' { interface Tables { … } }` */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Tables {}

export type Database = Kysely<Tables>
export type Tx = Transaction<Tables>

const MOST_TRIES = 5

/**
 * Opens a pool of at most `max` connections; none is made before the first statement.
 * A statement may take 10 s, a transaction may rest 30 s, a connection must be there in 3 s. Close with `destroy()`.
 */
export function connect(url: string, { max = 10 }: { max?: number } = {}): Database {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: openPool(url, max) }) })
}

/**
 * Does all of `work` or nothing. When another transaction was in its way the whole of it is done again, at most five
 * times in all, so it may touch nothing but rows.
 * @throws what `work` throws; `isDown()` tells whether the database was the reason
 */
export async function transaction<Result>(
  db: Database,
  work: (tx: Tx) => Promise<Result>,
  { random }: { random: () => number },
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTransaction(db, work)
    } catch (error) {
      if (attempt === MOST_TRIES || !(isRace(error) || isStalePlan(error))) throw error
      // Those who met once would meet again if they waited equally long.
      await pause(2 ** attempt * 5 * (0.5 + random()))
    }
  }
}

// What only a whole database is asked for: a transaction is not.
const OF_NO_USE = new PostgresDialect({
  pool: () => Promise.reject(new Error('a transaction opens no connection')),
})

/** As Kysely's own, which lets each statement wait for the one before: what is asked at one moment here travels together. */
function inTransaction<Result>(db: Database, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  if (db.isTransaction) throw new Error('A transaction cannot begin inside another')
  const executor = db.getExecutor()
  return executor.provideConnection(async (connection) => {
    // What was still under way when another failed must not write into whatever the connection serves next.
    let isOver = false
    const tx = new Transaction<Tables>({
      ...{ config: { dialect: OF_NO_USE }, dialect: OF_NO_USE, driver: new DummyDriver() },
      executor: executor.withConnectionProvider({
        async provideConnection(use) {
          if (isOver) throw new Error('A statement came when its transaction was over')
          return use(connection)
        },
      }),
    })
    const say = (word: string) => connection.executeQuery(CompiledQuery.raw(word))
    try {
      await say('begin')
      const result = await work(tx)
      isOver = true
      await say('commit')
      return result
    } catch (error) {
      isOver = true
      await say('rollback').catch(() => {})
      throw error
    }
  })
}
