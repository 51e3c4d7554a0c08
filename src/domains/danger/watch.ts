import { createHash } from 'node:crypto'
import { type Example, learnReader, type Reader, readNear, readWords } from '../../matching/reader.ts'
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
/** Found by holding out a fifth of the lists. */
const RATE = 0.2

/** Beside so many ordinary questions the few messages about danger must not be drowned. */
const ORDINARY = 0.35
/** Nor by what these have in every few words. */
const PART = 0.5

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
  const none = [
    ...words.flatMap(({ harmless, calm }) => named([...harmless, ...calm], 'none')),
    ...named(ordinary, 'none', ORDINARY),
  ]
  const examples = [
    ...words.flatMap(({ sure, soft }) => [...named(sure, 'sure'), ...named(soft, 'soft')]),
    ...none,
    ...none.flatMap(partsOf),
  ]
  return learnReader(examples, { names: NAMES, rounds: ROUNDS, rate: RATE, random, digest })
}

/** A story is looked at in stretches, and most of those say nothing whole: how the harmless sound is learned too. */
function partsOf({ text, name, weight = 1 }: Example): Example[] {
  const words = text.trim().split(/\s+/)
  if (words.length <= LESSON.words) return []
  return stretchesOf(words, LESSON).map((part) => ({ text: part, name, weight: weight * PART, isPart: true }))
}

const LESSON = { words: 8, step: 6 }

/** So much more does a near message count than what the single words say. Found on the development cases. */
const NEARNESS = 30
const FLOOR = 1e-4
const SHORT = 6
const SHORT_DOUBT = 1
/** A word or two are only known to be danger when that was said before. */
const FEWEST = 3
/** From this nearness on that is so: “my husband” is near to much that is danger, and says nothing. */
const SAME = 0.75
/**
 * From this score on she is asked, and a person looks. Chosen on the development cases, so that 2 in 100 calm ones are asked:
 * `npm run bench match`.
 */
const SOFT = -0.6
/** From this score on, when more speaks for sure than for soft, somebody is called at once. */
const SURE = 1
/** Up to this score a machine may answer by itself. Between this and `SOFT` words come near danger. */
const CALM = -3.6

/** More than are being taken at one moment. */
const LATELY = 500

/** Looks at words with what was learned. A story is also looked at piece by piece: danger in one sentence of it is danger. */
export function watchWith(reader: Reader): Watch {
  // The same words are looked at when they come, by the lookout, and again before they are answered; others' words come between.
  const lately = new Map<string, Score[]>()
  const scoresOf = (text: string) => {
    // Nobody's words stay in memory for that.
    const mark = createHash('sha256').update(text).digest('base64')
    const known = lately.get(mark)
    if (known) return known
    const [whole, within] = [scoreOf(reader, text), scoresWithin(reader, text)]
    const doubt = within.length > LONG ? LONG_DOUBT : 0
    const scores = [{ ...whole, score: whole.score - doubt }, ...within]
    lately.set(mark, scores)
    if (lately.size > LATELY) lately.delete(lately.keys().next().value!)
    return scores
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

/** `isPlain`: more speaks for danger beyond doubt than for signs of it. `isKnown`: nearly the same was sure danger before. */
type Score = { score: number; isPlain: boolean; isKnown: boolean }

/** How danger is told from the rest: from single words, from the nearest messages, and both together. */
export const DANGER_BY = {
  words: ([sure, soft, none]: Float32Array): number => Math.log((sure! + soft! + FLOOR) / (none! + FLOOR)),
  nearest: ([sure, soft, none]: Float32Array): number => Math.max(sure!, soft!) - none!,
  both: (likely: Float32Array, alike: Float32Array): number =>
    DANGER_BY.words(likely) + NEARNESS * DANGER_BY.nearest(alike),
}

/** @param least what the single words must say, for the nearest messages to be looked for: that takes most of the time */
function scoreOf(reader: Reader, text: string, least = Number.NEGATIVE_INFINITY): Score {
  const said = wordsOf(text)
  const byWords = readWords(reader, said)
  const { likely } = byWords
  const score = DANGER_BY.words(likely)
  if (score < least) return { score, isPlain: false, isKnown: false }
  const { alike, closest } = readNear(reader, byWords)
  const [sure, soft] = closest as unknown as [number, number]
  return {
    score: DANGER_BY.both(likely, alike) - doubtOf(said, Math.max(sure, soft)),
    isPlain: likely[0]! >= likely[1]!,
    isKnown: sure >= SAME,
  }
}

/** Of so few words one may sound like danger by mere chance: they must say more; figures alone say nothing. */
function doubtOf(said: readonly string[], closest: number): number {
  if (!said.some((word) => /\p{L}/u.test(word))) return Number.POSITIVE_INFINITY
  if (said.length < FEWEST && closest < SAME) return Number.POSITIVE_INFINITY
  return said.length < SHORT ? SHORT_DOUBT : 0
}

/** Of several pieces one sounds like something by mere chance: each must say more than a whole message, */
const DOUBT = 2.5
/** and a stretch, cut without regard to what it says, more than a sentence. */
const STRETCH_DOUBT = 3.6
/** Each stretch of a long story more still, for every time that there are twice as many as a minute's talk has. */
const MANY_DOUBT = 0.35
const A_MINUTE = 12
/** And a long story as a whole says a little of everything. */
const LONG = 4
const LONG_DOUBT = 1.5
const MOST_PIECES = 500
/** No piece whose words say so little was ever found near enough to danger. */
const HOPELESS = -4
/** A shorter sentence says too little by itself, unless the same is known. */
const FEWEST_WORDS = 4
/** A longer one is read in stretches, which overlap by half: so is whoever writes without any full stop. */
const LONGEST_WHOLE = 12
const STRETCH = { words: 8, step: 4 }
/** A word of Arabic says as much as two of another language: and, the, my and to are written in one with it. */
const ARABIC_STRETCH = { words: 6, step: 3 }
const ARABIC = /[\u0600-\u06ff]/

/** What the pieces of a story say, each by itself; none where there is only one. */
function scoresWithin(reader: Reader, text: string): Score[] {
  const sentences = text
    .slice(0, LONGEST)
    .split(/[.!?؟\n؛;]+/u)
    .map((sentence) => sentence.split(/\s+/).filter(Boolean))
    .filter(({ length }) => length)
  const stretch = ARABIC.test(text) ? ARABIC_STRETCH : STRETCH
  const longer = joined(sentences)
  const whole = longer.filter(({ length }) => length <= LONGEST_WHOLE).map((sentence) => sentence.join(' '))
  const stretches = longer
    .filter(({ length }) => length > LONGEST_WHOLE)
    .flatMap((sentence) => stretchesOf(sentence, stretch))
  if (sentences.length < 2 && !stretches.length) return []
  const known = sentences
    .filter(({ length }) => length < FEWEST_WORDS)
    .map((sentence) => scoreOf(reader, sentence.join(' ')))
    .filter(({ isKnown }) => isKnown)
  const doubting = (pieces: readonly string[], doubt: number) =>
    pieces
      .slice(0, MOST_PIECES)
      .map((piece) => scoreOf(reader, piece, HOPELESS))
      .map((one) => ({ ...one, score: one.score - doubt }))
  const more = MANY_DOUBT * Math.log2(Math.max(1, stretches.length / A_MINUTE))
  return [...known, ...doubting(whole, DOUBT), ...doubting(stretches, STRETCH_DOUBT + more)]
}

/** Sentences too short to say anything go with the one before, or the first one with the next. */
function joined(sentences: readonly string[][]): string[][] {
  const longer: string[][] = []
  for (const sentence of sentences) {
    const before = longer.at(-1)
    if (before && (sentence.length < FEWEST_WORDS || before.length < FEWEST_WORDS)) before.push(...sentence)
    else longer.push([...sentence])
  }
  return longer
}

function stretchesOf(words: readonly string[], given: { words: number; step: number }): string[] {
  const stretches = []
  for (let from = 0; from === 0 || from + given.words - given.step < words.length; from += given.step)
    stretches.push(words.slice(from, from + given.words).join(' '))
  return stretches
}

const LONGEST = 4096
