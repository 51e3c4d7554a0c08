import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { learnDanger } from './domains/danger/watch.ts'
import { type DangerWords, readDangerWords } from './domains/danger/words.ts'
import {
  type Learned as Library,
  learnLibrary,
  libraryBytes,
  libraryFrom,
} from './domains/library/learning.ts'
import { readOutside } from './domains/library/outside.ts'
import { readLibrary, type ShippedEntry } from './domains/library/shipped.ts'
import { type Reader, readerBytes, readerFrom } from './matching/reader.ts'

/** The library as shipped, and all that was learned from locales/. */
export type Learned = { shipped: ShippedEntry[]; library: Library; danger: Reader }

/**
 * Reads the library and what was learned from locales/ when this was built; what has changed since is learned anew,
 * which takes some seconds.
 * @param kept the folder where it lies from one start to the next
 * @throws {OperatorError} naming the file of locales/ that cannot be read
 */
export async function readLearned(locales: string, kept: string): Promise<Learned> {
  const [shipped, outside, words] = await Promise.all([
    readLibrary(locales),
    readOutside(locales),
    readDangerWords(locales),
  ])
  const digest = digestOf(shipped, outside, words)
  const random = seeded()
  const nothing = [...outside, ...words.flatMap(({ calm, harmless }) => [...calm, ...harmless])]
  const library = await keptOr(join(kept, 'library.bin'), digest, libraryFrom, libraryBytes, () =>
    learnLibrary(shipped, nothing, { random, digest }),
  )
  const ordinary = [...shipped.flatMap(({ title, asks, darija }) => [title, ...asks, ...darija]), ...outside]
  const danger = await keptOr(join(kept, 'danger.bin'), digest, readerFrom, readerBytes, () =>
    learnDanger(words, ordinary, { random, digest }),
  )
  return { shipped, library, danger }
}

async function keptOr<Kept extends { digest: string }>(
  file: string,
  digest: string,
  open: (bytes: Buffer) => Kept,
  close: (kept: Kept) => Buffer,
  learn: () => Kept,
): Promise<Kept> {
  const found = await readFile(file).then(open, () => null)
  if (found?.digest === digest) return found
  const learned = learn()
  // Beside, then into its place: whoever starts at the same time finds the whole of it or nothing. A folder that cannot be
  // written only means that the next start learns again.
  const beside = `${file}.${process.pid}`
  await mkdir(join(file, '..'), { recursive: true })
    .then(() => writeFile(beside, close(learned)))
    .then(() => rename(beside, file))
    .catch(() => {})
  return learned
}

function digestOf(shipped: ShippedEntry[], outside: string[], words: DangerWords[]): string {
  const hash = createHash('sha256').update(VERSION)
  for (const { topic, language, digest } of shipped) hash.update(`${topic} ${language} ${digest}\n`)
  for (const text of outside) hash.update(`${text}\n`)
  for (const { language, sure, soft, harmless, calm } of words)
    hash.update(JSON.stringify([language, sure, soft, harmless, calm]))
  return hash.digest('base64url')
}

/** Raised when the way of learning changes, so that nothing older is taken for it. */
const VERSION = '1'

/** The same numbers each time (Park and Miller's generator), so that it is learned the same each time. */
function seeded(): () => number {
  let seed = 1
  return () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
}
