import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from './post-office.ts'
import { INSTANCES } from './sweep.ts'

/** This process's sign of life for all others: an advisory lock that PostgreSQL lets go when we die. */
export type Instance = {
  number: number
  /** Some process before this one did not end in order. */
  foundDead: boolean
  close(): Promise<void>
}

/** Holds the sign of life on a connection of its own, and takes it again after the database was away. */
export async function holdInstance(url: string, number: number, log: Log): Promise<Instance> {
  let closing = false
  let client = await hold(url, number)
  const foundDead = await buryDead(client)
  const again = async () => {
    while (!closing) {
      try {
        client = await hold(url, number)
        client.once('end', () => void again())
        return
      } catch {
        log.debug({ event: 'instance.waits' })
        await sleep(500)
      }
    }
  }
  client.once('end', () => void again())
  return {
    number,
    foundDead,
    close: async () => {
      closing = true
      await client.query('delete from lives where instance = $1', [number]).catch(() => {})
      await client.end()
    },
  }
}

async function hold(url: string, number: number): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, keepAlive: true })
  // The end of the connection is what counts; its error came before.
  client.on('error', () => {})
  await client.connect()
  await client.query('select pg_advisory_lock($1, $2)', [INSTANCES, number])
  await client.query('insert into lives (instance) values ($1) on conflict do nothing', [number])
  return client
}

async function buryDead(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(
    `delete from lives where not exists (
      select from pg_locks where locktype = 'advisory' and classid = $1 and objid = instance)`,
    [INSTANCES],
  )
  return (rowCount ?? 0) > 0
}
