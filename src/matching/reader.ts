import { type Classes, learnClasses, likelihoods } from './classes.ts'
import { gramsOf } from './grams.ts'
import { fromBytes, toBytes } from './kept.ts'
import { layOut, type Near, nearest, type Phrasings } from './similar.ts'
import { look, type Seen, type Vocabulary, vocabularyOf } from './vocabulary.ts'
import { wordsOf } from './words.ts'

/**
 * What was learned from messages of several classes: what each gram says for each class, and the messages laid out by their
 * grams, to find those alike. `digest`: of all that it was learned from.
 */
export type Reader = { digest: string; vocabulary: Vocabulary; classes: Classes; phrasings: Phrasings }

/**
 * A message to learn from, the class it belongs to, and how much it counts (1 when left out).
 * `isPart`: words out of another message; they only teach what single words say, and no message is compared with them.
 */
export type Example = { text: string; name: string; weight?: number; isPart?: boolean }

/**
 * Learns to tell messages apart.
 * @param given.random the same numbers each time, so that it is learned the same each time
 */
export function learnReader(
  examples: readonly Example[],
  given: { names: readonly string[]; rounds: number; rate?: number; random: () => number; digest: string },
): Reader {
  const { names, rounds, rate, random, digest } = given
  const whole = examples.filter(({ isPart }) => !isPart)
  const vocabulary = vocabularyOf(whole.map(({ text }) => gramsOf(wordsOf(text))))
  const many = vocabulary.grams.length
  const asSeen = (some: readonly Example[]) =>
    some.map(({ text, name, weight }) => ({
      seen: look(vocabulary, gramsOf(wordsOf(text))),
      about: names.indexOf(name),
      weight,
    }))
  const [messages, parts] = [asSeen(whole), asSeen(examples.filter(({ isPart }) => isPart))]
  const classes = learnClasses({
    names,
    grams: many,
    examples: [...messages, ...parts],
    rounds,
    rate,
    random,
  })
  return { digest, vocabulary, classes, phrasings: layOut(messages, many) }
}

/** A message as a reader sees it. All lists stand in the order of `classes.names`. */
export type Reading = Near & {
  seen: Seen
  /** How likely each class is by the single words; together 1. */
  likely: Float32Array
}

/** Reads a message; takes about a millisecond. */
export function read(reader: Reader, words: readonly string[]): Reading {
  const byWords = readWords(reader, words)
  return { ...byWords, ...readNear(reader, byWords) }
}

/** Reads only what the single words say: takes a tenth of the time. */
export function readWords(
  { vocabulary, classes }: Reader,
  words: readonly string[],
): Omit<Reading, keyof Near> {
  const seen = look(vocabulary, gramsOf(words))
  return { seen, likely: likelihoods(classes, seen) }
}

/** Finds the messages that are nearest to one that was read. */
export function readNear({ classes, phrasings }: Reader, { seen }: Pick<Reading, 'seen'>): Near {
  return nearest(phrasings, seen, classes.names.length)
}

/** As it is put into a file. */
export function toFile({ digest, vocabulary, classes, phrasings }: Reader): Buffer {
  const { examples, grams, rarity } = vocabulary
  const { names, scale, weights, bias } = classes
  return toBytes({
    facts: { digest, examples, names, scale },
    arrays: { grams, rarity, weights, bias, ...phrasings },
  })
}

/** @throws {Error} when it is no such file, or only a part of one */
export function fromFile(bytes: Buffer): Reader {
  const { facts, arrays } = fromBytes(bytes)
  const { digest, examples, names, scale } = facts as Pick<Reader, 'digest'> &
    Pick<Vocabulary, 'examples'> &
    Pick<Classes, 'names' | 'scale'>
  const all = arrays as unknown as Vocabulary & Classes & Phrasings
  const { grams, rarity, weights, bias, starts, holders, shares, about } = all
  return {
    digest,
    vocabulary: { grams, rarity, examples },
    classes: { names, scale, weights, bias },
    phrasings: { starts, holders, shares, about },
  }
}
