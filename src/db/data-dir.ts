import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { OperatorError } from '../operator-error.ts'

/** What a new cluster takes, and room to grow for the first weeks. */
export const ROOM_NEEDED = 150 * 1024 * 1024

/**
 * Makes DATA_DIR when it is not there, and tries whether it can be written.
 * @throws what the system says of it; `dataDirTrouble` turns that into a line
 */
export function openDataDir(dataDir: string): void {
  makeFolder(dataDir)
  const probe = join(dataDir, `.probe-${process.pid}`)
  writeFileSync(probe, 'may we write here?')
  rmSync(probe, { force: true })
}

/** An OperatorError with the one line about a DATA_DIR that cannot be used, or the error itself when it is about something else. */
export function dataDirTrouble(dataDir: string, cause: unknown): unknown {
  if (cause instanceof OperatorError) return cause
  const { code = '', message = '' } = cause as NodeJS.ErrnoException
  const says = (line: string) => new OperatorError(`DATA_DIR ${dataDir} ${line}`, cause)
  if (['ENOSPC', 'EDQUOT'].includes(code) || message.includes('No space left'))
    return says(`has no room left on its disk: free at least ${ROOM_NEEDED >> 20} MB`)
  if (code === 'EROFS') return says('is on a read-only file system: name a folder that can be written')
  // Root may write wherever it likes, but PostgreSQL does not run as root.
  if (process.getuid?.() === 0 && (code === 'EACCES' || /ermission denied|setpriv/.test(message)))
    return says(
      'or the program’s own folder is closed to the system user "postgres": keep both outside /root, or start as an ordinary user',
    )
  if (code === 'EACCES' || code === 'EPERM' || message.includes('ermission denied'))
    return says(
      `may not be written by this user (${process.getuid?.()}): change its owner or name another folder`,
    )
  if (['ENOTDIR', 'EEXIST', 'ENOENT', 'ENAMETOOLONG', 'ELOOP'].includes(code))
    return says('is not a folder and cannot be made one: name another')
  return cause
}

/** As `mkdir -p`; Node's own says of a read-only file system that there is no such folder. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}
