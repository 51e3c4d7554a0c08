import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { learnDanger } from './domains/danger/watch.ts'
import { type DangerWords, readDangerWords } from './domains/danger/words.ts'
import { asksIn, learnLibrary } from './domains/library/learning.ts'
import { readOutside } from './domains/library/outside.ts'
import { readAsks, readLibrary, type ShippedEntry } from './domains/library/shipped.ts'
import { type Example, fromFile, type Reader, toFile } from './matching/reader.ts'
import type { Words } from './words/words.ts'

/** What is said in a word or two: every keyword, and every button, in every language. */
export function shortWords({ files }: Words): string[] {
  return files.languages.flatMap((language) => [
    ...Object.values(files.keywordsOf(language)).flat(),
    ...files.namespaces.flatMap((namespace) =>
      Object.entries(files.textsOf(language, namespace) ?? {})
        .filter(([id]) => id.includes('.choice.') || id === 'menu')
        .map(([, text]) => text),
    ),
  ])
}

/** The library as shipped, and all that was learned from locales/. */
export type Learned = { shipped: ShippedEntry[]; asks: Example[]; library: Reader; danger: Reader }

/**
 * Reads the library and what was learned from locales/ when this was built; what has changed since is learned anew,
 * which takes some seconds.
 * @param given.kept the folder where it lies from one start to the next
 * @param given.short what is often said in a word or two: keywords and buttons, in every language; none of it is danger
 * @throws {OperatorError} naming the file of locales/ that cannot be read
 */
export async function readLearned(
  locales: string,
  { kept, short }: { kept: string; short: readonly string[] },
): Promise<Learned> {
  const [shipped, more, outside, words] = await Promise.all([
    readLibrary(locales),
    readAsks(locales),
    readOutside(locales),
    readDangerWords(locales),
  ])
  const asks = asksIn(shipped, more)
  const digest = digestOf(asks, [...outside, ...short], words)
  const learning = { random: seeded(), digest }
  const nothing = [...outside, ...words.flatMap(({ calm, harmless }) => [...calm, ...harmless])]
  const ordinary = [...asks.map(({ text }) => text), ...outside, ...short]
  return {
    shipped,
    asks,
    library: await keptOr(join(kept, 'library.bin'), digest, () =>
      learnLibrary(shipped, more, nothing, learning),
    ),
    danger: await keptOr(join(kept, 'danger.bin'), digest, () => learnDanger(words, ordinary, learning)),
  }
}

async function keptOr(file: string, digest: string, learn: () => Reader): Promise<Reader> {
  const found = await readFile(file)
    .then(fromFile)
    .catch(() => null)
  if (found?.digest === digest) return found
  const learned = learn()
  // Beside, then into its place: whoever starts at the same time finds the whole of it or nothing. A folder that cannot be
  // written only means that the next start learns again.
  const beside = `${file}.${process.pid}`
  await mkdir(join(file, '..'), { recursive: true })
    .then(() => writeFile(beside, toFile(learned)))
    .then(() => rename(beside, file))
    .catch(() => {})
  return learned
}

function digestOf(asks: Example[], outside: string[], words: DangerWords[]): string {
  const hash = createHash('sha256').update(VERSION)
  for (const { name, text } of asks) hash.update(`${name} ${text}\n`)
  for (const text of outside) hash.update(`${text}\n`)
  for (const { sure, soft, harmless, calm } of words)
    hash.update(JSON.stringify([sure, soft, harmless, calm]))
  return hash.digest('base64url')
}

/** Raised when the way of learning changes, so that nothing older is taken for it. */
const VERSION = '2'

/** The same numbers each time (Park and Miller's generator), so that it is learned the same each time. */
function seeded(): () => number {
  let seed = 1
  return () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
}
