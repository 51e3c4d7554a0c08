import { type Config, readConfig } from '../config.ts'
import { readEnvironment } from '../environment.ts'
import { type Log, openLog } from '../log.ts'
import { openMetrics } from '../metrics.ts'
import { type OpenOffice, openOffice, realWorld } from '../office.ts'

/**
 * Opens the database and the words for one command; it may run beside the house.
 * @throws {OperatorError} with the line that the operator should read
 */
export async function openForCommand(): Promise<OpenOffice & { config: Config; log: Log }> {
  const config = readConfig(readEnvironment())
  // A command's answer is what it prints; only what goes wrong belongs between its lines.
  const log = openLog(config.logLevel === 'info' ? 'warn' : config.logLevel)
  const office = await openOffice(config, realWorld(log, openMetrics()), { beside: true })
  return { ...office, config, log }
}
