import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

type Asked = { path: string; key: string; body: { model: string; input: string[] } & Record<string, unknown> }

export type Embeddings = Awaited<ReturnType<typeof openEmbeddings>>

/**
 * A reader of questions on a machine of its own: it answers `POST /v1/embeddings` by what words mean, and can be out of order.
 * @param topicOf what a way of asking in the library asks for; undefined for words that do not stand there
 */
export async function openEmbeddings(topicOf: ReadonlyMap<string, string>) {
  const topics = [...new Set(topicOf.values())]
  const asked: Asked[] = []
  const hanging: ServerResponse[] = []
  const read = new Set<string>()
  let order: 'answers' | 'fails' | 'hangs' = 'answers'
  let nearest: string[] = []

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

  /** A direction for each topic; a question points towards those that are nearest to it, or to none. */
  function meaningOf(text: string): number[] {
    const own = topicOf.get(text)
    return topics.map((topic) => {
      if (own) return topic === own ? 1 : 0
      const place = nearest.indexOf(topic)
      return place < 0 ? 0 : 1 / (place + 1)
    })
  }

  return {
    url: `http://127.0.0.1:${port}`,
    /** Everything it was asked, in order. */
    asked,
    /** What it was asked beside the library itself. */
    questions: () => asked.flatMap(({ body }) => body.input).filter((text) => !topicOf.has(text)),
    /** From now on it answers, and to every question these topics are the nearest. */
    finds(...meant: string[]) {
      order = 'answers'
      nearest = meant
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
    hasReadAll: () => until(() => [...topicOf.keys()].every((text) => read.has(text))),
    close() {
      letGo()
      server.closeAllConnections()
      return new Promise<void>((done) => server.close(() => done()))
    },
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('The reader of questions was not asked')
    await pause(50)
  }
}
