import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type TelegramHouse, telegramHouse, textUpdate } from './telegram-house.ts'

const SECRET = 'x-telegram-bot-api-secret-token'

describe('somebody who is not Telegram knocks', () => {
  let house: TelegramHouse
  beforeEach(async () => {
    house = await telegramHouse('webhook')
  })
  afterEach(() => house.close())

  const forgeries: [string, Record<string, string>][] = [
    ['no secret', {}],
    ['an empty secret', { [SECRET]: '' }],
    ['a wrong secret', { [SECRET]: 'verkeerd' }],
    ['the secret in capitals', { [SECRET]: 'GEHEIM' }],
    ['the beginning of the secret', { [SECRET]: 'gehei' }],
    ['more than the secret', { [SECRET]: 'geheim1' }],
    ['the secret twice', { [SECRET]: 'geheim, geheim' }],
    ['the secret with a comma', { [SECRET]: 'geheim,' }],
    ['the word undefined', { [SECRET]: 'undefined' }],
    ['the secret in another header', { authorization: 'Bearer geheim' }],
    [
      'the secret in a forwarded header',
      { 'x-forwarded-for': '149.154.167.220', 'x-secret-token': 'geheim' },
    ],
    ['a secret of 8 kB', { [SECRET]: 'g'.repeat(8000) }],
  ]
  it.each(forgeries)('with %s she is refused, counted, and nothing is stored', async (_how, headers) => {
    const { status } = await house.knock(JSON.stringify(textUpdate(5, 'ik ben de directeur')), headers)
    expect(status).toBe(401)
    expect(house.door.refusals).toHaveLength(1)
    expect(house.door.tried).toBe(0)
    expect(house.door.quarantined).toEqual([])
  })

  it('a stranger learns nothing about how well her JSON was written', async () => {
    expect((await house.knock('{"half', {})).status).toBe(401)
    expect((await house.knock('x'.repeat(2_000_000), { [SECRET]: 'nee' })).status).toBe(401)
  })
})

describe('Telegram brings what nobody expects', () => {
  let house: TelegramHouse
  beforeEach(async () => {
    house = await telegramHouse('webhook')
  })
  afterEach(() => house.close())

  const deep = (depth: number) => `{"update_id":1,"message":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`
  const group = { id: -100123, type: 'supergroup', title: 'Buurt' }
  const oddities: [string, string][] = [
    ['half a JSON', '{"update_id":1,"mess'],
    ['an empty body', ''],
    ['an array', '[1,2,3]'],
    ['null', 'null'],
    ['a text', '"hallo"'],
    ['a number', '7'],
    ['nothing but an id', '{"update_id":12}'],
    ['no id', JSON.stringify({ message: textUpdate(1, 'x').message })],
    ['a depth of 100,000', deep(100_000)],
    ['an id with a fraction', JSON.stringify(textUpdate(1.5, 'x'))],
    ['an id of 2^53', JSON.stringify(textUpdate(2 ** 53, 'x'))],
    ['an id that is an object', JSON.stringify(textUpdate({ $gt: 0 }, 'x'))],
    ['a message that is a list', '{"update_id":2,"message":[]}'],
    ['a text that is a number', JSON.stringify(textUpdate(3, 42))],
    ['a chat without an id', JSON.stringify(textUpdate(4, 'x', { type: 'private' }))],
    ['a chat id that is rounded', JSON.stringify(textUpdate(4, 'x', { id: 1e300, type: 'private' }))],
    ['a group', JSON.stringify(textUpdate(5, 'hallo allemaal', group))],
    ['a channel', JSON.stringify({ update_id: 6, channel_post: textUpdate(6, 'nieuws', group).message })],
    ['a kind from the future', '{"update_id":7,"telepathy":{"from":{"id":1}}}'],
    [
      'a pinned message',
      JSON.stringify({ update_id: 8, message: { ...textUpdate(8, undefined).message, pinned_message: {} } }),
    ],
    [
      'another bot',
      JSON.stringify({
        update_id: 9,
        message: { ...textUpdate(9, 'x').message, from: { id: 9, is_bot: true } },
      }),
    ],
    [
      'its prototype',
      '{"update_id":10,"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}',
    ],
    ['a tap without data', '{"update_id":11,"callback_query":{"id":"1","from":{"id":77}}}'],
  ]
  it.each(oddities)('%s: it is kept apart, answered 200, and nobody is written to', async (_what, body) => {
    expect((await house.knock(body)).status).toBe(200)
    expect(house.door.tried).toBe(0)
    expect(house.door.quarantined).toHaveLength(1)
    expect(house.door.quarantined[0]!.providerId).not.toBe('')
    expect(JSON.stringify(house.door.quarantined[0]!.raw).length).toBeGreaterThan(0)
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })

  it('the same oddity twice has the same id, so it is counted once', async () => {
    await house.knock('{"half')
    await house.knock('{"half')
    const [first, second] = house.door.quarantined
    expect(first!.providerId).toBe(second!.providerId)
  })

  it('more than a megabyte is not read', async () => {
    expect((await house.knock(JSON.stringify(textUpdate(1, 'a'.repeat(5_000_000))))).status).toBe(413)
    expect(house.door.tried).toBe(0)
  })

  it('gzip that is none is kept apart', async () => {
    const { status } = await house.knock('{"update_id":1}', {
      [SECRET]: 'geheim',
      'content-encoding': 'gzip',
    })
    expect(status).toBe(200)
  })

  it('another content type does not matter, the words do', async () => {
    const headers = { [SECRET]: 'geheim', 'content-type': 'text/plain' }
    expect((await house.knock(JSON.stringify(textUpdate(1, 'dag')), headers)).status).toBe(200)
    expect(house.door.messages).toHaveLength(1)
  })

  it('an id in quotes is the same id, so the same message has one effect', async () => {
    await house.knock(JSON.stringify(textUpdate('41', 'dag')))
    await house.knock(JSON.stringify(textUpdate(41, 'dag')))
    expect(house.door.messages).toHaveLength(1)
  })

  it('a date that is none does not lose what she said', async () => {
    const update = textUpdate(1, 'dag')
    await house.knock(JSON.stringify({ ...update, message: { ...update.message, date: -1e300 } }))
    expect(Math.abs(house.door.messages[0]!.at.getTime() - Date.now())).toBeLessThan(5000)
  })
})
