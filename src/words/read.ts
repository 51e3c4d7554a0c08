import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One language as its files give it: texts by namespace and id, and word lists by kind and id. */
export type Language = {
  code: string
  /** What it calls itself, in its own script. */
  name: string
  directory: string
  texts: Record<string, Record<string, string>>
  lists: Record<string, Record<string, string[]>>
  /** Each file as it was written, to find a line in. */
  sources: Record<string, string>
}

// These hold words to understand, not texts to say.
const LISTS = new Set([
  'keywords',
  'numbers',
  'hours',
  'answers',
  'days',
  'dates',
  'weekdays',
  'months',
  'times',
])

/**
 * Reads locales/<code>: `words.json` (a namespace for each of its keys) and `<flow>.json` (flat).
 * @throws {Error} naming the file that cannot be read, or that uses a namespace twice
 */
export async function readLanguage(directory: string, code: string): Promise<Language> {
  const language: Language = {
    code,
    name: code,
    directory: join(directory, code),
    texts: {},
    lists: {},
    sources: {},
  }
  const files = (await readdir(language.directory)).filter((file) => file.endsWith('.json')).sort()
  for (const file of files) {
    const path = join(language.directory, file)
    const source = await readFile(path, 'utf8')
    language.sources[file] = source
    const content = parse(path, source)
    if (file !== 'words.json') put(language, path, file.slice(0, -'.json'.length), flat(path, content))
    else
      for (const [key, value] of Object.entries(content)) {
        if (LISTS.has(key)) language.lists[key] = lists(path, value)
        else if (key === 'name') language.name = String(value)
        else put(language, path, key, flat(path, value))
      }
  }
  return language
}

function parse(path: string, text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${path} is not JSON: ${(cause as Error).message}`, { cause })
  }
}

function put(language: Language, path: string, namespace: string, texts: Record<string, string>): void {
  if (language.texts[namespace])
    throw new Error(`${path}: ${namespace} is both a flow and a part of words.json`)
  language.texts[namespace] = texts
}

function flat(path: string, value: unknown, prefix = ''): Record<string, string> {
  if (typeof value !== 'object' || value === null)
    throw new Error(`${path}: ${prefix || 'the file'} must hold texts`)
  const texts: Record<string, string> = {}
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string') texts[prefix + key] = inner
    else Object.assign(texts, flat(path, inner, `${prefix}${key}.`))
  }
  return texts
}

function lists(path: string, value: unknown): Record<string, string[]> {
  const read: Record<string, string[]> = {}
  for (const [id, words] of Object.entries(value as Record<string, unknown>)) {
    const list = Array.isArray(words) ? words : [words]
    if (list.some((word) => typeof word !== 'string'))
      throw new Error(`${path}: ${id} must be a list of words`)
    read[id] = list
  }
  return read
}
