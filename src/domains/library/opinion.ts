import { softmax } from '../../matching/classes.ts'
import type { Reader } from '../../matching/reader.ts'
import { wordsOf } from '../../matching/words.ts'
import { compare, type Decision, FEWEST, NONE_LIKELY, OFFERED, type Own, SURE, standing } from './matcher.ts'

/** What a reader of questions makes of one of them. */
export type Opinion = {
  /** How likely each topic is; together with `none` 1. */
  likely: ReadonlyMap<string, number>
  /** How likely it is that the library has no answer to it. */
  none: number
  /** How much this reader is worth, from 0 to 1: of what there was to know about questions that were new to it, the share it knew. */
  knows: number
}

/** Our own readings are this much too sure of themselves when words and nearness are taken together. Found on the development cases. */
const TOO_SURE = 1.5
/** What ours is worth: the share it knew of the development cases that were written after it. */
const OURS = 0.6
/** No reader rules anything out. */
const DOUBT = 0.01

/** What our own reading makes of a question; of words that it has hardly seen before it knows as little. */
export function ourOpinion(learned: Reader, words: readonly string[], own?: Own): Opinion {
  const { topics, none, known } = compare(learned, words, own)
  const sums = Float32Array.from([...topics, none], (one) => standing(one) / TOO_SURE)
  const shares = softmax(sums)
  return {
    likely: new Map(topics.map(({ topic }, at) => [topic, shares[at]!])),
    none: shares[topics.length]!,
    knows: OURS * known,
  }
}

/**
 * Two opinions as one: the mean of what both say, in log-odds (logarithmic opinion pool; Genest and Zidek 1986). Each counts for what
 * it is worth, and for how decided it is on this question: a reader that has no idea leaves the other's opinion as it is.
 * @param theirs may lack topics that only our side knows: on these ours stands
 */
export function together(ours: Opinion, theirs: Opinion): Opinion {
  const topics = [...ours.likely.keys()]
  const mine = doubted([...topics.map((topic) => ours.likely.get(topic)!), ours.none])
  const left = 1 - mine.reduce((sum, share, at) => sum + (isTheirs(at) ? 0 : share), 0)
  const others = doubted([...topics.map((topic) => theirs.likely.get(topic) ?? 0), theirs.none]).map(
    (share, at) => (isTheirs(at) ? left * share : mine[at]!),
  )
  const [worth, worthOfTheirs] = [ours.knows * decided(mine), theirs.knows * decided(others)]
  const weight = worthOfTheirs / (worth + worthOfTheirs || 1)
  const sums = mine.map((share, at) => (1 - weight) * Math.log(share) + weight * Math.log(others[at]!))
  const shares = softmax(Float32Array.from(sums))
  return {
    likely: new Map(topics.map((topic, at) => [topic, shares[at]!])),
    none: shares[topics.length]!,
    knows: Math.max(ours.knows, theirs.knows),
  }

  function isTheirs(at: number): boolean {
    return at === topics.length || theirs.likely.has(topics[at]!)
  }
}

/** What the other reader would have to find likelier than all else together, before the library answers by itself. */
const AGREED = 0.5
/** Where ours found nothing, titles are worth offering when hers is likelier among them than not. */
const WORTH_OFFERING = 0.5

/**
 * Decides anew what the library makes of a question, with the opinion of another reader, by the same measure as without one:
 * answered when it is sure, passed to a person when it likely has no answer, else offered.
 * @param given.offered what ours offers alone
 * @param given.has the topics that her network can answer
 */
export function decideTogether(
  learned: Reader,
  text: string,
  given: { offered: readonly string[]; has: ReadonlySet<string>; own?: Own; theirs: Opinion },
): Pick<Decision, 'topic' | 'top'> {
  const { offered, has, own, theirs } = given
  const words = wordsOf(text)
  const { likely, none } = together(ourOpinion(learned, words, own), theirs)
  if (none >= NONE_LIKELY) return { topic: null, top: [] }
  const best = [...likely]
    .filter(([topic]) => has.has(topic))
    .sort(([, a], [, b]) => b - a)
    .slice(0, OFFERED)
  const isWorth = offered.length > 0 || best.reduce((sum, [, share]) => sum + share, 0) >= WORTH_OFFERING
  const [first, share = 0] = best[0] ?? []
  if (!first || !isWorth) return { topic: null, top: [] }
  const isSure = words.length >= FEWEST && share >= SURE && (theirs.likely.get(first) ?? 0) >= AGREED
  return { topic: isSure ? first : null, top: best.map(([topic]) => topic) }
}

const doubted = (shares: readonly number[]) =>
  shares.map((share) => (1 - DOUBT) * share + DOUBT / shares.length)

/** 0 where all is as likely as all else, 1 where one thing is certain. */
function decided(shares: readonly number[]): number {
  const unsure = shares.reduce((sum, share) => sum - share * Math.log(share), 0)
  return Math.max(0, 1 - unsure / Math.log(shares.length))
}
