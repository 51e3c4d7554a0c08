import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import webhooks from 'twilio/lib/webhooks/webhooks.js'
import type { Person } from '../standins/twilio-person.ts'
import { openWhatsApp, PUBLIC, type WhatsAppHouse } from './whatsapp-house.ts'

const SID = `SM${'a'.repeat(32)}`
const PATH = '/webhooks/twilio'

let house: WhatsAppHouse
let amina: Person
beforeEach(async () => {
  house = await openWhatsApp()
  amina = house.twilio.person('+31611111111')
})
afterEach(() => house.close())

describe('what is not signed by Twilio', () => {
  const fields: Record<string, string> = {
    MessageSid: SID,
    From: 'whatsapp:+31611111111',
    Body: 'dag',
    NumMedia: '0',
    Empty: '',
  }
  const sign = (url = PUBLIC + PATH, params: object = fields, token = house.twilio.settings.authToken) =>
    webhooks.getExpectedTwilioSignature(token, url, params as Record<string, string>)

  async function post(
    signature: string | null,
    body: string = form(fields),
    path = PATH,
    headers: object = {},
  ) {
    const response = await fetch(house.url + path, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(signature === null ? {} : { 'x-twilio-signature': signature }),
        ...headers,
      },
    })
    return {
      status: response.status,
      body: await response.text(),
      type: response.headers.get('content-type'),
    }
  }

  const forgeries: [string, () => ReturnType<typeof post>][] = [
    ['no signature', () => post(null)],
    ['an empty signature', () => post('')],
    ['a signature of another token', () => post(sign(PUBLIC + PATH, fields, 'another'))],
    ['a signature of an empty token', () => post(sign(PUBLIC + PATH, fields, ''))],
    ['a signature cut short', () => post(sign().slice(0, -2))],
    ['a signature with a tail', () => post(`${sign()}x`)],
    ['two signatures in one header', () => post(`${sign()}, ${sign()}`)],
    ['a signature in another case', () => post(swapCase(sign()))],
    ['a word changed', () => post(sign(), form({ ...fields, Body: 'Dag' }))],
    ['a word trimmed', () => post(sign(PUBLIC + PATH, { ...fields, Body: ' dag ' }))],
    ['a field added', () => post(sign(), form({ ...fields, ButtonPayload: 'yes' }))],
    ['an empty field taken away', () => post(sign(), form({ ...fields, Empty: undefined }))],
    [
      'a value moved into the next name',
      () => post(sign(), form({ ...fields, Body: 'd', agNumMedia: '0', NumMedia: undefined })),
    ],
    ['another sender', () => post(sign(), form({ ...fields, From: 'whatsapp:+31622222222' }))],
    ['the other webhook', () => post(sign(`${PUBLIC}/webhooks/twilio/status`))],
    ['another scheme', () => post(sign(`http://ouders.example${PATH}`))],
    ['another host', () => post(sign(`https://evil.example${PATH}`))],
    ['the host as the request tells it', () => post(sign(house.url + PATH))],
    [
      'the host as a forged proxy tells it',
      () =>
        post(sign(`https://evil.example${PATH}`), form(fields), PATH, {
          'x-forwarded-host': 'evil.example',
          'x-forwarded-proto': 'https',
          host: 'evil.example',
        }),
    ],
    ['a slash at the end', () => post(sign(`${PUBLIC + PATH}/`))],
    ['a query that was not signed', () => post(sign(), form(fields), `${PATH}?message=1`)],
    ['a query taken away', () => post(sign(`${PUBLIC + PATH}?message=1`))],
    [
      'the hash of the body in the query only',
      () => post(sign(`${PUBLIC + PATH}?bodySHA256=00`, {}), form(fields), `${PATH}?bodySHA256=00`),
    ],
    [
      'JSON in place of a form',
      () => post(sign(), JSON.stringify(fields), PATH, { 'content-type': 'application/json' }),
    ],
    ['no body', () => post(sign(), '')],
  ]
  it.each(forgeries)('%s: refused, counted, nothing stored', async (_name, forge) => {
    const answer = await forge()
    expect(answer.status).toBe(401)
    expect(answer.body).toBe('')
    expect(house.door.refusals).toHaveLength(1)
    expect([house.door.tried, house.door.quarantined.length, house.door.statuses.length]).toEqual([0, 0, 0])
  })

  it('the genuine one beside them is taken, with an empty answer that Twilio understands', async () => {
    expect(await post(sign())).toEqual({
      status: 200,
      type: expect.stringContaining('text/xml'),
      body: expect.stringMatching(/<Response\/>$/),
    })
    expect(house.door.messages).toHaveLength(1)
  })

  it('a proxy may say what it likes about hosts', async () => {
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
    }
    expect((await post(sign(), form(fields), PATH, headers)).status).toBe(200)
  })

  it('a field that comes twice is one signature, and the first counts', async () => {
    const twice = { ...fields, Body: ['b', 'a'] }
    expect(
      (await post(sign(PUBLIC + PATH, twice), `${form({ ...fields, Body: undefined })}&Body=b&Body=a`))
        .status,
    ).toBe(200)
    expect(house.door.messages[0]?.content).toEqual({ kind: 'text', text: 'b' })
  })

  it('a body over one megabyte is not read', async () => {
    expect((await post(sign(), form({ Body: 'x'.repeat(1_100_000) }))).status).toBe(413)
  })

  it('200 genuine messages in every script come in unchanged', async () => {
    const scraps = [
      'é',
      '٢',
      '&',
      '+',
      '👩‍👩‍👧',
      '%41',
      '=',
      '  ',
      '\n',
      'ﷺ',
      'ğ',
      '"',
      "'",
      '<b>',
      '{{7*7}}',
      '\u202E',
      '__proto__',
    ]
    const texts = Array.from(
      { length: 200 },
      (_, i) => `${i}${scraps[i % 17]}${scraps[(i * 7) % 17]} ${scraps[(i * 3) % 17]} `,
    )
    const answers = await Promise.all(texts.map((text) => amina.says(text)))
    expect(new Set(answers)).toEqual(new Set([200]))
    const heard = house.door.messages.map(({ content }) => content.kind === 'text' && content.text)
    expect(new Set(heard)).toEqual(new Set(texts))
  })
})

describe('what comes in from WhatsApp', () => {
  const first = () => house.door.messages[0]!

  it('is answered 503 when it could not be stored, and Twilio does not bring it again', async () => {
    house.door.failNext(1)
    expect(await amina.says('hoort u mij?')).toBe(503)
    expect(house.door.messages).toEqual([])
    expect(house.log.text).not.toMatch(/hoort|31611111111/)
  })

  it('a word with a code stays a word: who reads it knows what it means', async () => {
    await amina.says('JOIN K7F3')
    expect(first().content).toEqual({ kind: 'text', text: 'JOIN K7F3' })
    expect(JSON.stringify(first())).not.toContain('phone')
  })

  it('a place on the map, a nameless place, and half a place', async () => {
    await amina.sendsPlace(51.88, 4.49, 'Pendrecht')
    await amina.sendsPlace(51.88, 4.49)
    await amina.sends({ MessageType: 'location', Latitude: '999', Longitude: 'x' })
    expect(house.door.messages.map(({ content }) => content)).toEqual([
      { kind: 'place', latitude: 51.88, longitude: 4.49, label: 'Pendrecht' },
      { kind: 'place', latitude: 51.88, longitude: 4.49 },
      { kind: 'other', what: 'location' },
    ])
  })

  it.each([
    ['audio/ogg', 'voice'],
    ['image/jpeg', 'picture'],
    ['video/mp4', 'video'],
    ['application/pdf', 'file'],
  ])('%s is a %s', async (mime, media) => {
    await amina.sends({ Body: 'kijk' }, [{ mime, bytes: Buffer.from('x') }])
    expect(first().content).toMatchObject({ kind: 'media', media, mime, caption: 'kijk' })
  })

  it('a sticker and a contact are told apart from what can be opened', async () => {
    await amina.sends({ MessageType: 'sticker' }, [{ mime: 'image/webp', bytes: Buffer.from('x') }])
    await amina.sends({ MessageType: 'contacts' }, [{ mime: 'text/vcard', bytes: Buffer.from('x') }])
    await amina.sends({ MessageType: 'order', Body: '' })
    const whats = house.door.messages.map(({ content }) => content.kind === 'other' && content.what)
    expect(whats).toEqual(['sticker', 'contact', 'order'])
  })

  it('three pictures at once are three messages in their order', async () => {
    const bytes = ['a', 'b', 'c'].map((letter) => ({ mime: 'image/png', bytes: Buffer.from(letter) }))
    await amina.sends({ Body: 'van het feest' }, bytes)
    const [one, two, three] = house.door.messages
    expect([two!.providerId, three!.providerId]).toEqual([`${one!.providerId}.1`, `${one!.providerId}.2`])
    expect(house.door.messages.map(({ content }) => content.kind === 'media' && content.caption)).toEqual([
      'van het feest',
      undefined,
      undefined,
    ])
    for (const [i, { content }] of house.door.messages.entries()) {
      if (content.kind !== 'media') throw new Error('no picture')
      expect((await house.channel.fetch(content.reference)).bytes).toEqual(bytes[i]!.bytes)
    }
  })

  it.each(['99', '-1', '1e999', 'NaN', '3.7', '0x2'])(
    '%s media that are not there harm nobody',
    async (count) => {
      expect(await amina.sends({ NumMedia: count, Body: 'dag' })).toBe(200)
      expect(house.door.messages).toHaveLength(1)
    },
  )

  it.each([
    ['another server', (url: string) => url.replace(/^http:\/\/[^/]+/, 'https://evil.example')],
    ['this machine', (url: string) => url.replace(/^http:\/\/[^/]+/, 'http://localhost:6379')],
    ['the cloud’s own data', () => 'http://169.254.169.254/latest/meta-data'],
    ['a name before an @', (url: string) => url.replace('http://', 'http://user:pass@')],
    ['another scheme', (url: string) => url.replace('http:', 'https:')],
    ['another account', (url: string) => url.replace(/AC\w+/, `AC${'9'.repeat(32)}`)],
    ['another path', (url: string) => url.replace('/Media/', '/Media/../../../Keys/')],
    ['a file', () => 'file:///etc/passwd'],
    ['no address', () => 'media'],
  ])('a picture said to lie at %s is not followed', async (_name, change) => {
    const genuine = `${house.twilio.url}/2010-04-01/Accounts/${house.twilio.settings.accountSid}/Messages/${SID}/Media/ME${'b'.repeat(32)}`
    await amina.sends({ NumMedia: '1', MediaUrl0: change(genuine), MediaContentType0: 'image/jpeg' })
    expect(first().content).toEqual({ kind: 'other', what: 'file' })
  })

  it('somebody who hides her number is heard by her other name', async () => {
    await amina.sends({ From: 'whatsapp:NL.4566546130240823', WaId: '', Body: 'dag' })
    expect(first().address).toBe('whatsapp:NL.4566546130240823')
  })

  it.each([
    ['a text message of a telephone', { From: '+31611111111' }],
    ['no sender', { From: '' }],
    ['a message without an id', { MessageSid: 'x' }],
  ])('%s: authentic but not understood, kept apart and answered 200', async (_name, fields) => {
    expect(await amina.sends(fields)).toBe(200)
    expect(house.door.quarantined).toHaveLength(1)
    expect(house.door.messages).toEqual([])
  })
})

function form(fields: Record<string, string | undefined>): string {
  const given = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return new URLSearchParams(given).toString()
}

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  )
}
