import { z } from 'zod'
import type { Example } from '../../matching/reader.ts'

/** Another reader of questions, plugged in by the operator: it orders topics by what words mean, not by how they are spelled. */
export type Ranker = {
  /** @returns the topics nearest in meaning, the nearest first; null when it did not answer in time */
  rank(text: string): Promise<string[] | null>
}

export type RankerSettings = { url: string; model: string; key?: string }

/** She waits for an answer: after so long ours stands without it. */
const PATIENCE_MS = 800
/** Reading the whole library may take longer; nobody waits for that. */
const READING_MS = 60_000
const AT_ONCE = 128
const NEIGHBOURS = 3
/** By so many standard deviations a topic must be nearer than topics usually are; else it is not near at all. */
const STANDS_OUT = 1

const answer = z.object({ data: z.array(z.object({ index: z.number(), embedding: z.array(z.number()) })) })

/**
 * A ranker over HTTP: whatever speaks OpenAI's `POST /v1/embeddings` (platform.openai.com/docs/api-reference/embeddings),
 * on the operator's own machine or elsewhere. It is given words alone, never a name or an id.
 * @param asks all ways of asking; read once, at the first question
 */
export function httpRanker(settings: RankerSettings, asks: () => Promise<readonly Example[]>): Ranker {
  let library: Promise<Known[]> | null = null
  let all: Promise<readonly Example[]> | null = null
  const readLibrary = async (): Promise<Known[]> => {
    const known: Known[] = []
    all ??= asks()
    const ways = await all
    for (let from = 0; from < ways.length; from += AT_ONCE) {
      const some = ways.slice(from, from + AT_ONCE)
      const vectors = await embed(
        settings,
        some.map(({ text }) => text),
        READING_MS,
      )
      for (const [at, vector] of vectors.entries()) known.push({ topic: some[at]!.name, vector })
    }
    return known
  }
  return {
    async rank(text) {
      // A library that could not be read is read again at the next question.
      library ??= readLibrary().catch(() => {
        library = null
        return []
      })
      const [vector] = await embed(settings, [text], PATIENCE_MS).catch(() => [])
      const known = vector && (await Promise.race([library, after(PATIENCE_MS)]))
      return known?.length ? byNearness(known, vector!) : null
    },
  }
}

type Known = { topic: string; vector: number[] }

/** @throws when it does not answer in time, or something else than was asked */
async function embed(
  { url, model, key }: RankerSettings,
  input: string[],
  patience: number,
): Promise<number[][]> {
  const response = await fetch(`${url}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ model, input }),
    signal: AbortSignal.timeout(patience),
  })
  if (!response.ok) throw new Error(`The ranker answered ${response.status}`)
  const { data } = answer.parse(await response.json())
  if (data.length !== input.length) throw new Error('The ranker answered for another number of texts')
  return data.sort((a, b) => a.index - b.index).map(({ embedding }) => unit(embedding))
}

function byNearness(known: readonly Known[], vector: readonly number[]): string[] {
  const best = new Map<string, number[]>()
  for (const one of known) {
    const nearest = best.get(one.topic) ?? []
    nearest.push(one.vector.reduce((sum, value, at) => sum + value * (vector[at] ?? 0), 0))
    best.set(one.topic, nearest.sort((a, b) => b - a).slice(0, NEIGHBOURS))
  }
  const scored = [...best].map(([topic, nearest]) => ({ topic, score: mean(nearest) }))
  // Each model has its own scale: what counts is how far a topic stands out among all of them.
  const usual = mean(scored.map(({ score }) => score))
  const spread = Math.sqrt(mean(scored.map(({ score }) => (score - usual) ** 2)))
  return scored
    .filter(({ score }) => spread > 0 && score >= usual + STANDS_OUT * spread)
    .sort((a, b) => b.score - a.score)
    .map(({ topic }) => topic)
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / (values.length || 1)

function unit(vector: number[]): number[] {
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}

const after = (milliseconds: number): Promise<null> =>
  new Promise((resolve) => setTimeout(() => resolve(null), milliseconds).unref())
