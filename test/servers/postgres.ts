import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { makeCluster, openCluster, type Settings } from '../../src/db/cluster.ts'
import { startEmbedded } from '../../src/db/embedded.ts'

/** Quick, because nothing in a test has to outlive a power cut. */
export const FORGETFUL: Settings = { fsync: 'off', max_wal_size: '256MB' }

export const silent = pino({ level: 'silent' })

/** A database of one's own on the run's shared server, empty. */
export const freshDatabase = () => cloneOf('template0')

/** A copy of another database on the shared server: a few dozen milliseconds, whatever it holds. Nobody may be connected to it. */
export const cloneOf = (template: string) => copyOn(process.env.TEST_POSTGRES_URL!, template)

/** A folder that is gone when the run is, and that a server may be started in. */
export function serverDir(kind: 'pg' | 'redis'): string {
  const dir = mkdtempSync(join(process.env.TEST_SERVERS_DIR!, `${kind}-`))
  chmodSync(dir, 0o711)
  return dir
}

/** The same with a cluster in it, as one that was never started: far quicker than making it there. */
export function clusterDir(): string {
  const dir = serverDir('pg')
  const made = join(process.env.TEST_SERVERS_DIR!, 'template', 'postgres')
  execFileSync('cp', ['-a', made, dir])
  return dir
}

/** Makes what `clusterDir()` copies; once a run. */
export async function prepareClusters(): Promise<void> {
  await makeCluster(await openCluster(join(process.env.TEST_SERVERS_DIR!, 'template'), FORGETFUL))
}

/** A whole server of one's own, for tests that stop, kill or fill it. As fast as it is forgetful: no fsync. */
export async function startPostgres(settings: Settings = {}) {
  const dataDir = clusterDir()
  const options = { ...FORGETFUL, ...settings }
  let server = await startEmbedded(dataDir, silent, options)
  return {
    dataDir,
    url: server.url,
    freshDatabase: () => copyOn(server.url, 'template0'),
    get pid() {
      return server.pid
    },
    /** Stops it until `up()`, which brings it back at the same address. */
    down: () => server.stop(),
    up: async () => {
      server = await startEmbedded(dataDir, silent, { ...options, port: Number(new URL(server.url).port) })
    },
    stop: () => server.stop(),
  }
}

async function copyOn(server: string, template: string) {
  const name = `test_${randomBytes(6).toString('hex')}`
  await tell(server, `create database ${name} template ${template}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { name, url: url.href, drop: () => tell(server, `drop database if exists ${name} with (force)`) }
}

async function tell(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
