import { type Config, readConfig } from './config.ts'
import { readEnvironment } from './environment.ts'
import { type Log, openLog } from './log.ts'
import { OperatorError } from './operator-error.ts'

/** What is open and can be closed. */
type Open = { close(): Promise<void> }

/** Docker and systemd kill after 10 s; what is unfinished then is picked up by the next start. */
const PATIENCE = 9_500

/**
 * Opens the house as the environment says and keeps it open until SIGTERM or SIGINT, which close it in order.
 * Ends the process: 0 after an orderly stop, 1 after a fault; what an operator can mend is one line on stderr.
 */
export async function start(): Promise<void> {
  const config = readOrLeave()
  const log = openLog(config.logLevel, { role: config.role })
  try {
    // Only now: a wrong setting is told before anything heavy is loaded.
    const { openHouse } = await import('./house.ts')
    const opening = openHouse(config, { log })
    closeInOrder(opening, log)
    tellAddresses(config, (await opening).address)
  } catch (err) {
    if (err instanceof OperatorError) leave(err)
    log.fatal({ event: 'not_opened', err }, 'The house could not be opened')
    process.exit(1)
  }
}

/** For a command in the operator's own terminal: the line of an OperatorError, or all of a fault in our code; ends with 1. */
export function leave(error: unknown): never {
  const told =
    error instanceof OperatorError ? error.message : error instanceof Error ? error.stack : 'unknown fault'
  process.stderr.write(`${told}\n`)
  process.exit(1)
}

function readOrLeave(): Config {
  try {
    return readConfig(readEnvironment())
  } catch (error) {
    leave(error)
  }
}

function closeInOrder(opening: Promise<Open>, log: Log): void {
  let stopping = false
  const stop = async (status: 0 | 1) => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => {
      log.error({ event: 'stop_late' }, 'Stopping took too long: the next start picks up what is left')
      process.exit(1)
    }, PATIENCE).unref()
    try {
      await (await opening).close()
    } catch (err) {
      log.error({ event: 'stop_failed', err }, 'Not everything could be closed')
      process.exit(1)
    }
    log.info({ event: 'stopped' }, 'Stopped in order')
    process.exit(status)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(0))
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(fault, (err) => {
      if (err instanceof OperatorError) leave(err)
      log.fatal({ event: 'fault', err }, 'A fault nobody caught')
      if (!stopping) void stop(1)
    })
}

function tellAddresses(config: Config, address: string): void {
  const lines = [`Parents Network is open: ${address}`]
  if (config.demo && config.role !== 'worker') lines.push(`Phones page: ${address}/phones`)
  if (config.demo && config.http.publicUrl)
    lines.push('DEMO=true: whoever reaches the phones page can be anybody. Not for a real network.')
  process.stdout.write(`${lines.join('\n')}\n`)
}
