import { softmax } from '../../matching/classes.ts'
import { gramsOf } from '../../matching/grams.ts'
import { languageOf } from '../../matching/language.ts'
import { type Reader, read } from '../../matching/reader.ts'
import { layOut, nearest, type Phrasings } from '../../matching/similar.ts'
import { look } from '../../matching/vocabulary.ts'
import { wordsOf } from '../../matching/words.ts'
import { topicsOf } from './learning.ts'

/** What the library makes of a message: what it answers by itself, or what it would offer. */
export type Decision = {
  /** Answered at once; null when it is not sure. */
  topic: string | null
  /** At most three, the likeliest first; empty when nothing in the library comes near. */
  top: string[]
  /** The language she wrote in, ISO 639-1, or Darija in Latin letters. */
  language: string
}

/** Ways of asking that a network has learned itself, also for topics that are its own. `byWords`: which topic the very same words ask for. */
export type Own = { topics: string[]; phrasings: Phrasings; byWords: Map<string, string> }

/** Lays out what a network has learned beside what is shipped. */
export function layOutOwn({ vocabulary }: Reader, asks: readonly { topic: string; words: string }[]): Own {
  const topics = [...new Set(asks.map(({ topic }) => topic))]
  const laid = asks.map(({ topic, words }) => ({
    seen: look(vocabulary, gramsOf(wordsOf(words))),
    about: topics.indexOf(topic),
  }))
  const byWords = new Map(asks.map(({ topic, words }) => [wordsOf(words).join(' '), topic]))
  return { topics, phrasings: layOut(laid, vocabulary.grams.length), byWords }
}

/** How one topic compares with a message. */
export type Compared = {
  topic: string
  /** From the single words: together with that it is none of them, 1. */
  likely: number
  /** From the nearest ways of asking, from 0 to 0.875: 0.5 for one in the same words, more when others are near too. */
  alike: number
  /** The same, among those that a person has accepted in this network. */
  alikeHere: number
  /** All in one: the order in which topics are offered. */
  score: number
}

/** So much more does a near way of asking count than what the single words say. Found on the development cases. */
const NEARNESS = 30
const FLOOR = 1e-3

/**
 * Compares a message with all ways of asking that are known, the likeliest topic first; and with what asks for none of them.
 * `known`: how much of the message was ever seen before, from 0 to 1.
 */
export function compare(
  learned: Reader,
  words: readonly string[],
  own?: Own,
): { topics: Compared[]; none: Pick<Compared, 'likely' | 'alike'>; known: number } {
  const { seen, likely, alike } = read(learned, words)
  const here = own ? nearest(own.phrasings, seen, own.topics.length).alike : new Float32Array()
  const known = topicsOf(learned)
  const topics = [...new Set([...known, ...(own?.topics ?? [])])]
  const compared = topics.map((topic, at): Compared => {
    const alikeHere = here[own?.topics.indexOf(topic) ?? -1] ?? 0
    const isKnown = at < known.length
    const near = Math.max(isKnown ? alike[at]! : 0, alikeHere)
    return { topic, likely: isKnown ? likely[at]! : 0, alike: near, alikeHere, score: 0 }
  })
  for (const [at, score] of softmax(Float32Array.from(compared, standing)).entries())
    compared[at]!.score = score
  const none = { likely: likely[known.length]!, alike: alike[known.length]! }
  return { topics: compared.sort((a, b) => b.score - a.score), none, known: seen.known }
}

/** How high something stands, by its words and by the nearest ways of asking together. */
export const standing = ({ likely, alike }: Pick<Compared, 'likely' | 'alike'>): number =>
  Math.log(likely + FLOOR) + NEARNESS * alike

/** From this likelihood on the library answers by itself. Chosen on the development cases: `npm run bench match`. */
export const SURE = 0.85
/** From this nearness on to what a person has accepted in this network, too. */
const NEAR_ENOUGH = 0.35
/** Below this nearness nothing in the library is worth offering. */
const NEAR = 0.04
/** From here on, when nothing is nearer either, her words ask for none of the topics. */
export const NONE_LIKELY = 0.6
export const OFFERED = 3
/** So few words hold no question yet; she is shown titles instead. */
export const FEWEST = 3

export type Asked = {
  /** The language she chose; null when nobody knows. */
  own: string | null
  /** The languages that she may have written in. */
  among: readonly string[]
  /** Whether her network can answer a topic. */
  has(topic: string): boolean
  /** What her network has learned. */
  learnedHere?: Own
}

/** Decides what the library makes of a message. Danger is not looked for here: `judge` does. */
export function decide(learned: Reader, text: string, { own, among, has, learnedHere }: Asked): Decision {
  const words = wordsOf(text)
  const language = languageOf(text, words, { own, among })
  const { topics, none } = compare(learned, words, learnedHere)
  const compared = topics.filter(({ topic }) => has(topic))
  const first = compared[0]
  const isNone = none.likely >= NONE_LIKELY && first && none.alike > first.alike
  if (!first || isNone || first.alike < NEAR) return { topic: null, top: [], language }
  const accepted = learnedHere?.byWords.get(words.join(' '))
  if (accepted && has(accepted)) return { topic: accepted, top: [accepted], language }
  const isSure = words.length >= FEWEST && (first.likely >= SURE || first.alikeHere >= NEAR_ENOUGH)
  const top = compared.slice(0, OFFERED).map(({ topic }) => topic)
  return { topic: isSure ? first.topic : null, top, language }
}
