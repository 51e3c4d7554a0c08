import { type Classes, learnClasses, likelihoods } from './classes.ts'
import { gramsOf, wordsOf } from './grams.ts'
import { fromBytes, type Kept, toBytes } from './kept.ts'
import { look, type Vocabulary, vocabularyOf } from './vocabulary.ts'

/** What was learned: a vocabulary, and what its grams say for each class. `digest`: of all that it was learned from. */
export type Reader = { digest: string; vocabulary: Vocabulary; classes: Classes }

/** A message to learn from, the class it belongs to, and how much it counts (1 when left out). */
export type Example = { text: string; name: string; weight?: number }

/** Learns to tell messages apart. @param random the same numbers each time, so that it is learned the same each time */
export function learnReader(
  examples: readonly Example[],
  given: { names: readonly string[]; rounds: number; random: () => number; digest: string },
): Reader {
  const { names, rounds, random, digest } = given
  const grams = examples.map(({ text }) => gramsOf(wordsOf(text)))
  const vocabulary = vocabularyOf(grams)
  const seen = examples.map(({ name, weight }, at) => ({
    seen: look(vocabulary, grams[at]!),
    name: names.indexOf(name),
    weight,
  }))
  const lesson = { names, grams: vocabulary.grams.length, examples: seen, rounds, random }
  return { digest, vocabulary, classes: learnClasses(lesson) }
}

/** How likely each class is for a message, in the order of `classes.names`; together 1. */
export function read({ vocabulary, classes }: Reader, text: string): Float32Array {
  return likelihoods(classes, look(vocabulary, gramsOf(wordsOf(text))))
}

/** As it is put into a file; `more` lies beside it. */
export function readerBytes({ digest, vocabulary, classes }: Reader, more: Kept['arrays'] = {}): Buffer {
  const { examples, grams, rarity } = vocabulary
  const { names, scale, weights, bias } = classes
  return toBytes({
    facts: { digest, examples, names, scale },
    arrays: { grams, rarity, weights, bias, ...more },
  })
}

/** @throws {Error} when it is no such file, or only a part of one */
export function readerFrom(bytes: Buffer): Reader & { more: Kept['arrays'] } {
  const { facts, arrays } = fromBytes(bytes)
  const { digest, examples, names, scale } = facts as Pick<Reader, 'digest'> &
    Pick<Vocabulary, 'examples'> &
    Pick<Classes, 'names' | 'scale'>
  const { grams, rarity, weights, bias, ...more } = arrays as unknown as Vocabulary & Classes & Kept['arrays']
  return { digest, vocabulary: { grams, rarity, examples }, classes: { names, scale, weights, bias }, more }
}
