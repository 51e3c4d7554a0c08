import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { FastifyInstance } from 'fastify'
import { mediaKey, mediaRoutes, type StoredFile, signMedia } from '../../src/http/media.ts'
import { listen, openHttp } from '../../src/http/server.ts'
import { openLog } from '../../src/log.ts'

const KEY = mediaKey(randomBytes(32))
let http: FastifyInstance
let address: string

const NOW = new Date('2026-11-23T12:00:00Z')
const SOON = new Date('2026-11-23T12:10:00Z')
const VOICE: StoredFile = {
  bytes: Buffer.from('OggS'),
  mime: 'audio/ogg; codecs=opus',
  name: 'صوت "1"\r\n.ogg',
}

beforeAll(async () => {
  http = await openHttp(openLog('silent'))
  mediaRoutes(http, { key: KEY, now: () => NOW, find: async (id) => (id.startsWith('voice') ? VOICE : null) })
  address = await listen(http, { host: '127.0.0.1', port: 0 })
})
afterAll(() => http.close())

describe('a media link', () => {
  it('hands the file over, as a file and never as a page of ours', async () => {
    const answer = await fetchMedia(signMedia(KEY, 'voice-1', SOON))
    expect(answer.status).toBe(200)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(VOICE.bytes)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'audio/ogg; codecs=opus',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.%-]+$/,
    )
  })

  it('ends at its time', async () => {
    expect((await fetchMedia(signMedia(KEY, 'voice-1', NOW))).status).toBe(403)
  })

  it('opens nothing when anything in it was changed', async () => {
    const signed = signMedia(KEY, 'voice-1', SOON)
    const [id, expires, signature] = signed.split('.') as [string, string, string]
    const forged = [
      `voice-2.${expires}.${signature}`,
      `${id}.${Number(expires) + 1}.${signature}`,
      `${id}.${expires}.${signature.slice(0, -1)}`,
      `${id}.${expires}.${'A'.repeat(43)}`,
      `${id}.${expires}.`,
      `${id}.${expires}`,
      signMedia(mediaKey(randomBytes(32)), 'voice-1', SOON),
      '..%2f..%2fetc%2fpasswd',
    ]
    for (const link of forged) expect([link, (await fetchMedia(link)).status]).toEqual([link, 403])
  })

  it('to what was erased since finds nothing', async () => {
    expect((await fetchMedia(signMedia(KEY, 'erased', SOON))).status).toBe(404)
  })
})

const fetchMedia = (signed: string) => fetch(`${address}/m/${signed}`)
