import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { OperatorError } from '../../operator-error.ts'

/** What one language says in danger, and what only sounds so: `locales/<language>/danger.yaml`. */
export type DangerWords = {
  language: string
  file: string
  /** Whether a person who speaks the language has read it all. */
  reviewed: boolean
  /** Messages at which anybody would call somebody at once. */
  sure: string[]
  /** Signs at which a careful person stops and asks. */
  soft: string[]
  /** Words of danger in which there is none. */
  harmless: string[]
  /** What mothers say all day. */
  calm: string[]
}

const messages = z.array(z.string().min(1))
const file = z.strictObject({
  reviewed: z.enum(['yes', 'no']),
  sure: messages,
  soft: messages,
  harmless: messages,
  calm: messages,
})

/**
 * Reads what is known of danger in every language that has such a file, also in those the house does not speak.
 * @throws {OperatorError} naming the file, and what is wrong in it
 */
export async function readDangerWords(locales: string): Promise<DangerWords[]> {
  const folders = (await readdir(locales, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const all = await Promise.all(folders.map(({ name }) => readOne(name, join(locales, name, 'danger.yaml'))))
  return all.filter((one) => one !== null).sort((a, b) => (a.language < b.language ? -1 : 1))
}

async function readOne(language: string, path: string): Promise<DangerWords | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  const yaml = parseDocument(text, { schema: 'failsafe' })
  const fault = yaml.errors[0]
  if (fault)
    throw new OperatorError(`${path}:${fault.linePos?.[0].line ?? 1}: ${fault.message.split('\n')[0]}`)
  const read = file.safeParse(yaml.toJS())
  if (!read.success) {
    const { path: where, message } = read.error.issues[0]!
    throw new OperatorError(`${path}:1: ${where.join('.')}: ${message}`)
  }
  return { language, file: path, ...read.data, reviewed: read.data.reviewed === 'yes' }
}
