import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'

/** A bug sown on purpose: `from` becomes `to` in this file of the built house. */
export type Bug = { file: string; from: string; to: string }

/** A started process of the built house. */
export type Process = {
  pid: number
  /** How long it took to open, in milliseconds. */
  took: number
  ended: Promise<number | null>
  /** All that it wrote, on both streams. */
  said(): string
  /** `kill -9` or another signal; resolves when it is gone, with its exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

/** The house did not open. */
export class NotOpened extends Error {}

/**
 * Copies the built house with the faults' own flows beside its own, so that a build meanwhile disturbs nobody.
 * @returns what Node is to run
 * @throws when a bug finds no place: the test would test nothing
 */
export function layOut(bugs: Bug[] = []): string {
  const place = mkdtempSync(join(process.env.TEST_SERVERS_DIR!, 'house-'))
  cpSync(resolve('dist'), join(place, 'dist'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map') && !path.endsWith('phones-page'),
  })
  cpSync(resolve('flows'), join(place, 'flows'), { recursive: true })
  cpSync(resolve('locales'), join(place, 'locales'), { recursive: true })
  cpSync(resolve('test/faults/flows'), join(place, 'flows'), { recursive: true })
  mkdirSync(join(place, 'run'))
  for (const name of ['node_modules', 'package.json']) symlinkSync(resolve(name), join(place, name))
  addKeyword(join(place, 'locales/en/words.json'), 'remind', 'remindme')
  for (const bug of bugs) sow(place, bug)
  // What was laid together in one file has no bugs: this house reads file by file.
  if (bugs.length)
    writeFileSync(join(place, 'dist/main.js'), "import { start } from './start.js'\nawait start()\n")
  return join(place, 'dist/main.js')
}

/** Starts it. @throws {NotOpened} when it ends before it is open */
export async function openBuilt(main: string, settings: Record<string, string>): Promise<Process> {
  const began = Date.now()
  const { child, ended, said } = spawnBuilt(main, settings)
  const open = new Promise<boolean>((resolve) => {
    child.stdout!.on('data', () => said().includes('Parents Network is open') && resolve(true))
    void ended.then(() => resolve(false))
  })
  if (!(await open)) throw new NotOpened(said())
  const took = Date.now() - began
  const end = (signal: NodeJS.Signals = 'SIGKILL') => {
    child.kill(signal)
    return ended
  }
  return { pid: child.pid!, took, ended, said, end }
}

/** A port that nobody has, below those that the system gives to outgoing calls: it must be free again after every kill. */
export async function lastingPort(random: () => number): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(random() * 20_000)
    const free = await new Promise<boolean>((answer) => {
      const server = createServer().once('error', () => answer(false))
      server.listen(port, '127.0.0.1', () => server.close(() => answer(true)))
    })
    if (free) return port
  }
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function spawnBuilt(main: string, settings: Record<string, string>) {
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME, LOG_LEVEL: 'error', DEMO: 'false', ...settings }
  const child = spawn(process.execPath, [main], { cwd: join(main, '../../run'), env })
  running.add(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes) => {
      text += bytes
    })
  const ended = new Promise<number | null>((done) =>
    child.once('close', (code) => {
      running.delete(child)
      done(code)
    }),
  )
  return { child, ended, said: () => text }
}

function sow(place: string, { file, from, to }: Bug): void {
  const path = join(place, 'dist', file)
  const code = readFileSync(path, 'utf8')
  if (code.split(from).length !== 2) throw new Error(`This bug does not fit once into ${file}: ${from}`)
  writeFileSync(
    path,
    code.replace(from, () => to),
  )
}

function addKeyword(file: string, id: string, word: string): void {
  const words = JSON.parse(readFileSync(file, 'utf8')) as { keywords: Record<string, string[]> }
  words.keywords[id] = [word]
  writeFileSync(file, JSON.stringify(words))
}
