import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import pino from 'pino'
import { telegram } from '../../src/channels/telegram.ts'
import { type TelegramHouse, telegramHouse, textUpdate, until } from './telegram-house.ts'

const SECRET = 'x-telegram-bot-api-secret-token'

describe('a mother writes by webhook', () => {
  let house: TelegramHouse
  beforeEach(async () => {
    house = await telegramHouse('webhook')
  })
  afterEach(() => house.close())

  const contents = () => house.door.messages.map((message) => message.content)

  it('an invitation link brings its code, a bare start brings none', async () => {
    const amina = house.stand.person(77, { language: 'ar-EG' })
    await until(() => house.channel.inviteLink('') !== null)
    await amina.opens(house.channel.inviteLink('k_Ab-9_z')!)
    await amina.opens('')
    expect(contents()).toEqual([
      { kind: 'start', code: 'k_Ab-9_z' },
      { kind: 'start', code: '' },
    ])
    expect(house.door.messages[0]!.appLanguage).toBe('ar')
  })

  it('a slash before a word does not matter', async () => {
    const amina = house.stand.person(77)
    for (const text of ['/stop', '/help@ouderpunt_bot', '/taal tr', '/قف', '/', '1/2', '/start/../x'])
      await amina.says(text)
    const texts = contents().map((content) => (content.kind === 'text' ? content.text : content.kind))
    expect(texts).toEqual(['stop', 'help', 'taal tr', 'قف', '/', '1/2', '/start/../x'])
  })

  it('an edited message says that it is one', async () => {
    const amina = house.stand.person(77)
    await amina.says('mijn zon')
    await amina.corrects('mijn zoon')
    expect(contents().at(-1)).toEqual({ kind: 'text', text: 'mijn zoon', edited: true })
  })

  it('pictures, files, places and stickers are told apart', async () => {
    const amina = house.stand.person(77)
    const picture = Buffer.alloc(5000, 7)
    await amina.sendsPicture(picture, 'de brief')
    await amina.sendsFile(Buffer.from('%PDF-1.7'), 'brief.pdf', 'application/pdf')
    await amina.sendsPlace(51.87, 4.49)
    await amina.sends({ sticker: { file_id: 'x', emoji: '🌷' } })
    await amina.sends({ animation: { file_id: 'gif' }, document: { file_id: 'gif' } })
    await amina.sends({ voice: { file_id: 'leeg', duration: 0, file_size: 0 } })
    expect(contents()).toMatchObject([
      { kind: 'media', media: 'picture', mime: 'image/jpeg', bytes: 5000, caption: 'de brief' },
      { kind: 'media', media: 'file', mime: 'application/pdf' },
      { kind: 'place', latitude: 51.87, longitude: 4.49 },
      { kind: 'other', what: 'sticker' },
      { kind: 'other', what: 'animation' },
      { kind: 'media', media: 'voice', seconds: 0 },
    ])
    const [content] = contents()
    if (content!.kind !== 'media') throw new Error('not a picture')
    expect((await house.channel.fetch(content!.reference)).bytes.equals(picture)).toBe(true)
  })

  it('her button is answered in the same breath, without a call of ours', async () => {
    const amina = house.stand.person(77)
    const choices = [{ payload: 'c:1', label: 'Ja, graag' }]
    await house.channel.send({ ...OUT, text: 'Komt u?', choices })
    await amina.taps('Ja, graag')
    expect(house.door.messages[0]!.content).toEqual({ kind: 'tap', payload: 'c:1', label: 'Ja, graag' })
    expect(house.stand.callsOf('answerCallbackQuery')).toHaveLength(1)
    expect(house.stand.callsOf('answerCallbackQuery')[0]!.payload.callback_query_id).toMatch(/^tap/)
  })

  it('a button whose message Telegram has forgotten still counts', async () => {
    const tap = {
      id: '9',
      from: { id: 77 },
      data: 'c:2',
      message: { chat: { id: 77, type: 'private' }, date: 0 },
    }
    const { body } = await house.knock(JSON.stringify({ update_id: 3, callback_query: tap }))
    expect(JSON.parse(body)).toEqual({ method: 'answerCallbackQuery', callback_query_id: '9' })
    expect(house.door.messages[0]).toMatchObject({ address: '77', content: { kind: 'tap', payload: 'c:2' } })
  })

  it('four messages in one second are heard in her order, though the second could not be stored at first', async () => {
    const amina = house.stand.person(77)
    house.door.failNext(1)
    await Promise.all(['een', 'twee', 'drie', 'vier'].map((word) => amina.says(word)))
    expect(contents().map((content) => (content as { text: string }).text)).toEqual([
      'een',
      'twee',
      'drie',
      'vier',
    ])
    expect(house.logged()).toContain('could not be stored')
  })

  it('the same update again is a repeat', async () => {
    await house.stand.person(77).says('dag')
    await house.stand.repeats()
    expect(house.door.tried).toBe(2)
    expect(house.door.messages).toHaveLength(1)
  })

  it('it is told when she blocks us and when she comes back', async () => {
    const amina = house.stand.person(77)
    await amina.blocks()
    await amina.unblocks()
    expect(house.door.reached).toEqual([
      { address: '77', reachable: false },
      { address: '77', reachable: true },
    ])
  })

  it('a chat that moves is known under its new address', async () => {
    const chat = { id: -5, type: 'group' }
    await house.knock(
      JSON.stringify({ update_id: 1, message: { message_id: 1, date: 1, chat, migrate_to_chat_id: -1005 } }),
    )
    expect(house.door.moves).toEqual([{ from: '-5', to: '-1005' }])
  })

  it('after closing it takes nothing more, so Telegram keeps it', async () => {
    await house.channel.close()
    expect((await house.knock(JSON.stringify(textUpdate(1, 'dag')))).status).toBe(503)
    expect(house.door.tried).toBe(0)
  })

  it('no word, address, secret or token is in the log', async () => {
    house.door.failNext(1)
    await house.stand.person(7707077).says('mijn man slaat mij')
    await house.knock(JSON.stringify(textUpdate(1, 'x')), { [SECRET]: 'gokje' })
    for (const private_ of ['slaat', '7707077', 'geheim', 'gokje', house.stand.token])
      expect(house.logged()).not.toContain(private_)
  })
})

describe('the webhook is registered', () => {
  it('with its secret and no more kinds than we read, and nothing that waits is dropped', async () => {
    const house = await telegramHouse('webhook', {
      settings: { secret: undefined },
      before: (stand) => void stand.person(77).says('ik was eerder'),
    })
    await until(() => house.door.messages.length === 1)
    const [call] = house.stand.callsOf('setWebhook')
    expect(call!.payload.secret_token).toMatch(/^[\w-]{43}$/)
    expect(call!.payload.allowed_updates).toEqual([
      'message',
      'edited_message',
      'callback_query',
      'my_chat_member',
    ])
    expect(call!.payload.url).toBe(`${house.url}/webhooks/telegram`)
    expect(call!.payload.drop_pending_updates ?? false).toBe(false)
    await house.close()
  })

  it('as soon as Telegram is there, when it was away at the start; meanwhile the house says so', async () => {
    const house = await telegramHouse('webhook', {
      before: (stand) => stand.breaks({ error: 502 }, { method: 'setWebhook', times: 2 }),
    })
    await until(async () => /trouble of its own/.test((await house.channel.trouble()) ?? ''))
    await until(async () => (await house.channel.trouble()) === null)
    expect(house.stand.webhook()).not.toBeNull()
    await house.close()
  })

  it('a wrong token is told in words that help, without the token', async () => {
    const token = '99:niet-deze'
    const house = await telegramHouse('webhook', { settings: { token } })
    await until(async () => /@BotFather/.test((await house.channel.trouble()) ?? ''))
    expect(house.logged()).toContain('@BotFather')
    expect(house.logged()).not.toContain(token)
    expect(house.channel.inviteLink('x')).toBeNull()
    await house.close()
  })

  it('a secret that Telegram would not take stops the start, and so does no token', () => {
    const log = pino({ level: 'silent' })
    expect(() => telegram({ token: '1:a', secret: 'met spatie' }, log)).toThrow('TELEGRAM_WEBHOOK_SECRET')
    expect(() => telegram({ token: '' }, log)).toThrow('TELEGRAM_BOT_TOKEN')
  })
})

const OUT = {
  id: 'o1',
  address: '77',
  language: 'nl',
  direction: 'ltr' as const,
  text: '',
  choices: [],
  protect: false,
}
