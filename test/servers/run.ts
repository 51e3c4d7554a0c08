import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareClusters, startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'

export { MissingTool } from './debian.ts'

/** Starts what all tests share, and a guardian that stops it even when the run is killed. */
export async function openServers() {
  const dir = mkdtempSync(join(tmpdir(), 'parents-network-test-'))
  // PostgreSQL runs as another user when the tests run as root.
  chmodSync(dir, 0o711)
  const guardian = stationGuardian(dir)
  process.env.TEST_SERVERS_DIR = dir
  await prepareClusters()
  const [postgres, redis] = await Promise.all([startPostgres({ max_connections: 300 }), startRedis()])
  process.env.TEST_POSTGRES_URL = postgres.url
  process.env.TEST_REDIS_URL = redis.url
  return {
    async close() {
      await Promise.all([postgres.stop(), redis.stop()])
      const gone = new Promise((resolve) => guardian.once('exit', resolve))
      // Waited for, so that no file of ours is left when this resolves.
      guardian.ref()
      guardian.stdin?.end()
      await gone
    },
  }
}

function stationGuardian(dir: string): ChildProcess {
  const script = fileURLToPath(new URL('guardian.sh', import.meta.url))
  const guardian = spawn('sh', [script, dir], { stdio: ['pipe', 'ignore', 'inherit'], detached: true })
  guardian.unref()
  return guardian
}
