import { type Example, learnReader, type Reader, read } from '../../matching/reader.ts'
import { wordsOf } from '../../matching/words.ts'
import type { Level } from './danger.ts'
import type { DangerWords } from './words.ts'

/** Tells how sure it is that words tell of danger. */
export type Watch = {
  levelOf(text: string): Level
  /** Whether nothing in them comes near it either: only such words are answered without asking back. */
  isCalm(text: string): boolean
}

const NAMES = ['sure', 'soft', 'none'] as const
const ROUNDS = 8

/** Beside so many ordinary questions the few messages about danger must not be drowned. */
const ORDINARY = 0.35

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

/** So much more does a near message count than what the single words say. Found on the development cases. */
const NEARNESS = 30
const FLOOR = 1e-4
const SHORT = 6
const SHORT_DOUBT = 1
/** A word or two are only known to be danger when that was said before. */
const FEWEST = 3
const SAME = 0.4
/** From this score on she is asked, and a person looks. Chosen on the development cases: `npm run bench match`. */
const SOFT = 1.2
/** From this score on, when more speaks for sure than for soft, somebody is called at once. */
const SURE = 2.5
/** Up to this score a machine may answer by itself. Between the two it only offers titles. */
const CALM = -1

/** Looks at words with what was learned. A story is also looked at piece by piece: danger in one sentence of it is danger. */
export function watchWith(reader: Reader): Watch {
  // The same words are looked at by the lookout, and again before they are answered.
  let last: { text: string; scores: ReturnType<typeof scoreOf>[] } | null = null
  const scoresOf = (text: string) => {
    if (last?.text === text) return last.scores
    const pieces = piecesOf(text)
    // Of many pieces one sounds like something by mere chance: the more there are, the more it must say.
    const doubt = pieces.length > FEW_PIECES ? DOUBT : 0
    const parts = pieces
      .map((piece) => scoreOf(reader, piece))
      .map((part) => ({ ...part, score: part.score - doubt }))
    last = { text, scores: [scoreOf(reader, text), ...parts] }
    return last.scores
  }
  return {
    levelOf(text) {
      const seen = scoresOf(text).filter(({ score }) => score >= SOFT)
      if (seen.some(({ score, isPlain }) => score >= SURE && isPlain)) return 'sure'
      return seen.length ? 'soft' : 'none'
    },
    isCalm: (text) => scoresOf(text).every(({ score }) => score <= CALM),
  }
}

/** `isPlain`: more speaks for danger beyond doubt than for signs of it. */
function scoreOf(reader: Reader, text: string): { score: number; isPlain: boolean } {
  const said = wordsOf(text)
  const { likely, alike } = read(reader, said)
  const [sure, soft, none] = likely as unknown as [number, number, number]
  const [nearSure, nearSoft, nearNone] = alike as unknown as [number, number, number]
  const near = Math.max(nearSure, nearSoft)
  const words = Math.log((sure + soft + FLOOR) / (none + FLOOR))
  const doubt = doubtOf(said, near)
  return { score: words + NEARNESS * (near - nearNone) - doubt, isPlain: sure >= soft }
}

/** Of so few words one may sound like danger by mere chance: they must say more; figures alone say nothing. */
function doubtOf(said: readonly string[], near: number): number {
  if (!said.some((word) => /\p{L}/u.test(word))) return Number.POSITIVE_INFINITY
  if (said.length < FEWEST && near < SAME) return Number.POSITIVE_INFINITY
  return said.length < SHORT ? SHORT_DOUBT : 0
}

const FEW_PIECES = 4
const DOUBT = 1.5
const MOST_PIECES = 200
/** A shorter piece says too little by itself. */
const FEWEST_WORDS = 4
/** Whoever writes without a full stop is read in stretches, which overlap by half. */
const STRETCH = 12

function piecesOf(text: string): string[] {
  const sentences = text.slice(0, LONGEST).split(/[.!?؟\n؛;]+/u)
  const pieces = sentences.flatMap((sentence) => stretchesOf(sentence.trim().split(/\s+/)))
  return pieces.length < 2 ? [] : pieces.slice(0, MOST_PIECES)
}

function stretchesOf(words: string[]): string[] {
  if (words.length < FEWEST_WORDS) return []
  const stretches = []
  for (let from = 0; from === 0 || from + STRETCH / 2 < words.length; from += STRETCH / 2)
    stretches.push(words.slice(from, from + STRETCH).join(' '))
  return stretches
}

const LONGEST = 4096
