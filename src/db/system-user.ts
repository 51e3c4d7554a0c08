import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { OperatorError } from '../operator-error.ts'

/** Who a PostgreSQL program runs as: ourselves, or, as PostgreSQL refuses root, somebody without its rights. */
export type RunAs = { uid: number; gid: number } | 'ourselves'

/**
 * Who PostgreSQL runs as. For root that is the owner of the cluster that is already there,
 * else the system user `postgres`, which is made when it is missing.
 * @throws {OperatorError} when there is none and it cannot be made
 */
export function postgresUser(clusterDir: string): RunAs {
  if (process.getuid?.() !== 0) return 'ourselves'
  const owner = statSync(clusterDir, { throwIfNoEntry: false })
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const known = idsOf('postgres')
  if (known) return known
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'pipe' })
  } catch (cause) {
    throw new OperatorError(
      'PostgreSQL refuses to run as root and the system user "postgres" could not be made: start Parents Network as an ordinary user',
      cause,
    )
  }
  return idsOf('postgres')!
}

/**
 * The command line and options that run a program as that user. A checkout under /root cannot be entered by
 * anybody else, and opening it up is not ours to do: there the program gets the one right to pass closed folders.
 */
export function asUser(user: RunAs, program: string, args: string[], folders: string[]) {
  if (user === 'ourselves') return { command: program, args, ids: {} }
  if ([program, ...folders].every((path) => mayPass(user, path))) return { command: program, args, ids: user }
  // no_setuid_fixup: initdb asks access(2), which else leaves rights out of account. Nothing but the one right survives the exec.
  const rights = [
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_read_search',
    '--ambient-caps=+dac_read_search',
  ]
  const who = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups']
  return { command: 'setpriv', args: [...who, ...rights, program, ...args], ids: {} }
}

function idsOf(name: string) {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
  try {
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    return null
  }
}

function mayPass(user: { uid: number; gid: number }, path: string): boolean {
  const folder = dirname(resolve(path))
  const { uid, gid, mode } = statSync(folder)
  const enter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  return (mode & enter) !== 0 && (folder === '/' || mayPass(user, folder))
}
