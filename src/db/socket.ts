import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

// man 7 unix: 108 bytes on Linux, 104 elsewhere, with the zero at the end.
const LONGEST = process.platform === 'linux' ? 107 : 103
const NAME = '.s.PGSQL.'

/**
 * Why PostgreSQL cannot be reached through a Unix socket in this folder; null when it can: that costs a round trip
 * less than TCP does, and the folder is closed to everybody else.
 */
export async function noSocketIn(dir: string): Promise<string | null> {
  if (process.platform === 'win32') return 'this system knows no Unix sockets'
  if (Buffer.byteLength(join(dir, `${NAME}65535`)) > LONGEST)
    return 'the path of its folder is too long for a Unix socket'
  // What some containers and network drives offer as a folder holds files, but no sockets.
  const path = join(dir, `.try-${randomBytes(4).toString('hex')}`)
  const holds = await new Promise<boolean>((answer) => {
    const probe = createServer().once('error', () => answer(false))
    probe.listen(path, () => probe.close(() => answer(true)))
  })
  return holds ? null : 'its folder holds no Unix sockets'
}

/** Takes away what servers that were killed left behind. Only for who knows that the one at `port` is the only one here. */
export function clearSockets(dir: string, port: number): void {
  for (const name of readdirSync(dir))
    if (name.startsWith(NAME) && ![`${NAME}${port}`, `${NAME}${port}.lock`].includes(name))
      rmSync(join(dir, name), { force: true })
}
