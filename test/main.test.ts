import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'

const MAIN = resolve('dist/main.js')
const running: ChildProcess[] = []
const folders: string[] = []
const others: Server[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map(end))
  for (const other of others.splice(0)) other.close()
  for (const folder of folders.splice(0)) {
    stopDatabase(folder)
    rmSync(folder, { recursive: true, force: true })
  }
})

describe('starting the house', () => {
  it('with wrong settings ends within three seconds, one line each, and shows no secret', async () => {
    const began = Date.now()
    const house = open({ PORT: 'many', DATA_KEY: 'canary-key', TELEGRAM_WEBHOOK_SECRET: '' })
    expect(await house.ended).toBe(1)
    expect(Date.now() - began).toBeLessThan(3000)
    expect(house.complaint().trim().split('\n')).toEqual([
      expect.stringMatching(/^PORT must be/),
      expect.stringMatching(/^DATA_KEY must be/),
      expect.stringMatching(/^TELEGRAM_WEBHOOK_SECRET is empty/),
    ])
    expect(house.said() + house.complaint()).not.toContain('canary')
  })

  it('on a port that is taken says so in one line', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    others.push(other)
    await new Promise((done) => other.once('listening', done))
    const { port } = other.address() as { port: number }
    const house = open({ PORT: String(port) })
    expect(await house.ended).toBe(1)
    expect(house.complaint()).toBe(`PORT ${port} is taken: stop what listens there, or set another PORT\n`)
  })

  it('prints its addresses, is ready, and leaves in order when told to', async () => {
    const house = open({})
    const [, address] = await house.says(/^Phones page: (http:\S+)\/phones$/m)
    expect(await (await fetch(`${address}/healthz`)).json()).toEqual({ alive: true })
    expect(await (await fetch(`${address}/readyz`)).json()).toEqual({ ready: true, reasons: {} })
    house.child.kill('SIGTERM')
    expect(await house.ended).toBe(0)
    await expect(fetch(`${address}/healthz`)).rejects.toThrow()
  })
})

/** A house of its own, as an operator starts it: a process, an empty folder, nothing else set. */
function open(settings: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'house-'))
  folders.push(folder)
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME, PORT: '0', DATA_DIR: join(folder, 'data'), ...settings }
  const child = spawn(process.execPath, [MAIN], { cwd: folder, env })
  running.push(child)
  let [said, complaint] = ['', '']
  child.stdout.on('data', (bytes) => {
    said += bytes
  })
  child.stderr.on('data', (bytes) => {
    complaint += bytes
  })
  const ended = new Promise<number | null>((done) => child.once('close', done))
  const says = async (wanted: RegExp): Promise<RegExpExecArray> => {
    for (const until = Date.now() + 20_000; Date.now() < until; ) {
      const found = wanted.exec(said)
      if (found) return found
      await new Promise((done) => setTimeout(done, 20))
    }
    throw new Error(`It never said ${wanted}, but:\n${said}\n${complaint}`)
  }
  return { child, ended, says, said: () => said, complaint: () => complaint }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((done) => child.once('close', done))
  child.kill('SIGTERM')
  await gone
}

/** The database of a house that did not end in order lives on for the next start, which will not come here. */
function stopDatabase(folder: string): void {
  const file = join(folder, 'data', 'postgres', 'postmaster.pid')
  if (existsSync(file)) process.kill(Number.parseInt(readFileSync(file, 'utf8'), 10), 'SIGQUIT')
}
