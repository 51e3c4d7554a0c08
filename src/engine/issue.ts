import type { z } from 'zod'
import type { Fault } from './fault.ts'
import type { Source } from './source.ts'

/** One complaint of a grammar, told as a fault on its line. */
export function issueFault(source: Source, issue: z.core.$ZodIssue, at: PropertyKey[]): Fault {
  const path = [...at, ...issue.path]
  const where = path.map(String).join('.') || 'the file'
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!
    return {
      file: source.file,
      line: source.lineOf(...path, key),
      message: `\`${key}\` means nothing in ${where}`,
      remedy: 'Correct the word, or leave it out.',
    }
  }
  const missing = issue.code === 'invalid_type' && valueAt(source.value, path) === undefined
  return {
    file: source.file,
    line: source.lineOf(...path),
    message: missing ? `\`${where}\` is missing` : `\`${where}\` ${issue.message}`,
    remedy: missing ? `Add it: it ${issue.message}.` : 'Write it so.',
  }
}

function valueAt(value: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value)
}
