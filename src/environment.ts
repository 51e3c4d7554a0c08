import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import { OperatorError } from './operator-error.ts'

/**
 * The process' environment over what a `.env` file in the working folder says.
 * @throws {OperatorError} when there is such a file and it cannot be read
 */
export function readEnvironment(file = '.env'): Record<string, string | undefined> {
  return { ...readFile(file), ...process.env }
}

function readFile(file: string): Record<string, string> {
  try {
    return parse(readFileSync(file))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new OperatorError(
      `${file} cannot be read: make it a file that this user may read, or take it away`,
      cause,
    )
  }
}
