import { gramsOf, wordsOf } from '../../matching/grams.ts'
import { type Example, learnReader, type Reader, readerBytes, readerFrom } from '../../matching/reader.ts'
import { layOut, type Phrasings } from '../../matching/similar.ts'
import { look } from '../../matching/vocabulary.ts'
import type { ShippedEntry } from './shipped.ts'

/** What was learned of the library: which words ask for which topic, and all ways of asking laid out side by side. */
export type Learned = Reader & { topics: string[]; phrasings: Phrasings }

/** What no answer is for is a topic too: messages that look like a question to the library, and are none. */
export const NONE = 'none'

/** More of it tells no more apart. */
const ROUNDS = 6

/**
 * Learns from all ways of asking, and from messages that ask for nothing in the library.
 * @param random the same numbers each time, so that it is learned the same each time
 * @param digest of all that it is learned from
 */
export function learnLibrary(
  shipped: readonly ShippedEntry[],
  outside: readonly string[],
  { random, digest }: { random: () => number; digest: string },
): Learned {
  const topics = [...new Set(shipped.map(({ topic }) => topic))].sort()
  const asked: Example[] = [
    ...shipped.flatMap(({ topic, title, asks, darija }) =>
      [title, ...asks, ...darija].map((text) => ({ text, name: topic })),
    ),
    ...outside.map((text) => ({ text, name: NONE })),
  ]
  const names = [...topics, NONE]
  const reader = learnReader(asked, { names, rounds: ROUNDS, random, digest })
  const laid = asked.map(({ text, name }) => ({
    seen: look(reader.vocabulary, gramsOf(wordsOf(text))),
    about: names.indexOf(name),
  }))
  return { ...reader, topics, phrasings: layOut(laid, reader.vocabulary.grams.length) }
}

/** As it is put into a file. */
export function libraryBytes({ phrasings, topics: _, ...reader }: Learned): Buffer {
  return readerBytes(reader, { ...phrasings })
}

/** @throws {Error} when it is no such file, or only a part of one */
export function libraryFrom(bytes: Buffer): Learned {
  const { more, ...reader } = readerFrom(bytes)
  const topics = reader.classes.names.filter((name) => name !== NONE)
  return { ...reader, topics, phrasings: more as unknown as Phrasings }
}
