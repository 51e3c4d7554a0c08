import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import pg from 'pg'
import { isDown } from '../../src/db/database.ts'
import { runningEmbedded, startEmbedded } from '../../src/db/embedded.ts'
import { isAlive } from '../../src/db/process.ts'
import { OperatorError } from '../../src/operator-error.ts'
import { until } from '../queue/contract.ts'
import { clusterDir, FORGETFUL, serverDir, silent } from '../servers/postgres.ts'

it('what was written is there after a stop and a start, and no process stays behind', async () => {
  const dir = serverDir('pg')
  const first = await startEmbedded(dir, silent, FORGETFUL)
  await ask(first.url, 'create table neighbours as select 1 as n')
  await first.stop()
  expect(isAlive(first.pid)).toBe(false)
  const second = await startEmbedded(dir, silent, FORGETFUL)
  expect(await ask(second.url, 'select n from neighbours')).toEqual([{ n: 1 }])
  expect(await runningEmbedded(dir)).toBe(second.url)
  await second.stop()
  expect(await runningEmbedded(dir)).toBeNull()
})

it('a second service on the same folder gets one clear line, also when both start at once', async () => {
  const dir = serverDir('pg')
  const starts = await Promise.allSettled([1, 2].map(() => startEmbedded(dir, silent, FORGETFUL)))
  const [started] = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
  const [refused] = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason] : []))
  expect(refused).toBeInstanceOf(OperatorError)
  expect(refused.message).toBe(`DATA_DIR ${dir} is in use by another Parents Network (pid ${process.pid})`)
  expect(await ask(started!.url, 'select 1 as n')).toEqual([{ n: 1 }])
  await started!.stop()
})

it('after a kill -9 of the service its server is taken over, with all it holds', async () => {
  const dir = clusterDir()
  const { child, url, pid } = await serviceOn(dir)
  await ask(url, 'create table kept as select 7 as n')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const next = await startEmbedded(dir, silent, FORGETFUL)
  expect(next.pid).toBe(pid)
  expect(await ask(next.url, 'select n from kept')).toEqual([{ n: 7 }])
  await next.stop()
  expect(isAlive(pid)).toBe(false)
})

it('a pid file that a power cut left behind is not in the way, even when the number is somebody else’s now', async () => {
  const dir = clusterDir()
  const first = await startEmbedded(dir, silent, FORGETFUL)
  await first.stop()
  writeFileSync(
    join(dir, 'postgres', 'postmaster.pid'),
    `${process.pid}\n${dir}/postgres\n1\n5432\n\n127.0.0.1\n1 1\nready\n`,
  )
  const second = await startEmbedded(dir, silent, FORGETFUL)
  expect(isAlive(process.pid)).toBe(true)
  expect(await ask(second.url, 'select 1 as n')).toEqual([{ n: 1 }])
  await second.stop()
})

it('a server that dies under a living service comes back at the same address', async () => {
  const dir = clusterDir()
  const server = await startEmbedded(dir, silent, FORGETFUL)
  const died = server.pid
  process.kill(died, 'SIGKILL')
  await until(
    async () => server.pid !== died && (await ask(server.url, 'select 1 as n').catch(() => [])).length === 1,
  )
  await expect(startEmbedded(dir, silent, FORGETFUL)).rejects.toThrow(/in use by another Parents Network/)
  await server.stop()
  expect(isAlive(server.pid)).toBe(false)
})

it('a start that was killed half-way is forgotten by the next', async () => {
  const dir = serverDir('pg')
  const unfinished = join(dir, 'postgres.new-1')
  mkdirSync(unfinished)
  const yesterday = new Date(Date.now() - 86_400_000)
  utimesSync(unfinished, yesterday, yesterday)
  const server = await startEmbedded(dir, silent, FORGETFUL)
  expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }])
  expect(existsSync(unfinished)).toBe(false)
  await server.stop()
})

it('it is reached through a socket in its closed folder; what a killed server left of one is cleared away', async () => {
  const dir = clusterDir()
  const server = await startEmbedded(dir, silent, FORGETFUL)
  const folder = join(dir, 'postgres')
  expect(new URL(server.url).searchParams.get('host')).toBe(folder)
  expect(statSync(folder).mode & 0o077).toBe(0)
  expect(await ask(server.url, 'select inet_server_addr() as at')).toEqual([{ at: null }])
  for (const name of ['.s.PGSQL.1', '.s.PGSQL.1.lock']) writeFileSync(join(folder, name), '')
  await server.stop()
  const next = await startEmbedded(dir, silent, FORGETFUL)
  expect(readdirSync(folder).filter((name) => name.startsWith('.s.'))).toHaveLength(2)
  await next.stop()
})

it('in a folder whose path is too long for a socket it is reached through TCP', async () => {
  const dir = join(serverDir('pg'), 'n'.repeat(100))
  renameSync(clusterDir(), dir)
  const server = await startEmbedded(dir, silent, FORGETFUL)
  expect(new URL(server.url).search).toBe('')
  expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }])
  expect(await runningEmbedded(dir)).toBe(server.url)
  await server.stop()
})

it('while its server is away, a socket that is not there counts as a database that is down', async () => {
  const server = await startEmbedded(clusterDir(), silent, FORGETFUL)
  await server.stop()
  const refusal = await ask(server.url, 'select 1').catch((error) => error)
  expect(isDown(refusal)).toBe(true)
})

it('the password is for the owner’s eyes', async () => {
  const dir = clusterDir()
  const server = await startEmbedded(dir, silent, FORGETFUL)
  expect(statSync(join(dir, 'postgres', 'parents-network.password')).mode & 0o077).toBe(0)
  const stranger = new URL(server.url)
  stranger.password = 'guess'
  await expect(ask(stranger.href, 'select 1')).rejects.toThrow(/password/)
  await server.stop()
})

it('a DATA_DIR that is no folder, or of another PostgreSQL, is told in one line', async () => {
  const dir = serverDir('pg')
  const file = join(dir, 'a-file')
  writeFileSync(file, '')
  await expect(startEmbedded(join(file, 'data'), silent)).rejects.toThrow(
    `DATA_DIR ${file}/data is not a folder`,
  )
  mkdirSync(join(dir, 'old', 'postgres'), { recursive: true })
  writeFileSync(join(dir, 'old', 'postgres', 'PG_VERSION'), '15\n')
  const refusal = await startEmbedded(join(dir, 'old'), silent).catch((error) => error)
  expect(refusal).toBeInstanceOf(OperatorError)
  expect(refusal.message).toMatch(/PostgreSQL 15/)
  expect(refusal.message).not.toContain('\n')
})

async function ask(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** A service in a process of its own, that can be killed. */
async function serviceOn(dir: string) {
  const program = `
    const { startEmbedded } = await import('./src/db/embedded.ts')
    const { url, pid } = await startEmbedded(process.argv[1], console, { fsync: 'off' })
    console.log(JSON.stringify({ url, pid }))`
  const child = spawn(
    process.execPath,
    ['--import', './test/servers/typescript.js', '--input-type=module', '-e', program, dir],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const [line] = await once(child.stdout!, 'data')
  return { child, ...(JSON.parse(String(line)) as { url: string; pid: number }) }
}
