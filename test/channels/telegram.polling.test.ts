import { createRequire } from 'node:module'
import { afterEach, describe, expect, it } from '@jest/globals'
import pino from 'pino'
import type { MsgIn } from '../../src/channels/channel.ts'
import { telegram } from '../../src/channels/telegram.ts'
import { frontDoor, ledgerDoor, outTo } from './contract.ts'
import { type TelegramHouse, telegramHouse, until } from './telegram-house.ts'

// CommonJS whose types promise a default export that it does not have.
type Emulator = typeof import('telegram-test-api')['default']
const TelegramServer: Emulator = createRequire(import.meta.url)('telegram-test-api')

describe('a house without an address of its own asks Telegram', () => {
  let house: TelegramHouse
  afterEach(() => house.close())

  const texts = (from = '') =>
    house.door.messages
      .filter((message) => message.address.startsWith(from))
      .map((message) => (message.content as { text: string }).text)

  it('a webhook of before is taken away, and what waited is heard', async () => {
    house = await telegramHouse('polling', { before: (stand) => void stand.person(77).says('ik was eerder') })
    await until(() => house.door.messages.length === 1)
    expect(house.stand.callsOf('deleteWebhook')).toHaveLength(1)
    expect(house.stand.callsOf('deleteWebhook')[0]!.payload.drop_pending_updates ?? false).toBe(false)
  })

  it('Telegram may forget a message only once it is stored', async () => {
    house = await telegramHouse('polling')
    let store: () => void = () => {}
    const taken: MsgIn[] = []
    house.door.message = (message) =>
      new Promise((resolve) => {
        taken.push(message)
        store = () => resolve('stored')
      })
    let confirmed = false
    const saying = house.stand
      .person(77)
      .says('dag')
      .then(() => {
        confirmed = true
      })
    await until(() => taken.length === 1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(confirmed).toBe(false)
    expect(house.stand.waiting()).toBe(1)
    store()
    await saying
    expect(house.stand.waiting()).toBe(0)
  })

  it('one neighbour whose message cannot be stored keeps her order, and holds up nobody else', async () => {
    house = await telegramHouse('polling', {
      before(stand) {
        for (const word of ['een', 'twee', 'drie']) {
          void stand.person(77).says(`amina ${word}`)
          void stand.person(88).says(`fatma ${word}`)
        }
      },
    })
    house.door.failNext(1)
    await until(() => house.stand.waiting() === 0)
    expect(texts('77')).toEqual(['amina een', 'amina twee', 'amina drie'])
    expect(texts('88')).toEqual(['fatma een', 'fatma twee', 'fatma drie'])
    // Fatma's three were stored in the first round, and were known when they were offered again.
    expect(texts().indexOf('fatma drie')).toBeLessThan(texts().indexOf('amina een'))
  })

  it('her button is answered by a call', async () => {
    house = await telegramHouse('polling')
    const amina = house.stand.person(77)
    await house.channel.send(outTo(amina, { text: 'Komt u?', choices: [{ payload: 'ja', label: 'Ja' }] }))
    await amina.taps('Ja')
    await until(() => house.stand.callsOf('answerCallbackQuery').length === 1)
  })

  it('when Telegram stumbles, it asks again', async () => {
    house = await telegramHouse('polling', {
      before(stand) {
        stand.breaks({ error: 500 }, { method: 'getUpdates' })
        stand.breaks('die', { method: 'getUpdates' })
        stand.breaks('gateway', { method: 'getUpdates' })
      },
    })
    await house.stand.person(77).says('dag')
    expect(texts()).toEqual(['dag'])
    await until(async () => (await house.channel.trouble()) === null)
  })

  it('two houses with one token: both are told that only one may ask', async () => {
    house = await telegramHouse('polling')
    await until(async () => (await house.channel.trouble()) === null)
    const { token, apiRoot } = house.stand
    const second = telegram({ token, apiRoot }, pino({ level: 'silent' }))
    const front = await frontDoor()
    await second.open(ledgerDoor(), front.http)
    await until(async () =>
      /only one may poll/.test(`${await house.channel.trouble()} ${await second.trouble()}`),
    )
    await second.close()
    await front.close()
  })

  it('closing does not wait for the long poll', async () => {
    house = await telegramHouse('polling')
    await until(async () => (await house.channel.trouble()) === null)
    const before = Date.now()
    await house.channel.close()
    expect(Date.now() - before).toBeLessThan(5000)
  })
})

describe('an emulator of Telegram that is not ours', () => {
  it('hears us and is heard', async () => {
    const token = '123456:not-our-emulator'
    const server = new TelegramServer({ port: await freePort(), host: '127.0.0.1' })
    await server.start()
    const front = await frontDoor()
    const door = ledgerDoor()
    const channel = telegram({ token, apiRoot: server.config.apiURL }, pino({ level: 'silent' }))
    try {
      await channel.open(door, front.http)
      const client = server.getClient(token, { chatId: 77, userId: 77, firstName: 'Amina', timeout: 5000 })
      await client.sendMessage(client.makeMessage('wie kan mij helpen?'))
      await client.sendCommand(client.makeCommand('/start k_abc'))
      await until(() => door.messages.length === 2)
      expect(door.messages.map((message) => message.content)).toEqual([
        { kind: 'text', text: 'wie kan mij helpen?' },
        { kind: 'start', code: 'k_abc' },
      ])
      await channel.send(
        outTo({ address: '77' }, { text: 'Fatma', choices: [{ payload: 'ja', label: 'Vraag haar' }] }),
      )
      const [reply] = (await client.getUpdates()).result
      expect(reply!.message).toMatchObject({ text: 'Fatma', link_preview_options: { is_disabled: true } })
      await client.sendCallback(client.makeCallbackQuery('ja'))
      await until(() => door.messages.length === 3)
      expect(door.messages[2]).toMatchObject({ address: '77', content: { kind: 'tap', payload: 'ja' } })
    } finally {
      await channel.close()
      await front.close()
      await server.stop()
    }
  })
})

/** The emulator cannot listen on port 0 and tell which one it got. */
async function freePort(): Promise<number> {
  const front = await frontDoor()
  await front.close()
  return Number(new URL(front.url).port)
}
