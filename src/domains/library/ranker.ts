import { setImmediate as breathe } from 'node:timers/promises'
import type { Log } from '../../log.ts'
import { type Calibration, calibrate, likelihoodsOf, type Sample } from '../../matching/calibration.ts'
import type { Example } from '../../matching/reader.ts'
import { type Laid, layOutVectors, nearTo, nearToNew } from '../../matching/vectors.ts'
import { embed, type RankerSettings } from './embeddings.ts'
import { NONE } from './learning.ts'
import type { Opinion } from './opinion.ts'

/** Another reader of questions, plugged in by the operator: it goes by what words mean, not by how they are spelled. */
export type Ranker = {
  /** @returns what it makes of a question; null when it did not answer in time, or when it hardly knows anything */
  rank(text: string): Promise<Opinion | null>
}

/** She waits for an answer: after so long ours stands without it. */
const PATIENCE_MS = 800
/** Reading the whole library may take longer; nobody waits for that. */
const READING_MS = 60_000
const AT_ONCE = 128
/** So many ways of asking, and half as many questions that the library has no answer to, tell what a model's nearness is worth. */
const SAMPLES = 270
/** A reader that knows less than this share of what there is to know is not listened to: it would only blur what we know. */
const KNOWS_ENOUGH = 0.4

/**
 * A ranker over HTTP: whatever answers `POST /v1/embeddings`, on the operator's own machine or elsewhere. It is given words
 * alone, never a name or an id. Read once, at the first question, are all ways of asking; what its nearness is worth is learned
 * from these too, because it differs from model to model.
 * @param asks all ways of asking with their topic, and as NONE what the library has no answer to
 */
export function httpRanker(
  settings: RankerSettings,
  asks: () => Promise<readonly Example[]>,
  log: Log,
): Ranker {
  let library: Promise<Known | null> | null = null
  let lessons: Promise<readonly Example[]> | null = null
  const readLibrary = async () => {
    lessons ??= asks()
    const known = await learn(settings, await lessons)
    const { knows, right } = known.calibration
    const facts = { knows: rounded(knows), right: rounded(right) }
    if (isHeard(known)) log.info(facts, 'The ranker has read the library')
    else log.warn(facts, 'The ranker hardly tells questions apart and is not listened to')
    return known
  }
  return {
    async rank(text) {
      // A library that could not be read is read again at the next question.
      library ??= readLibrary().catch((error) => {
        log.warn({ err: error }, 'The ranker could not read the library')
        library = null
        return null
      })
      const late = after(PATIENCE_MS)
      const known = await Promise.race([library, late])
      if (!known || !isHeard(known)) return null
      const vector = await Promise.race([embed(settings, [text], PATIENCE_MS).catch(() => null), late])
      return vector && opinionOf(known, vector[0]!)
    },
  }
}

type Known = { topics: string[]; laid: Laid; calibration: Calibration }

const isHeard = ({ calibration }: Known) => calibration.knows >= KNOWS_ENOUGH

async function learn(settings: RankerSettings, lessons: readonly Example[]): Promise<Known> {
  const ways = lessons.filter(({ name }) => name !== NONE)
  const outside = spread(
    lessons.filter(({ name }) => name === NONE),
    SAMPLES / 2,
  )
  const topics = [...new Set(ways.map(({ name }) => name))]
  const vectors = await embedAll(settings, ways)
  const known = ways.map(({ name }, at) => ({ vector: vectors[at]!, about: topics.indexOf(name) }))
  const laid = layOutVectors(known, topics.length)
  const samples: Sample[] = []
  for (const at of spread([...ways.keys()], SAMPLES)) {
    samples.push({ near: nearToNew(laid, at), about: laid.about[at]! })
    // The house has other work meanwhile.
    await breathe()
  }
  for (const vector of await embedAll(settings, outside)) {
    samples.push({ near: nearTo(laid, vector), about: null })
    await breathe()
  }
  return { topics, laid, calibration: await calibrate(samples) }
}

async function embedAll(settings: RankerSettings, texts: readonly Example[]): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  for (let from = 0; from < texts.length; from += AT_ONCE) {
    const some = texts.slice(from, from + AT_ONCE).map(({ text }) => text)
    vectors.push(...(await embed(settings, some, READING_MS)))
  }
  return vectors
}

function opinionOf({ topics, laid, calibration }: Known, vector: Float32Array): Opinion | null {
  if (vector.length !== laid.size) return null
  const likely = likelihoodsOf(calibration, nearTo(laid, vector))
  return {
    likely: new Map(topics.map((topic, at) => [topic, likely[at]!])),
    none: likely[topics.length]!,
    knows: calibration.knows,
  }
}

/** So many of them, evenly from first to last. */
function spread<Item>(items: readonly Item[], many: number): Item[] {
  const step = Math.max(1, items.length / many)
  return Array.from({ length: Math.min(many, items.length) }, (_, at) => items[Math.floor(at * step)]!)
}

const rounded = (share: number) => Math.round(share * 100) / 100

const after = (milliseconds: number): Promise<null> =>
  new Promise((resolve) => setTimeout(() => resolve(null), milliseconds).unref())
