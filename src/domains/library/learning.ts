import { type Example, learnReader, type Reader } from '../../matching/reader.ts'
import type { ShippedAsks, ShippedEntry } from './shipped.ts'

/** What no answer is for is a class too: messages that look like a question to the library, and are none. */
export const NONE = 'none'

/** More of it tells no more apart. */
const ROUNDS = 6

/**
 * Learns which words ask for which topic, from all ways of asking, and from messages that ask for nothing in the library.
 * @param learning.random the same numbers each time, so that it is learned the same each time
 * @param learning.digest of all that it is learned from
 */
export function learnLibrary(
  shipped: readonly ShippedEntry[],
  asks: readonly ShippedAsks[],
  nothing: readonly Omit<Example, 'name'>[],
  learning: { random: () => number; digest: string },
): Reader {
  const topics = [...new Set(shipped.map(({ topic }) => topic))].sort()
  const examples: Example[] = [...asksIn(shipped, asks), ...nothing.map((one) => ({ ...one, name: NONE }))]
  return learnReader(examples, { ...learning, names: [...topics, NONE], rounds: ROUNDS })
}

/** Every way of asking that is shipped, with its topic. */
export function asksIn(shipped: readonly ShippedEntry[], asks: readonly ShippedAsks[]): Example[] {
  return [
    ...shipped.flatMap(({ topic, title, asks: own }) =>
      [title, ...own].map((text) => ({ text, name: topic })),
    ),
    ...asks.flatMap(({ topic, asks: more }) => more.map((text) => ({ text, name: topic }))),
  ]
}

/** The topics that were learned, in the order of their classes: the first ones, before `NONE`. */
export const topicsOf = ({ classes }: Reader): string[] => classes.names.slice(0, -1)
