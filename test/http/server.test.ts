import { afterEach, describe, expect, it } from '@jest/globals'
import type { FastifyInstance } from 'fastify'
import { type Check, healthRoutes } from '../../src/http/health.ts'
import { listen, openHttp } from '../../src/http/server.ts'
import { openLog } from '../../src/log.ts'
import { openMetrics } from '../../src/metrics.ts'

const HERE = { host: '127.0.0.1', port: 0 }
const servers: FastifyInstance[] = []
const written: string[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((http) => http.close()))
  written.splice(0)
})

describe('the web server', () => {
  it('names the port when another program has it', async () => {
    const first = await openTestServer()
    const port = Number(new URL(await listen(first, HERE)).port)
    const second = await openTestServer()
    await expect(listen(second, { ...HERE, port })).rejects.toThrow(
      `PORT ${port} is taken: stop what listens there, or set another PORT`,
    )
  })

  it('names the host when this machine has no such address', async () => {
    await expect(listen(await openTestServer(), { host: '192.0.2.1', port: 0 })).rejects.toThrow(
      'HOST 192.0.2.1 is not',
    )
  })

  it('answers what it cannot read with 4xx and what it does not have with 404', async () => {
    const http = await openTestServer()
    http.post('/words', async () => ({ ok: true }))
    const address = await listen(http, HERE)
    const post = async (body: string, type = 'application/json') =>
      (await fetch(`${address}/words`, { method: 'POST', body, headers: { 'content-type': type } })).status
    expect(await post('{"a":1}')).toBe(200)
    expect(await post('{"a":')).toBe(400)
    expect(await post('{"__proto__":{"isAdmin":true}}')).toBe(400)
    expect(await post(`{"a":"${'x'.repeat(1_100_000)}"}`)).toBe(413)
    expect(await post('['.repeat(100_000))).toBe(400)
    expect(await post('<a/>', 'text/xml')).toBe(415)
    const nowhere = await fetch(`${address}/nowhere`)
    expect([nowhere.status, await nowhere.json()]).toEqual([404, { statusCode: 404, error: 'Not Found' }])
  })

  it('says nothing of its own faults to the outside, and of the outside to the log', async () => {
    const http = await openTestServer()
    http.get('/people/:name', async () => {
      throw new Error('canary inside')
    })
    const answer = await fetch(`${await listen(http, HERE)}/people/canary-amina?code=canary-code`)
    expect(answer.status).toBe(500)
    expect(await answer.json()).toEqual({ statusCode: 500, error: 'Internal Server Error' })
    expect(written.join('')).toContain('/people/:name')
    expect(written.join('')).not.toContain('canary')
  })
})

describe('health', () => {
  it('is alive as soon as it answers, and ready when all is well', async () => {
    const address = await listen(await openTestServer({ database: async () => null }), HERE)
    expect(await (await fetch(`${address}/healthz`)).json()).toEqual({ alive: true })
    const ready = await fetch(`${address}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, reasons: {} }])
  })

  it('tells what stands in the way, and no secret with it', async () => {
    const http = await openTestServer({
      database: () => Promise.reject(new Error('postgres://user:canary@db')),
      queue: async () => 'maxmemory-policy is allkeys-lru, set noeviction',
      telegram: async () => null,
      whatsapp: () => new Promise(() => {}),
    })
    const answer = await fetch(`${await listen(http, HERE)}/readyz`)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({
      ready: false,
      reasons: {
        database: 'cannot be reached',
        queue: 'maxmemory-policy is allkeys-lru, set noeviction',
        whatsapp: 'no answer within 2 s',
      },
    })
  })

  it('shows its figures to Prometheus', async () => {
    const answer = await fetch(`${await listen(await openTestServer(), HERE)}/metrics`)
    expect(answer.headers.get('content-type')).toContain('text/plain')
    expect(await answer.text()).toContain('# TYPE inbound_messages_total counter')
  })
})

async function openTestServer(checks: Record<string, Check> = {}): Promise<FastifyInstance> {
  const http = await openHttp(openLog('debug', {}, { write: (line) => void written.push(line) }))
  healthRoutes(http, { checks, metrics: openMetrics() })
  servers.push(http)
  return http
}
