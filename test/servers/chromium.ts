import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'
import { libraryPath, MissingTool, missingLibraries, onPath, unpackPackages } from './debian.ts'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/chromium', import.meta.url))
const INSTALL =
  'Chromium is not here and no package brings it for this machine: install it (Debian: apt-get install chromium) and run the tests again'
/** What Chromium asks of the machine, as Debian calls it. */
const LIBRARIES = ['libnss3', 'libnspr4']

/**
 * A real Chromium out of an npm package, with a microphone that hums. Close it with `close()`.
 * @throws {MissingTool} with the line that says what to install
 */
export async function openBrowser(): Promise<Browser> {
  const { program, libraries } = await findChromium()
  return chromium.launch({
    executablePath: program,
    chromiumSandbox: false,
    env: { ...process.env, ...(libraries && { LD_LIBRARY_PATH: libraries }) } as Record<string, string>,
    args: [
      '--headless=shell',
      '--disable-gpu',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  })
}

async function findChromium(): Promise<{ program: string; libraries: string }> {
  const own = onPath('chromium') ?? onPath('chromium-browser') ?? onPath('google-chrome')
  try {
    // The package holds a program for this one kind of machine.
    if (process.platform !== 'linux' || process.arch !== 'x64') throw new MissingTool(INSTALL)
    const program = await unpacked()
    return { program, libraries: librariesFor(program) }
  } catch (error) {
    if (own) return { program: own, libraries: '' }
    throw error
  }
}

async function unpacked(): Promise<string> {
  const packed = join(
    createRequire(import.meta.url).resolve('@sparticuz/chromium'),
    '../../../bin/chromium.br',
  )
  const program = join(CACHE, 'chromium')
  if (existsSync(program)) return program
  mkdirSync(CACHE, { recursive: true })
  const work = mkdtempSync(join(CACHE, 'new-'))
  try {
    const file = createWriteStream(join(work, 'chromium'), { mode: 0o755 })
    await pipeline(createReadStream(packed), createBrotliDecompress(), file)
    renameSync(join(work, 'chromium'), program)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return program
}

function librariesFor(program: string): string {
  const missing = missingLibraries(program)
  if (missing.length === 0) return ''
  const line = `Chromium misses ${missing.join(', ')}: install them (Debian: apt-get install ${LIBRARIES.join(' ')}) and run the tests again`
  try {
    const path = libraryPath(unpackPackages('chromium-libraries', LIBRARIES))
    if (missingLibraries(program, path).length === 0) return path
  } catch (cause) {
    throw new MissingTool(line, { cause })
  }
  throw new MissingTool(line)
}
