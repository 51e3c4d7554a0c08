import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { VOICE } from '../channels/contract.ts'
import { until } from '../queue/contract.ts'
import type { Person as OnTelegram } from '../standins/telegram-person.ts'
import type { Person as OnWhatsApp } from '../standins/twilio-person.ts'
import { joinsAt } from './joins.ts'
import { type Neighbour, openStreet, type Street } from './street.ts'

let street: Street
let fatma: Neighbour<OnTelegram>
let elif: Neighbour<OnTelegram>
let amina: Neighbour<OnWhatsApp>

beforeAll(async () => {
  street = await openStreet({ settings: { 'escalation.keyMother': 'P9D', 'keyMother.openThreads': '99' } })
  fatma = street.onTelegram(700_500_101, 'tr')
  elif = street.onTelegram(700_500_202, 'tr')
  amina = street.onWhatsApp('+31655500303', 'ar')
  const keyMother = await street.appoints('Fatma', 'key-mother', fatma)
  await joinsAt(street, elif, 'Elif', keyMother)
  await joinsAt(street, amina, 'أمينة', keyMother)
})
afterAll(() => street?.close())

describe('what does not come from the provider', () => {
  const rows = async () => {
    const found = await sql<{ n: string }>`
      select (select count(*) from messages) + (select count(*) from contacts) + (select count(*) from receipts)
        + (select count(*) from quarantine) as n`.execute(street.office.db)
    return Number(found.rows[0]!.n)
  }
  const refused = async (channel: string) => {
    const text = await (await fetch(`${street.address}/metrics`)).text()
    const lines = text.matchAll(/^refused_total\{channel="(.+)",reason="(.+)"\} (\d+)$/gm)
    const found = [...lines].filter(([, where]) => where === channel)
    return Object.fromEntries(found.map(([, , why, count]) => [why, Number(count)]))
  }
  const post = async (path: string, headers: Record<string, string>, body: string) =>
    (await fetch(street.publicUrl + path, { method: 'POST', headers, body })).status

  it('is answered 401, stored nowhere and counted: Telegram without or with a wrong secret', async () => {
    const before = await rows()
    const body = JSON.stringify({ update_id: 1, message: { chat: { id: 1, type: 'private' }, text: 'hi' } })
    const json = { 'content-type': 'application/json' }
    const secret = 'x-telegram-bot-api-secret-token'
    expect(await post('/webhooks/telegram', json, body)).toBe(401)
    expect(await post('/webhooks/telegram', { ...json, [secret]: 'guessed' }, body)).toBe(401)
    expect(await rows()).toBe(before)
    expect(await refused('telegram')).toEqual({ 'no-secret': 1, 'wrong-secret': 1 })
  })

  it('is answered 401, stored nowhere and counted: Twilio without or with a wrong signature', async () => {
    const before = await rows()
    const body = 'MessageSid=SM00000000000000000000000000000001&From=whatsapp%3A%2B31600000000&Body=hi'
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const path of ['/webhooks/twilio', '/webhooks/twilio/status']) {
      expect(await post(path, form, body)).toBe(401)
      expect(await post(path, { ...form, 'x-twilio-signature': 'c2lnbmVk' }, body)).toBe(401)
    }
    expect(await rows()).toBe(before)
    expect(await refused('whatsapp')).toEqual({ 'signature-missing': 2, 'signature-wrong': 2 })
  })
})

describe('what the provider brings, and we cannot use', () => {
  const secret = () => street.telegram.webhook()!.secret_token!
  const bring = async (body: string) => {
    const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret() }
    return (await fetch(`${street.publicUrl}/webhooks/telegram`, { method: 'POST', headers, body })).status
  }
  const quarantined = async () =>
    Number((await sql<{ n: string }>`select count(*) n from quarantine`.execute(street.office.db)).rows[0]!.n)

  it('half a JSON and an unknown update are kept for a person to look at, and answered 200', async () => {
    const before = await quarantined()
    expect(await bring('{"update_id": 77, "message": {"te')).toBe(200)
    expect(await bring(JSON.stringify({ update_id: 990_001, business_thing: { id: 1 } }))).toBe(200)
    expect(await bring('[[[[]]]]')).toBe(200)
    expect(await quarantined()).toBe(before + 3)
  })

  it('five megabytes are refused at the door, and everybody goes on', async () => {
    const status = await bring(JSON.stringify({ update_id: 990_002, text: 'x'.repeat(5_000_000) })).catch(
      () => 'cut off',
    )
    expect([413, 'cut off']).toContain(status)
    expect(await street.twilio.bring('/webhooks/twilio', { Body: 'x'.repeat(5_000_000) })).not.toBe(200)
    street.twilio.missed.length = 0
    await elif.says('menü')
    await elif.hears('menu.choose.ask')
  })
})

describe('whoever waits for a word gets a kind one, in her language', () => {
  const asks = async (text: string) => {
    await elif.says('menü')
    await elif.hears('menu.choose.ask')
    await elif.taps('ask.menu')
    await elif.hears('ask.body.ask')
    await elif.says(text)
  }
  const sends = async () => {
    await elif.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await elif.taps('send-question.to_key_mother.choice.send')
    await street.quiet()
  }
  afterEach(() => expect(street.twilio.breaches).toEqual([]))

  it.each([
    ['a sticker', { sticker: { file_id: 's', width: 1, height: 1 } }],
    ['a poll', { poll: { id: '1', question: 'x', options: [] } }],
    ['a contact', { contact: { phone_number: '+31600000001', first_name: 'Aunt' } }],
  ])('%s on Telegram, and her question goes on', async (_name, content) => {
    await elif.says('Sorum var: kreş nerede?')
    await elif.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await elif.phone.sends(content)
    await elif.hears('house.cannot_open')
    await elif.taps('send-question.to_key_mother.choice.not_now')
    await elif.hears('ask.not_sent.say')
  })

  it('a sticker and an empty text on WhatsApp', async () => {
    await amina.says('أين المدرسة؟')
    await amina.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    const webp = { mime: 'image/webp', bytes: VOICE }
    await amina.phone.sends({ MessageType: 'sticker', Body: '' }, [webp])
    await amina.hears('house.cannot_open')
    const count = amina.phone.heard().length
    await amina.says('')
    expect(amina.phone.heard().length).toBeGreaterThan(count)
    await amina.taps('send-question.to_key_mother.choice.not_now')
    await amina.hears('ask.not_sent.say')
  })

  it('only emoji are a question like any other', async () => {
    await asks('😢👶🏽💤')
    await sends()
    await fatma.phone.hears('😢👶🏽💤')
  })

  it('text that looks like a template, HTML or code arrives letter by letter', async () => {
    const strange = "{name} {{1}} <b>x</b> &amp; *_[a](b)_* `$(rm)` {count, plural, one {#} other {#}} '{?"
    await asks(strange)
    await sends()
    await fatma.phone.hears(strange)
    await amina.says(strange)
    await amina.taps('send-question.to_key_mother.choice.send')
    await street.quiet()
    const seen = fatma.phone.heard().filter(({ text }) => text.includes(strange))
    expect(seen).toHaveLength(2)
  })

  it('4,096 characters are told whole, on both channels', async () => {
    const long = 'Uzun bir hikâye. '.repeat(300).slice(0, 4090).padEnd(4096, '?')
    await elif.says(long)
    await elif.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await elif.taps('send-question.to_key_mother.choice.send')
    await street.quiet()
    const words = fatma.phone
      .heard()
      .slice(-4)
      .map(({ text }) => text)
      .join(' ')
      .replace(/\s+/g, '')
    expect(words).toContain(long.replace(/\s+/g, ''))
    await fatma.says(long)
    await fatma.taps('whose-words.is_it_for.choice.yes')
    await fatma.taps('send-answer.confirm.choice.send')
    await elif.phone.hears('?')
    // Asked whether it helped, she would ask more with whatever she says next.
    await elif.taps('answer-arrived.from_key_mother.choice.helped')
    await amina.says(long.slice(0, 1600))
    await amina.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await amina.taps('send-question.to_key_mother.choice.not_now')
  })

  it('a message corrected afterwards is no second message', async () => {
    await elif.says('Nerde')
    await elif.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await elif.phone.corrects('Nerede?')
    await elif.hears('house.corrected')
    await elif.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await elif.taps('send-question.to_key_mother.choice.send')
    await fatma.phone.hears('Nerde')
    expect(fatma.phone.heard().filter(({ text }) => text.includes('Nerede?'))).toEqual([])
    await elif.phone.corrects('Nerede?')
    await elif.hears('house.corrected')
  })
})

describe('a flood from one person', () => {
  const WORDS = Array.from({ length: 120 }, (_, i) => `kelime ${i}`)
  /** As many of hers as a minute brings are answered at once; the next ones stand in a line, half a second apart. */
  const AT_ONCE = 40
  const APART_MS = 500

  it('is kept to the last word and answered slowly, and nobody else waits for it', async () => {
    const { office } = street
    const noisy = street.onTelegram(700_500_404, 'tr')
    const flood = Promise.all(WORDS.map((word) => noisy.phone.says(word)))
    await amina.phone.says('قائمة')
    await amina.hears('menu.choose.ask')
    await flood
    const { id } = await office.db
      .selectFrom('contacts')
      .select('id')
      .where('address_key', '=', office.sealer.index(`telegram ${noisy.phone.id}`))
      .executeTakeFirstOrThrow()
    const rows = (direction: 'in' | 'out') =>
      office.db
        .selectFrom('messages')
        .select(['content', 'status', 'created_at'])
        .where('contact_id', '=', id)
        .where('direction', '=', direction)
        .orderBy('id')
        .execute()
    const kept = await rows('in')
    const wordOf = (content: Buffer) => JSON.parse(office.sealer.open(content, 'messages.content')).text
    expect(kept.map(({ content }) => wordOf(content))).toEqual(WORDS)
    const lineBegan = kept[AT_ONCE]!.created_at
    /** When those in the line were answered, whatever the machine takes for it. */
    const answered = async () => {
      const at = (await rows('out')).map(({ created_at }) => created_at.getTime())
      return [...new Set(at)].filter((time) => time > lineBegan.getTime())
    }
    await until(async () => (await answered()).length >= 4, 20_000)
    const times = await answered()
    const gaps = times.slice(1).map((time, i) => time - times[i]!)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(APART_MS)
    // In the order in which they came, and the rest of them still waits.
    const standing = (await rows('in')).map(({ status }) => status)
    expect(standing).toEqual([...standing].sort().reverse())
    expect(standing.slice(0, AT_ONCE)).not.toContain('held')
    expect(standing.at(-1)).toBe('held')
  })
})
