import type { Database } from '../../db/database.ts'
import type { Body } from '../../engine/flow.ts'
import type { Reader } from '../../matching/reader.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Tx } from '../../messaging/scene.ts'
import { acceptedIn, stampOf } from './asks.ts'
import { type Judges, judge } from './judge.ts'
import { topicsIn } from './library.ts'
import { type Decision, layOutOwn, type Own } from './matcher.ts'
import type { Ranker } from './ranker.ts'
import type { ShippedAnswer } from './shipped.ts'

/** All that the library is consulted with; made once, when the house opens. */
export type Shelves = Judges & {
  shipped: readonly ShippedAnswer[]
  /** The languages the house speaks. */
  languages: readonly string[]
  /** Another reader of questions that the operator has plugged in; null without one. */
  ranker: Ranker | null
}

/** Decides, by her network's library, what becomes of her words. What is spoken or shown waits for a person. */
export async function consult(
  { tx, office }: { tx: Tx; office: PostOffice },
  shelves: Shelves,
  asked: { network: string; own: string | null; words: Body },
): Promise<Decision> {
  const { text, media } = asked.words
  if (!text || media?.length) return { topic: null, top: [], language: asked.own ?? office.defaultLanguage }
  const topics = await topicsIn(tx, asked.network)
  return judge(shelves, text, {
    own: asked.own,
    among: shelves.languages,
    has: (topic) => topics.has(topic),
    learnedHere: await learnedBy(tx, office, shelves.learned, asked.network),
  })
}

const kept = new WeakMap<Reader, Map<string, { own: Own; stamp: string }>>()

/** What a network has learned beside what is shipped; laid out again only when that has changed. */
export async function learnedBy(
  db: Database,
  office: PostOffice,
  learned: Reader,
  network: string,
): Promise<Own> {
  const known = kept.get(learned) ?? new Map<string, { own: Own; stamp: string }>()
  kept.set(learned, known)
  const stamp = await stampOf(db, network)
  const held = known.get(network)
  if (held?.stamp === stamp) return held.own
  const own = layOutOwn(learned, await acceptedIn(db, office, network))
  known.set(network, { own, stamp })
  return own
}
