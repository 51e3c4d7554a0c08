import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { OperatorError } from '../../operator-error.ts'

/** Whom a mother may ask further, after an answer. */
export const WHOM = [
  'key-mother',
  'teacher',
  'school',
  'gp',
  'youth-centre',
  'library',
  'municipality',
  'svb',
  'tax-office',
  'professional',
] as const
export type Whom = (typeof WHOM)[number]

/** One answer in one language, as its file gives it, with the ways mothers ask for it. */
export type ShippedEntry = {
  topic: string
  language: string
  file: string
  /** At most 24 characters: it is a button. */
  title: string
  answer: string
  next: string
  ask: Whom
  source: string
  /** The day on which somebody compared it with its source, `yyyy-mm-dd`. */
  checked: string
  /** Whether a person has reviewed it. */
  reviewed: boolean
  asks: string[]
  digest: string
}

const head = z.strictObject({
  title: z.string().min(1),
  next: z.string().min(1),
  ask: z.enum(WHOM),
  source: z.url(),
  checked: z.iso.date(),
  reviewed: z.enum(['yes', 'no']),
  asks: z.array(z.string().min(1)),
})

/**
 * Reads `locales/<language>/library/<topic>.md`: YAML between two lines of dashes, then the answer.
 * @throws {OperatorError} naming the file, and what is wrong in it
 */
export async function readLibrary(locales: string): Promise<ShippedEntry[]> {
  const languages = await foldersIn(locales)
  const all = await Promise.all(languages.map((language) => entriesIn(locales, language)))
  return all.flat()
}

/** An answer without the ways of asking for it: what a network is given. */
export type ShippedAnswer = Omit<ShippedEntry, 'asks' | 'file'>

/** Ways of asking in a language that the house understands and does not speak. */
export type ShippedAsks = { topic: string; language: string; file: string; asks: string[] }

const asksFile = z.record(z.string(), z.array(z.string().min(1)))

/**
 * Reads `locales/<language>/asks.yaml`: lists of ways of asking by topic, where there are no answers in that language.
 * @throws {OperatorError} naming the file, and what is wrong in it
 */
export async function readAsks(locales: string): Promise<ShippedAsks[]> {
  const all = await Promise.all(
    (await foldersIn(locales)).map(async (language) => {
      const file = join(locales, language, 'asks.yaml')
      const text = await readFile(file, 'utf8').catch(() => '{}')
      const read = asksFile.safeParse(parseDocument(text, { schema: 'failsafe' }).toJS())
      if (!read.success)
        throw new OperatorError(`${file}:1: lists of ways of asking by topic are wanted here`)
      return Object.entries(read.data).map(([topic, asks]) => ({ topic, language, file, asks }))
    }),
  )
  return all.flat()
}

async function entriesIn(locales: string, language: string): Promise<ShippedEntry[]> {
  const folder = join(locales, language, 'library')
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.md')).sort()
  return Promise.all(
    files.map(async (name) => {
      const file = join(folder, name)
      return readEntry(await readFile(file, 'utf8'), { file, language, topic: name.slice(0, -'.md'.length) })
    }),
  )
}

/** @throws {OperatorError} naming the file, and what is wrong in it */
export function readEntry(
  text: string,
  place: Pick<ShippedEntry, 'file' | 'language' | 'topic'>,
): ShippedEntry {
  const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text)
  if (!parts)
    throw new OperatorError(`${place.file}:1: begin with the entry's facts between two lines of ---`)
  const lineCounter = new LineCounter()
  const yaml = parseDocument(parts[1]!, { schema: 'failsafe', lineCounter })
  const fault = yaml.errors[0]
  if (fault)
    throw new OperatorError(
      `${place.file}:${(fault.linePos?.[0].line ?? 0) + 1}: ${fault.message.split('\n')[0]}`,
    )
  const read = head.safeParse(yaml.toJS())
  if (!read.success) {
    const { path, message } = read.error.issues[0]!
    const node = yaml.getIn(path as (string | number)[], true) as
      | { range?: [number, number, number] }
      | undefined
    const line = node?.range ? lineCounter.linePos(node.range[0]).line + 1 : 2
    throw new OperatorError(`${place.file}:${line}: ${path.join('.')}: ${message}`)
  }
  const { reviewed, ...facts } = read.data
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, 22)
  return { ...place, ...facts, reviewed: reviewed === 'yes', answer: parts[2]!.trim(), digest }
}

/** Every language that has a folder, also those the house does not speak. */
export async function foldersIn(locales: string): Promise<string[]> {
  const entries = await readdir(locales, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}
