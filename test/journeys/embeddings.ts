import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

type Asked = { path: string; key: string; body: { model: string; input: string[] } & Record<string, unknown> }

export type Embeddings = Awaited<ReturnType<typeof openEmbeddings>>

/**
 * What a text's vector is made of: what all texts have in common, what it means, and what only this text has.
 * `narrow`: all cosines lie between .7 and .9, as with many a model. `noisy`: it has no idea what words mean.
 */
const MODELS = {
  good: { common: 0, meaning: 0.75, own: 0.25 },
  narrow: { common: 0.7, meaning: 0.18, own: 0.12 },
  noisy: { common: 0, meaning: 0, own: 1 },
}
const OWN_DIRECTIONS = 24

/**
 * A reader of questions on a machine of its own: it answers `POST /v1/embeddings` by what words mean, and can be out of order.
 * @param topicOf what a known text asks for, `none` for what the library has no answer to; undefined for words it was not told of
 */
export async function openEmbeddings(
  topicOf: ReadonlyMap<string, string>,
  { model = 'good' }: { model?: keyof typeof MODELS } = {},
) {
  const topics = [...new Set([...topicOf.values(), 'none'])]
  const asked: Asked[] = []
  const hanging: ServerResponse[] = []
  const read = new Set<string>()
  let order: 'answers' | 'fails' | 'hangs' = 'answers'
  let nearest: Record<string, number> = { none: 1 }

  const server = createServer(async (request, response) => {
    let body = ''
    for await (const bytes of request) body += bytes
    const question = { path: `${request.method} ${request.url}`, key: request.headers.authorization ?? '' }
    asked.push({ ...question, body: JSON.parse(body) })
    const { input } = asked.at(-1)!.body
    if (order === 'hangs') return void hanging.push(response)
    if (order === 'fails') return void response.writeHead(500).end('out of order')
    const data = input.map((text, index) => ({ object: 'embedding', index, embedding: meaningOf(text) }))
    // The list need not come in the order it was asked for.
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ object: 'list', data: data.reverse() }))
    for (const text of input) read.add(text)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const letGo = () => {
    for (const response of hanging.splice(0)) response.destroy()
  }

  /** A direction for each topic; a question points towards those that are nearest to it, or to none of the library's. */
  function meaningOf(text: string): number[] {
    const { common, meaning, own } = MODELS[model]
    const meant = topicOf.has(text) ? { [topicOf.get(text)!]: 1 } : nearest
    return [
      Math.sqrt(common),
      ...unit(topics.map((topic) => meant[topic] ?? 0)).map((value) => value * Math.sqrt(meaning)),
      ...unit(ownOf(text)).map((value) => value * Math.sqrt(own)),
    ]
  }

  return {
    url: `http://127.0.0.1:${port}`,
    /** Everything it was asked, in order. */
    asked,
    /** What it was asked beside the library itself. */
    questions: () => asked.flatMap(({ body }) => body.input).filter((text) => !topicOf.has(text)),
    /** From now on it answers, and every question means this topic. */
    finds(topic: string) {
      order = 'answers'
      nearest = { [topic]: 1 }
      letGo()
    },
    /** From now on it answers, and every question may as well mean one as the other. */
    wavers(...meant: string[]) {
      order = 'answers'
      nearest = Object.fromEntries(meant.map((topic) => [topic, 1]))
      letGo()
    },
    fails() {
      order = 'fails'
    },
    hangs() {
      order = 'hangs'
    },
    /** Resolves when it has been asked so many times. */
    isAsked: (times: number) => until(() => asked.length >= times),
    /** Resolves when it has read the whole library. */
    hasReadAll: () => until(() => [...topicOf].every(([text, topic]) => topic === 'none' || read.has(text))),
    close() {
      letGo()
      server.closeAllConnections()
      return new Promise<void>((done) => server.close(() => done()))
    },
  }
}

/** The same for the same text, and like no other's. */
function ownOf(text: string): number[] {
  const bytes = createHash('sha256').update(text).digest()
  return Array.from({ length: OWN_DIRECTIONS }, (_, at) => bytes[at]! - 127.5)
}

function unit(vector: number[]): number[] {
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('The reader of questions was not asked')
    await pause(50)
  }
}
