import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/debian', import.meta.url))

/** Something the tests need and could not bring: the one line says what to install. */
export class MissingTool extends Error {}

/**
 * Unpacks packages of the distribution under node_modules/.cache, without installing anything: no root needed, nothing outside
 * the checkout changes. What is already there is used again.
 * @returns the folder that stands for `/`
 */
export function unpackPackages(name: string, packages: string[]): string {
  const root = join(CACHE, name)
  if (existsSync(root)) return root
  mkdirSync(CACHE, { recursive: true })
  const work = mkdtempSync(join(CACHE, `${name}.new-`))
  try {
    download(packages, work)
    for (const file of readdirSync(work))
      if (file.endsWith('.deb')) execFileSync('dpkg-deb', ['-x', join(work, file), join(work, 'root')])
    renameSync(join(work, 'root'), root)
  } catch (error) {
    // Another run may have been quicker; then its folder is as good as ours.
    if (!existsSync(root)) throw error
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return root
}

/** Where the loader must look for an unpacked program's libraries. */
export function libraryPath(root: string): string {
  const folders = [join(root, 'usr/lib'), join(root, 'lib')].filter((folder) => existsSync(folder))
  const triplets = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((entry) => entry.includes('-linux-gnu'))
      .map((entry) => join(folder, entry)),
  )
  return [...triplets, ...folders].join(':')
}

/** The libraries a program asks for and the machine does not have. */
export function missingLibraries(program: string, path = ''): string[] {
  const said = execFileSync('ldd', [program], {
    encoding: 'utf8',
    env: { ...process.env, LD_LIBRARY_PATH: path },
  })
  return said
    .split('\n')
    .filter((line) => line.includes('not found'))
    .map((line) => line.trim().split(' ')[0]!)
}

/** Where the shell finds a program; null when it finds none. */
export function onPath(program: string): string | null {
  try {
    return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim()
  } catch {
    return null
  }
}

function download(packages: string[], folder: string): void {
  const apt = (...args: string[]) => execFileSync('apt-get', args, { cwd: folder, stdio: 'pipe' })
  // apt leaves root's download to the user _apt, who may not write here; it says so and does it as root.
  try {
    apt('download', ...packages)
  } catch (error) {
    if (process.getuid?.() !== 0) throw error
    apt('update')
    apt('download', ...packages)
  }
}
