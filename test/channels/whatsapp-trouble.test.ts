import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { SendTrouble } from '../../src/channels/channel.ts'
import { sendErrorOf, troubleOf } from '../../src/channels/whatsapp/errors.ts'
import type { Person } from '../standins/twilio-person.ts'
import { outTo, VOICE } from './contract.ts'
import { openWhatsApp, type WhatsAppHouse } from './whatsapp-house.ts'

const SID = `SM${'a'.repeat(32)}`

let house: WhatsAppHouse
let amina: Person
beforeEach(async () => {
  house = await openWhatsApp()
  amina = house.twilio.person('+31611111111')
  amina.lastWrote = house.twilio.now()
})
afterEach(() => house.close())

describe('when Twilio says no', () => {
  const meanings: [SendTrouble, number[]][] = [
    ['window', [63016]],
    ['slow-down', [20429, 21611, 30001, 63017, 63018, 63038, 63049]],
    ['blocked', [21610, 63014, 63033]],
    ['gone', [21211, 63003, 63024]],
    ['misconfigured', [20003, 21408, 30007, 63007, 63020, 63027, 63028]],
    ['unreachable', [63012, 63019, 63021]],
    ['refused', [63013, 63032, 99999]],
  ]
  it.each(meanings)('we hear %s, at once and afterwards alike: %j', async (trouble, codes) => {
    for (const code of codes) {
      house.twilio.misbehave({ status: 400, code, message: `no ${amina.address}` }, { later: code })
      const error = await house.channel.send(outTo(amina, { text: 'dag' })).catch((thrown) => thrown)
      expect([code, error.trouble, error.tryAgain]).toEqual([
        code,
        trouble,
        trouble === 'slow-down' || trouble === 'unreachable',
      ])
      expect(`${error.message} ${error.cause} ${error.stack}`).not.toMatch(/31611111111/)
      await house.channel.send(outTo(amina, { text: 'dag' }))
      await house.twilio.settled()
      expect(house.door.statuses.at(-1)).toMatchObject({ status: 'failed', error: { trouble } })
    }
  })

  it('what Meta withholds for the day waits for hours', () => {
    expect(troubleOf(63049).retryAfter).toBeGreaterThanOrEqual(3_600_000)
  })

  it('a status without a code is a refusal, not a crash', () => {
    expect(troubleOf(undefined)).toMatchObject({ trouble: 'refused', tryAgain: false })
  })

  it.each([
    ['429', { garbage: 429 }, 'slow-down', false],
    ['500 with a page', { garbage: 500 }, 'unreachable', true],
    ['503', { garbage: 503 }, 'unreachable', false],
    ['a page in place of an answer', { garbage: 200 }, 'unreachable', true],
    ['401', { garbage: 401 }, 'misconfigured', false],
    ['a line cut before the answer', 'cut', 'unreachable', true],
  ] as const)('%s', async (_name, trick, trouble, ambiguous) => {
    house.twilio.misbehave(trick)
    const sending = house.channel.send(outTo(amina, { text: 'dag' }))
    await expect(sending).rejects.toMatchObject({ name: 'SendError', trouble, ambiguous })
  })

  it('nobody listens at all: the message was surely not taken', async () => {
    const channel = house.another({ apiRoot: 'http://127.0.0.1:9' })
    const sending = channel.send(outTo(amina, { text: 'dag' }))
    await expect(sending).rejects.toMatchObject({ trouble: 'unreachable', ambiguous: false, tryAgain: true })
  })

  it('a line that stays silent counts as perhaps taken', () => {
    expect(sendErrorOf({ code: 'ECONNABORTED' })).toMatchObject({ trouble: 'unreachable', ambiguous: true })
    expect(sendErrorOf(undefined)).toMatchObject({ trouble: 'unreachable', ambiguous: true })
  })
})

describe('what Twilio tells about our messages', () => {
  const STATUS = '/webhooks/twilio/status'
  const tell = (fields: Record<string, string>, query = '') =>
    house.twilio.bring(STATUS + query, { MessageSid: SID, ...fields })

  it.each([
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'read'],
    ['failed', 'failed'],
    ['undelivered', 'failed'],
  ])('%s is %s, with our own id', async (told, status) => {
    expect(await tell({ MessageStatus: told, ErrorCode: '63016' }, '?message=ours%2F1')).toBe(200)
    expect(house.door.statuses).toMatchObject([
      { channel: 'whatsapp', providerId: SID, status, ourId: 'ours/1' },
    ])
    expect(house.door.statuses[0]!.error?.trouble).toBe(status === 'failed' ? 'window' : undefined)
  })

  it('what is no news is no status, what is new to us is kept apart', async () => {
    for (const status of ['queued', 'sending', 'accepted', 'scheduled'])
      expect(await tell({ MessageStatus: status })).toBe(200)
    expect(house.door.statuses).toEqual([])
    expect(await tell({ MessageStatus: 'teleported' })).toBe(200)
    expect(house.door.quarantined).toHaveLength(1)
  })

  it('the first part of a long message counts only when it fails', async () => {
    await tell({ MessageStatus: 'delivered' }, '?message=m1&part=early')
    expect(house.door.statuses).toEqual([])
    await tell({ MessageStatus: 'failed', ErrorCode: '63024' }, '?message=m1&part=early')
    expect(house.door.statuses).toMatchObject([{ ourId: 'm1', status: 'failed', error: { trouble: 'gone' } }])
  })
})

describe('media', () => {
  const reference = () => {
    const { content } = house.door.messages.at(-1)!
    if (content.kind !== 'media') throw new Error(`came in as ${content.kind}`)
    return content.reference
  }

  it('what was fetched does not stay with Twilio', async () => {
    await amina.sendsVoice(VOICE)
    expect((await house.channel.fetch(reference())).bytes.equals(VOICE)).toBe(true)
    expect(house.twilio.books.entries.flatMap(({ media }) => media)).toEqual([])
    await expect(house.channel.fetch(reference())).rejects.toMatchObject({ trouble: 'gone' })
  })

  it('more than 16 MB is not taken in', async () => {
    await amina.sendsVoice(Buffer.alloc(16 * 1024 * 1024 + 1))
    await expect(house.channel.fetch(reference())).rejects.toMatchObject({ trouble: 'refused' })
  })

  it.each(['', '../Keys', 'https://evil.example/x', `MM${'a'.repeat(32)}/../../x`])(
    '"%s" is no reference',
    async (text) => {
      await expect(house.channel.fetch(text)).rejects.toMatchObject({ trouble: 'refused' })
      expect(house.twilio.books.calls).toEqual([])
    },
  )

  it('a redirect to another server is not followed', async () => {
    const asked: string[] = []
    const stranger = createServer((request, response) => {
      asked.push(request.url!)
      response.end('secret')
    })
    const pointing = createServer((_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${port(stranger)}/latest/meta-data` }).end()
    })
    for (const server of [stranger, pointing])
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const channel = house.another({ apiRoot: `http://127.0.0.1:${port(pointing)}` })
    const fetching = channel.fetch(`MM${'a'.repeat(32)}/ME${'b'.repeat(32)}`)
    await expect(fetching).rejects.toMatchObject({ trouble: 'refused' })
    expect(asked).toEqual([])
    for (const server of [stranger, pointing]) {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    }
  })
})

describe('catching up with what Twilio kept while we were down', () => {
  it('brings back all in their order, and doubles nothing', async () => {
    const since = new Date(Date.now() - 60_000)
    const fatma = house.twilio.person('+31622222222')
    await amina.says('voor de storing')
    house.door.failNext(Number.POSITIVE_INFINITY)
    for (let i = 0; i < 60; i++) await (i % 2 ? amina : fatma).says(`bericht ${i}`)
    await amina.sendsVoice(VOICE)
    house.door.failNext(0)
    await amina.says('na de storing')
    await house.channel.send(outTo(amina, { text: 'van ons' }))
    house.twilio.books.pageSize = 25

    expect(await house.channel.catchUp!(since)).toBe(61)
    const texts = house.door.messages.map(({ content }) =>
      content.kind === 'text' ? content.text : content.kind,
    )
    const missed = Array.from({ length: 60 }, (_, i) => `bericht ${i}`)
    expect(texts).toEqual(['voor de storing', 'na de storing', ...missed, 'media'])
    expect(await house.channel.catchUp!(since)).toBe(0)
    expect(house.door.messages).toHaveLength(63)
    const { content } = house.door.messages.at(-1)!
    if (content.kind !== 'media') throw new Error('the voice note was lost')
    expect((await house.channel.fetch(content.reference)).bytes.equals(VOICE)).toBe(true)
    expect(await house.channel.catchUp!(since)).toBe(0)
  })

  it('does not hear the house itself', async () => {
    await amina.says('dag')
    const [hers] = house.twilio.books.entries
    house.twilio.books.entries.push({ ...hers!, sid: `SM${'e'.repeat(32)}`, direction: 'outbound-api' })
    expect(await house.channel.catchUp!(new Date(Date.now() - 60_000))).toBe(0)
  })

  it('looks no further back than asked', async () => {
    house.door.failNext(Number.POSITIVE_INFINITY)
    await amina.says('oud')
    house.twilio.forward(10_000)
    await amina.says('nieuw')
    house.door.failNext(0)
    expect(await house.channel.catchUp!(new Date(Date.now() + 5_000))).toBe(1)
    expect(house.door.messages).toMatchObject([{ content: { kind: 'text', text: 'nieuw' } }])
  })

  it('what still cannot be stored is thrown, to be read again', async () => {
    house.door.failNext(2)
    await amina.says('dag')
    const since = new Date(Date.now() - 60_000)
    await expect(house.channel.catchUp!(since)).rejects.toThrow('the database is away')
    expect(await house.channel.catchUp!(since)).toBe(1)
  })
})

const port = (server: ReturnType<typeof createServer>) => (server.address() as AddressInfo).port
