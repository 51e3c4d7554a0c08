import { type Agent, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { Readable } from 'node:stream'
import type { ApiClientOptions } from 'grammy'

type Fetch = NonNullable<ApiClientOptions['fetch']>
type Sent = { method: string; headers: Record<string, string>; body: unknown; signal?: AbortSignal }

/**
 * What grammY calls instead of its own node-fetch: the same request straight over Node, in about half of the
 * time, which a reply waits for. It does what grammY's client needs and no more: one POST, one JSON answer.
 */
export function wire(agent: Agent): Fetch {
  const lean = (url: string, { method, headers, body, signal }: Sent) =>
    new Promise((resolve, reject) => {
      const request = url.startsWith('https:') ? overHttps : overHttp
      const length = typeof body === 'string' ? { 'content-length': Buffer.byteLength(body) } : undefined
      const call = request(url, { method, agent, signal, headers: { ...headers, ...length } })
      call.on('error', reject)
      call.on('response', (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece) => pieces.push(piece))
        response.on('error', reject)
        response.on('end', () => {
          resolve({ json: async () => JSON.parse(Buffer.concat(pieces).toString()) })
        })
      })
      if (body instanceof Readable) body.pipe(call)
      else call.end(body)
    })
  return lean as unknown as Fetch
}
