import { spawn } from 'node:child_process'
import { existsSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { libraryPath, MissingTool, missingLibraries, onPath, unpackPackages } from './debian.ts'
import { serverDir } from './postgres.ts'

const INSTALL =
  'redis-server is not here and could not be fetched: install it (Debian: apt-get install redis-server) and run the tests again'
// Debian's package of the server holds only its service files.
const PACKAGES = ['redis-tools', 'liblzf1', 'libjemalloc2', 'liblua5.1-0', 'libssl3', 'libsystemd0']

/** A Redis of one's own. `port`: to come back where another one was. `settings`: redis.conf's words. */
export async function startRedis(options: { port?: number; settings?: Record<string, string> } = {}) {
  const program = findRedis()
  const dir = serverDir('redis')
  const port = options.port ?? (await freePort())
  const settings = { 'maxmemory-policy': 'noeviction', save: '', appendonly: 'no', ...options.settings }
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    dir,
    '--pidfile',
    join(dir, 'redis.pid'),
    '--set-proc-title',
    'no',
  ]
  const child = spawn(
    program.path,
    [...args, ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])],
    {
      cwd: dir,
      stdio: 'ignore',
      detached: true,
      env: { ...process.env, LD_LIBRARY_PATH: program.libraries },
    },
  )
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await ready(port, gone)
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: child.pid!,
    /** Says something to it, as redis-cli would. */
    async command(name: string, ...args: string[]) {
      const client = new Redis(port, '127.0.0.1')
      const answer = await client.call(name, ...args)
      client.disconnect()
      return answer
    },
    /** Ends it at once, as a power cut would; without persistence everything in it is lost. */
    async stop() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

function findRedis(): { path: string; libraries: string } {
  const known = onPath('redis-server')
  if (known) return { path: known, libraries: process.env.LD_LIBRARY_PATH ?? '' }
  try {
    const root = unpackPackages('redis', PACKAGES)
    const path = join(root, 'usr/bin/redis-server')
    // The server is what Debian calls redis-check-rdb: it looks at the name it is called by.
    if (!existsSync(path)) symlinkSync('redis-check-rdb', path)
    const libraries = libraryPath(root)
    const missing = missingLibraries(path, libraries)
    if (missing.length > 0) throw new Error(`still missing: ${missing.join(', ')}`)
    return { path, libraries }
  } catch (cause) {
    throw new MissingTool(INSTALL, { cause })
  }
}

async function ready(port: number, gone: Promise<void>): Promise<void> {
  let over = false
  void gone.then(() => {
    over = true
  })
  const client = new Redis(port, '127.0.0.1', {
    lazyConnect: true,
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
  })
  client.on('error', () => {})
  try {
    await Promise.race([client.ping(), gone, pause(10_000, undefined, { ref: false })])
    if (over) throw new MissingTool(`redis-server ended at once on port ${port}`)
  } finally {
    client.disconnect()
  }
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => found(port))
    })
  })
}
