import { wordsOf } from '../../matching/words.ts'
import type { Judges } from './judge.ts'
import { compare, layOutOwn } from './matcher.ts'

/** From this nearness on somebody asked for the same. Lower than what is answered by itself: here she only hears of it. */
const ALIKE = 0.3

/** Tells of words whether they ask for a topic, which is asked for in these ways, or in those that are shipped. */
export function alikeTo(
  { learned, watch }: Judges,
  topic: string,
  ways: readonly string[],
): (words: string) => boolean {
  const own = layOutOwn(
    learned,
    ways.map((words) => ({ topic, words })),
  )
  return (words) => {
    // What may be danger is a person's to answer, also later.
    if (watch.levelOf(words) !== 'none') return false
    const found = compare(learned, wordsOf(words), own).topics.find((one) => one.topic === topic)
    return found !== undefined && found.alike >= ALIKE
  }
}

/** The topics that words come nearest to, the nearest first; all of them where there are no words. */
export function likelyTopics(
  { learned }: Pick<Judges, 'learned'>,
  words: string,
  has: ReadonlySet<string>,
): string[] {
  const compared = compare(learned, wordsOf(words)).topics.map(({ topic }) => topic)
  return [...new Set([...compared, ...has])].filter((topic) => has.has(topic))
}
