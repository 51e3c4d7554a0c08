import { z } from 'zod'

export type RankerSettings = { url: string; model: string; key?: string }

const answer = z.object({ data: z.array(z.object({ index: z.number(), embedding: z.array(z.number()) })) })

/**
 * Puts texts into vectors of length 1, by OpenAI's `POST /v1/embeddings` (platform.openai.com/docs/api-reference/embeddings).
 * @param patience in milliseconds
 * @throws when it does not answer in time, or something else than was asked
 */
export async function embed(
  { url, model, key }: RankerSettings,
  input: readonly string[],
  patience: number,
): Promise<Float32Array[]> {
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

function unit(vector: number[]): Float32Array {
  const length = Math.hypot(...vector) || 1
  return Float32Array.from(vector, (value) => value / length)
}
