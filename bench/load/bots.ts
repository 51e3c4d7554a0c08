import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { memoryOf } from './machine.ts'
import type { QuickTelegram } from './telegram.ts'

/** A bot under load: a process of its own beside its PostgreSQL. */
export type Bot = {
  pid: number
  postgres: number
  /** From the start of the process until it is ready for messages. */
  startup_ms: number
  rss_idle_mb: number
  /** @returns when it has ended in order */
  stop(): Promise<void>
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PATIENCE_MS = 60_000
/** Memory is called idle once a started process has come to rest. */
const REST_MS = 1000

/** Opens our house as `npm start` would, on the embedded PostgreSQL under `dataDir`, in webhook mode. */
export async function openOurs(
  telegram: QuickTelegram,
  dataDir: string,
  more: Record<string, string> = {},
): Promise<Bot> {
  const options = process.env.BENCH_NODE_OPTIONS?.split(' ') ?? []
  const program = ['--max-semi-space-size=8', ...options, 'dist/main.js']
  const bot = await open(telegram, program, { DATA_DIR: dataDir, ...more }, '/readyz')
  return { ...bot, postgres: postgresUnder(dataDir) }
}

/** Opens one of bench/peers on a PostgreSQL that runs already. */
export async function openPeer(
  telegram: QuickTelegram,
  peer: string,
  { url, pid }: { url: string; pid: number },
): Promise<Bot> {
  return { ...(await open(telegram, [`bench/peers/${peer}.mjs`], { DATABASE_URL: url }, '/')), postgres: pid }
}

async function open(
  telegram: QuickTelegram,
  program: string[],
  settings: Record<string, string>,
  readyAt: string,
) {
  telegram.forget()
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const began = performance.now()
  const child = spawn(process.execPath, program, {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...{ PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), PUBLIC_URL: address },
      ...{ TELEGRAM_BOT_TOKEN: '1:bench', TELEGRAM_API_ROOT: telegram.apiRoot, ...settings },
    },
  })
  const pid = child.pid!
  await ready(child, `${address}${readyAt}`, telegram)
  const startup_ms = Math.round(performance.now() - began)
  await pause(REST_MS)
  return { pid, startup_ms, rss_idle_mb: memoryOf(pid, 'now'), stop: () => stop(child) }
}

async function ready(child: ChildProcess, address: string, telegram: QuickTelegram): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(5)) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended`)
    const answer = await fetch(address).catch(() => null)
    await answer?.text()
    if (answer?.ok && telegram.webhook()) return
  }
  throw new Error(`${child.spawnargs.join(' ')} did not become ready`)
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  // The peers know no orderly stop.
  const kill = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await ended
  clearTimeout(kill)
}

/** https://www.postgresql.org/docs/18/storage-file-layout.html: the first line of postmaster.pid */
function postgresUnder(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => found(port))
    })
  })
}
