import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { runningEmbedded } from '../../src/db/embedded.ts'
import { clusterDir } from '../servers/postgres.ts'
import { layOut, NotOpened, openBuilt } from './built.ts'
import { allTalk, SIDE_BY_SIDE } from './neighbours.ts'
import { startProxy } from './proxy.ts'
import { onStage, type Size } from './trial.ts'

/** F24: the house with its own PostgreSQL is killed, and the next one takes over the server that lives on. */
export async function embeddedKilled(size: Size & { kills: number }) {
  const dataDir = clusterDir()
  const key = randomBytes(32)
  const settings = { DATA_DIR: dataDir, DATA_KEY: key.toString('base64') }
  const first = await openBuilt(layOut(), { ...settings, PORT: '0' })
  await first.end()
  // A PostgreSQL that is started anew has another port: we follow it.
  const line = await startProxy(() => serverOf(dataDir)?.port ?? 0)
  const url = new URL((await runningEmbedded(dataDir))!)
  url.port = String(line.port)
  url.searchParams.delete('host')
  const database = { url: url.href, drop: async () => stopServer(dataDir).then(line.close) }
  const without = { databaseSeen: () => '', key, database, settings: { ...size.settings, ...settings } }
  return onStage({ ...size, ...without }, async ({ ground, house, neighbours }) => {
    const { bringer, random } = ground
    const refusal = await openBuilt(ground.main, { ...settings, PORT: '0' }).then(
      () => 'a second house opened on the same folder',
      (error: NotOpened) => error.message.trim(),
    )
    let living = house
    let [slowest, failed, busy] = [0, 0, 0]
    const talking = allTalk(bringer, neighbours, { rest: size.rest })
    for (let kill = 1; kill <= size.kills; kill++) {
      // What is under way whenever the house dies is taken for the reason: each life is long enough for those who waited.
      const enough = bringer.times.length + Math.min(neighbours.length, SIDE_BY_SIDE)
      while (bringer.times.length < enough && bringer.underWay() > 0) await pause(5)
      await pause(200 + random() * 800)
      // Those who talk rest between their words: it dies while somebody speaks.
      for (const until = Date.now() + 5000; bringer.underWay() === 0 && Date.now() < until; ) await pause(1)
      if (bringer.underWay() > 0) busy++
      await living.end()
      // Every other time PostgreSQL was killed as well, and left its pid file behind.
      if (kill % 2 === 0) await stopServer(dataDir, 'SIGKILL')
      const opened = await ground.open().catch((error) => {
        if (error instanceof NotOpened) return null
        throw error
      })
      if (!opened) {
        failed++
        break
      }
      living = opened
      slowest = Math.max(slowest, living.took)
    }
    if (!failed) await talking
    return { kills: size.kills, killsWhileBusy: busy, failedStarts: failed, slowestStart: slowest, refusal }
  })
}

async function stopServer(dataDir: string, signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
  const server = serverOf(dataDir)
  if (!server) return
  try {
    process.kill(server.pid, signal)
    for (;;) {
      await pause(20)
      process.kill(server.pid, 0)
    }
  } catch {
    // It is gone.
  }
}

// https://www.postgresql.org/docs/18/storage-file-layout.html: the first line is the pid, the fourth the port.
function serverOf(dataDir: string): { pid: number; port: number } | null {
  const file = join(dataDir, 'postgres', 'postmaster.pid')
  if (!existsSync(file)) return null
  const lines = readFileSync(file, 'utf8').split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]) }
}
