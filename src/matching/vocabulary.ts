import type { Grams } from './grams.ts'

/** The grams that say something, in rising order, and how rare each is among the examples. */
export type Vocabulary = { grams: Uint32Array; rarity: Float32Array; examples: number }

/** A message as the vocabulary sees it. */
export type Seen = {
  /** The rows of the grams that are known. */
  rows: Uint32Array
  /** How much each of these counts; their squares add up to 1. */
  values: Float32Array
  /** How much of the message is known, from 0 to 1; what was never seen before counts as very rare. */
  known: number
}

/** Grams that only one example has cannot tell anything about the next. */
const LEAST_SEEN = 2

/** Lays out all grams that at least two examples share. */
export function vocabularyOf(examples: readonly Grams[]): Vocabulary {
  const counts = new Map<number, number>()
  for (const grams of examples) for (const gram of grams) counts.set(gram, (counts.get(gram) ?? 0) + 1)
  const kept = [...counts].filter(([, count]) => count >= LEAST_SEEN).sort(([a], [b]) => a - b)
  return {
    grams: Uint32Array.from(kept, ([gram]) => gram),
    rarity: Float32Array.from(kept, ([, count]) => rarityOf(count, examples.length)),
    examples: examples.length,
  }
}

/** Finds the known grams of a message: rare ones count more, and a long message as much as a short one. */
export function look(vocabulary: Vocabulary, grams: Grams): Seen {
  const rows = new Uint32Array(grams.length)
  let found = 0
  for (const gram of grams) {
    const row = rowOf(vocabulary.grams, gram)
    if (row >= 0) rows[found++] = row
  }
  const values = new Float32Array(found)
  let square = 0
  for (let at = 0; at < found; at++) {
    const value = vocabulary.rarity[rows[at]!]!
    values[at] = value
    square += value * value
  }
  const unseen = (grams.length - found) * rarityOf(1, vocabulary.examples) ** 2
  const length = Math.sqrt(square) || 1
  for (let at = 0; at < found; at++) values[at]! /= length
  return { rows: rows.subarray(0, found), values, known: square / (square + unseen || 1) }
}

const rarityOf = (count: number, examples: number): number => Math.log(1 + examples / count)

function rowOf(grams: Uint32Array, gram: number): number {
  let low = 0
  let high = grams.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const here = grams[middle]!
    if (here === gram) return middle
    if (here < gram) low = middle + 1
    else high = middle - 1
  }
  return -1
}
