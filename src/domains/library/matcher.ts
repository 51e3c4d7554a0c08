import { likelihoods, softmax } from '../../matching/classes.ts'
import { gramsOf, wordsOf } from '../../matching/grams.ts'
import { languageOf } from '../../matching/language.ts'
import { layOut, nearest, type Phrasings } from '../../matching/similar.ts'
import { look, type Seen } from '../../matching/vocabulary.ts'
import type { Learned } from './learning.ts'

/** What the library makes of a message: what it answers by itself, or what it would offer. */
export type Decision = {
  /** Answered at once; null when it is not sure. */
  topic: string | null
  /** At most three, the likeliest first; empty when nothing in the library comes near. */
  top: string[]
  /** The language she wrote in, ISO 639-1, or `ary-Latn`. */
  language: string
}

/** Ways of asking that a network has learned itself, also for topics that are its own. */
export type Own = { topics: string[]; phrasings: Phrasings }

/** Lays out what a network has learned beside what is shipped. */
export function layOutOwn(learned: Learned, asks: readonly { topic: string; words: string }[]): Own {
  const topics = [...new Set(asks.map(({ topic }) => topic))]
  const laid = asks.map(({ topic, words }) => ({
    seen: look(learned.vocabulary, gramsOf(wordsOf(words))),
    about: topics.indexOf(topic),
  }))
  return { topics, phrasings: layOut(laid, learned.vocabulary.grams.length) }
}

/** How one topic compares with a message. */
export type Compared = {
  topic: string
  /** From the single words: together with that it is none of them, 1. */
  likely: number
  /** From the nearest ways of asking: near 1 for the same words. */
  alike: number
  /** Both in one: the order in which topics are offered. */
  score: number
}

/** So much more does a near way of asking count than what the single words say. Found on the development cases. */
const NEARNESS = 30
const FLOOR = 1e-3

/** Compares a message with all ways of asking that are known, the likeliest topic first. Takes about a millisecond. */
export function compare(learned: Learned, words: readonly string[], own?: Own): Compared[] {
  const seen = look(learned.vocabulary, gramsOf(words))
  const likely = likelihoods(learned.classes, seen)
  const alike = nearest(learned.phrasings, seen, learned.topics.length + 1)
  const ownAlike = own ? nearestOwn(own, seen) : new Map<string, number>()
  const topics = [...new Set([...learned.topics, ...ownAlike.keys()])]
  const compared = topics.map((topic, at) => {
    const near = Math.max(alike[at] ?? 0, ownAlike.get(topic) ?? 0)
    return { topic, likely: at < learned.topics.length ? likely[at]! : 0, alike: near, score: 0 }
  })
  const scores = softmax(
    Float32Array.from(compared, (one) => Math.log(one.likely + FLOOR) + NEARNESS * one.alike),
  )
  for (const [at, one] of compared.entries()) one.score = scores[at]!
  return compared.sort((a, b) => b.score - a.score)
}

function nearestOwn({ topics, phrasings }: Own, seen: Seen): Map<string, number> {
  const alike = nearest(phrasings, seen, topics.length)
  return new Map(topics.map((topic, at) => [topic, alike[at]!]))
}

/** From this likelihood on the library answers by itself. Chosen on the development cases: `npm run bench match`. */
const SURE = 0.9
/** From this nearness on to what a person has accepted in this network, too. */
const SAME = 0.45
/** Below this nearness nothing in the library is worth offering. */
const NEAR = 0.04
const OFFERED = 3
/** So few words hold no question yet; she is shown titles instead. */
const FEWEST = 3

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

/** Decides what becomes of a message. */
export function decide(learned: Learned, text: string, { own, among, has, learnedHere }: Asked): Decision {
  const words = wordsOf(text)
  const language = languageOf(text, words, { own, among })
  const compared = compare(learned, words, learnedHere).filter(({ topic }) => has(topic))
  const first = compared[0]
  if (!first || first.alike < NEAR) return { topic: null, top: [], language }
  const isSure =
    (first.likely >= SURE || (learnedHere && isSame(learnedHere, first))) && words.length >= FEWEST
  return {
    topic: isSure ? first.topic : null,
    top: compared.slice(0, OFFERED).map(({ topic }) => topic),
    language,
  }
}

const isSame = ({ topics }: Own, { topic, alike }: Compared) => topics.includes(topic) && alike >= SAME
