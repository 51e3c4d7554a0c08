import { type Example, learnReader, type Reader, read } from '../../matching/reader.ts'
import type { Level } from './danger.ts'
import type { DangerWords } from './words.ts'

/** Tells how sure it is that words tell of danger. */
export type Watch = { levelOf(text: string): Level }

const NAMES = ['sure', 'soft', 'none'] as const
const ROUNDS = 8

/** Beside so many ordinary questions the few messages about danger must not be drowned. */
const ORDINARY = 0.5

/**
 * Learns how danger sounds, and how it only seems to.
 * @param ordinary what mothers ask the library, and what they ask elsewhere: none of it is danger
 */
export function learnDanger(
  words: readonly DangerWords[],
  ordinary: readonly string[],
  { random, digest }: { random: () => number; digest: string },
): Reader {
  const named = (texts: readonly string[], name: (typeof NAMES)[number], weight = 1): Example[] =>
    texts.map((text) => ({ text, name, weight }))
  const examples = [
    ...words.flatMap(({ sure, soft, harmless, calm }) => [
      ...named(sure, 'sure'),
      ...named(soft, 'soft'),
      ...named([...harmless, ...calm], 'none'),
    ]),
    ...named(ordinary, 'none', ORDINARY),
  ]
  return learnReader(examples, { names: NAMES, rounds: ROUNDS, random, digest })
}

/** From here on she is asked, and a person looks. Chosen on the development cases: see `bench/match.ts`. */
const SOFT = 0.3
/** From here on somebody is called at once. */
const SURE = 0.6

/** Looks at words with what was learned. A story is also looked at piece by piece: danger in one sentence of it is danger. */
export function watchWith(reader: Reader): Watch {
  return {
    levelOf(text) {
      let level: Level = 'none'
      for (const piece of [text, ...sentencesOf(text)]) {
        const [sure, soft] = read(reader, piece) as unknown as [number, number, number]
        if (sure >= SURE) return 'sure'
        if (sure + soft >= SOFT) level = 'soft'
      }
      return level
    },
  }
}

const MOST_SENTENCES = 60
/** A shorter piece says too little by itself. */
const FEWEST_WORDS = 4

function sentencesOf(text: string): string[] {
  const pieces = text.slice(0, 4096).split(/[.!?؟\n؛;]+/u)
  return pieces.length < 2
    ? []
    : pieces.filter((piece) => piece.trim().split(/\s+/).length >= FEWEST_WORDS).slice(0, MOST_SENTENCES)
}
