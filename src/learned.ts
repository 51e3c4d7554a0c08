import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { learnDanger } from './domains/danger/watch.ts'
import { readDangerWords } from './domains/danger/words.ts'
import { asksIn, learnLibrary, NONE } from './domains/library/learning.ts'
import { readOutside } from './domains/library/outside.ts'
import { readAsks, readLibrary, type ShippedAnswer } from './domains/library/shipped.ts'
import { type Example, fromFile, type Reader, toFile } from './matching/reader.ts'
import type { Words } from './words/words.ts'

/** The answers as shipped, and all that was learned from locales/. */
export type Learned = {
  shipped: ShippedAnswer[]
  library: Reader
  danger: Reader
  /** Every way of asking, with its topic, and as NONE what the library has no answer to; only read when somebody wants it. */
  asks(): Promise<Example[]>
}

/** What is said in a word or two: keywords, buttons, and names. None of it is danger. */
export async function shortWords({ files, languages }: Words, locales: string): Promise<string[]> {
  const names = (await readFile(join(locales, 'names.yaml'), 'utf8')).match(/(?<=^- .*)[^\s-]+/gmu) ?? []
  const said = languages.flatMap((language) => [
    ...Object.values(files.keywordsOf(language)).flat(),
    ...files.namespaces.flatMap((namespace) =>
      Object.entries(files.textsOf(language, namespace) ?? {})
        .filter(([id]) => id.includes('.choice.') || id === 'menu')
        .map(([, text]) => text),
    ),
  ])
  return [...names, ...said]
}

/**
 * Opens what was learned from locales/ when this was built; when an answer or a list there has changed since, all is learned
 * anew, which takes some seconds.
 * @param given.kept the folder where it lies from one start to the next
 * @param given.words what the house itself says and understands
 * @param given.exactly learns anew also when only a keyword or a button has changed: the build does, a start need not
 * @throws {OperatorError} naming the file of locales/ that cannot be read
 */
export async function readLearned(
  locales: string,
  { kept, words, exactly = false }: { kept: string; words: Words; exactly?: boolean },
): Promise<Learned> {
  const short = await shortWords(words, locales)
  const digest = await digestOf(locales)
  const said = createHash('sha256').update(short.join('\n')).digest('base64url')
  const asks = async () => [
    ...asksIn(await readLibrary(locales), await readAsks(locales)),
    ...(await readOutside(locales)).map((text) => ({ text, name: NONE })),
  ]
  if (inHand?.folder === kept && inHand.library.digest === digest && !exactly) return { ...inHand, asks }
  const found = await open(kept, digest, exactly ? said : null)
  const learned = found ?? (await learn(locales, short, digest))
  // A folder that cannot be written only means that the next start learns again.
  if (!found) await keep(kept, learned, said).catch(() => {})
  inHand = { ...learned, folder: kept }
  return { ...learned, asks }
}

type Kept = Omit<Learned, 'asks'>

/** What this process has read lies in its memory once, however many houses it opens. */
let inHand: (Kept & { folder: string }) | null = null

async function learn(locales: string, short: readonly string[], digest: string): Promise<Kept> {
  const { shipped, more, outside, words, nothing } = await readLessons(locales)
  const learning = { random: seeded(), digest }
  const ordinary = [...asksIn(shipped, more).map(({ text }) => text), ...outside, ...short]
  return {
    shipped: shipped.map(({ asks: _, file: __, ...answer }) => answer),
    library: learnLibrary(shipped, more, nothing, learning),
    danger: learnDanger(words, ordinary, learning),
  }
}

/** What mothers ask is told in the same words as what they only tell: that counts for less. */
const TOLD = 0.3
/** Danger is told in them too. */
const DANGER = 0.1

/** All that is learned from. `nothing`: what asks for nothing in the library: what is asked elsewhere, what is only told, and danger. */
export async function readLessons(locales: string) {
  const [shipped, more, outside, words] = await Promise.all([
    readLibrary(locales),
    readAsks(locales),
    readOutside(locales),
    readDangerWords(locales),
  ])
  // Danger is learned here as well: what the lookout does not hear, the library must not answer.
  const told = words.flatMap(({ calm, harmless }) => [...calm, ...harmless])
  const danger = words.flatMap(({ sure }) => sure)
  const nothing = [
    ...outside.map((text) => ({ text })),
    ...told.map((text) => ({ text, weight: TOLD })),
    ...danger.map((text) => ({ text, weight: DANGER })),
  ]
  return { shipped, more, outside, words, nothing }
}

const FILES = { library: 'library.bin', danger: 'danger.bin', answers: 'answers.json' }

async function open(folder: string, digest: string, said: string | null): Promise<Kept | null> {
  try {
    const answers = JSON.parse(await readFile(join(folder, FILES.answers), 'utf8')) as {
      digest: string
      said: string
      shipped: ShippedAnswer[]
    }
    if (answers.digest !== digest || (said !== null && answers.said !== said)) return null
    const library = fromFile(await readFile(join(folder, FILES.library)))
    const danger = fromFile(await readFile(join(folder, FILES.danger)))
    const isWhole = library.digest === digest && danger.digest === digest
    return isWhole ? { shipped: answers.shipped, library, danger } : null
  } catch {
    return null
  }
}

async function keep(folder: string, { shipped, library, danger }: Kept, said: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const { digest } = library
  const write = async (name: string, content: Buffer | string) => {
    // Beside, then into its place: whoever starts at the same time finds the whole of it or nothing.
    const beside = join(folder, `${name}.${process.pid}`)
    await writeFile(beside, content)
    await rename(beside, join(folder, name))
  }
  await write(FILES.library, toFile(library))
  await write(FILES.danger, toFile(danger))
  await write(FILES.answers, JSON.stringify({ digest, said, shipped }))
}

/** Raised when the way of learning changes, so that nothing older is taken for it. */
const VERSION = '20'

/** One short text for all that is learned from locales/: it changes when any of it does. */
async function digestOf(locales: string): Promise<string> {
  const files = (await readdir(locales, { recursive: true }))
    .filter((path) => /(^|[/\\])(library[/\\][^/\\]+\.md|(asks|outside|danger|names)\.yaml)$/.test(path))
    .sort()
  const hash = createHash('sha256').update(`${VERSION}\n`)
  for (const content of await Promise.all(files.map((path) => readFile(join(locales, path)))))
    hash.update(`${content.length}\n`).update(content)
  return hash.update(files.join('\n').replaceAll('\\', '/')).digest('base64url')
}

/** The same numbers each time (Park and Miller's generator), so that it is learned the same each time. */
export function seeded(): () => number {
  let seed = 1
  return () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
}
