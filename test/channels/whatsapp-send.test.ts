import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { MsgOut, Template } from '../../src/channels/channel.ts'
import type { Person } from '../standins/twilio-person.ts'
import { outTo } from './contract.ts'
import { openWhatsApp, type WhatsAppHouse } from './whatsapp-house.ts'

let house: WhatsAppHouse
let amina: Person
beforeEach(async () => {
  house = await openWhatsApp()
  amina = house.twilio.person('+31611111111')
  amina.lastWrote = house.twilio.now()
})
afterEach(async () => {
  expect(house.twilio.breaches).toEqual([])
  await house.close()
})

const send = (more: Partial<MsgOut>) => house.channel.send(outTo(amina, more))
const choices = (...labels: string[]) => labels.map((label, i) => ({ payload: `p${i}`, label }))
const madeContents = () => house.twilio.books.calls.filter((call) => call === 'POST /v1/Content').length

describe('choices on WhatsApp', () => {
  it('up to three are buttons, up to ten a list, more are numbered', async () => {
    await send({ text: 'Komt u?', choices: choices('Ja', 'Nee') })
    await send({ text: 'Welke dag?', choices: choices('ma', 'di', 'wo', 'do'), listLabel: 'Kies een dag' })
    await send({ text: 'Welk uur?', choices: choices(...Array.from({ length: 11 }, (_, i) => `${i} uur`)) })
    const [buttons, list, numbers] = amina.heard()
    expect(buttons).toMatchObject({ text: 'Komt u?', labels: ['Ja', 'Nee'] })
    expect(list).toMatchObject({ text: 'Welke dag?', labels: ['ma', 'di', 'wo', 'do'] })
    expect(numbers!.labels).toEqual([])
    expect(numbers!.text).toMatch(/^Welk uur\?\n\n1\. 0 uur\n[\s\S]*\n11\. 10 uur$/)
  })

  it('labels too long for a button become rows, too long for a row numbers; nothing is cut', async () => {
    const row = 'x'.repeat(24)
    await send({ text: 'Kies', choices: choices('Ja', row) })
    await send({ text: 'Kies', choices: choices('Ja', `${row}x`) })
    expect(amina.heard()[0]!.labels).toEqual(['Ja', row])
    expect(amina.heard()[1]!.text).toBe(`Kies\n\n1. Ja\n2. ${row}x`)
  })

  it('two choices of one name are numbered, for WhatsApp refuses them as buttons', async () => {
    await send({ text: 'Wie?', choices: choices('Fatma', 'Fatma') })
    expect(amina.heard()[0]!.text).toBe('Wie?\n\n1. Fatma\n2. Fatma')
  })

  it('a Content is made once for each shape, in whatever language and for whomever', async () => {
    await send({ text: 'Komt u?', choices: choices('Ja', 'Nee') })
    await send({ text: 'Geliyor musunuz?', choices: choices('Evet', 'Hayır'), language: 'tr' })
    await send({ text: 'هل ستأتين؟', choices: choices('نعم', 'لا'), language: 'ar', direction: 'rtl' })
    await house.another().send(outTo(amina, { text: 'Coming?', choices: choices('Yes', 'No') }))
    expect(madeContents()).toBe(1)
    expect(house.contents.kept.size).toBe(1)
    const [content] = house.twilio.books.contents.values()
    expect(JSON.stringify(content)).not.toMatch(/Ja|Evet|نعم|p0|Komt/)
  })

  it('many at once make it once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, () => send({ text: 'Komt u?', choices: choices('Ja', 'Nee') })),
    )
    expect(madeContents()).toBe(1)
    expect(amina.heard()).toHaveLength(20)
  })

  it('a Content that the operator deleted is made again', async () => {
    await send({ text: 'Komt u?', choices: choices('Ja', 'Nee') })
    house.twilio.books.contents.clear()
    await send({ text: 'Komt u echt?', choices: choices('Ja', 'Nee') })
    await house.another().send(outTo(amina, { text: 'Zeker?', choices: choices('Ja', 'Nee') }))
    expect(amina.heard().map(({ labels }) => labels)).toEqual([
      ['Ja', 'Nee'],
      ['Ja', 'Nee'],
      ['Ja', 'Nee'],
    ])
    expect(madeContents()).toBe(2)
  })

  it('where Twilio dislikes the variables she gets numbers instead', async () => {
    const no = { status: 400, code: 21656, message: 'The ContentVariables Parameter is invalid' }
    house.twilio.misbehave(no)
    await send({ text: 'Komt u?', choices: choices('Ja', 'Nee') })
    expect(amina.heard().map(({ text }) => text)).toEqual(['Komt u?\n\n1. Ja\n2. Nee'])
  })

  it('where Twilio makes no Content she gets numbers instead, and the next time buttons', async () => {
    house.twilio.books.takesContents = false
    await send({ text: 'Komt u?', choices: choices('Ja', 'Nee') })
    house.twilio.books.takesContents = true
    await send({ text: 'En nu?', choices: choices('Ja', 'Nee') })
    expect(amina.heard().map(({ text }) => text)).toEqual(['Komt u?\n\n1. Ja\n2. Nee', 'En nu?'])
  })

  it('a text of several lines, long lines and emoji stands above the choices as it was written', async () => {
    const line = 'Vanmiddag is er koffie in het buurthuis voor alle moeders 👩‍👩‍👧 van de school. '
      .repeat(6)
      .trim()
    const text = `Dag Amina!\n\n${line}\n\n- {{7*7}}\n- l'été & "zo"\n\nKomt u?`
    await send({ text, choices: choices('Ja', 'Nee') })
    expect(amina.heard()).toMatchObject([{ text, labels: ['Ja', 'Nee'] }])
    await send({ text: 'Maandag\tkoffie      dinsdag', choices: choices('Ja', 'Nee') })
    expect(amina.heard().at(-1)).toMatchObject({ text: 'Maandag koffie    dinsdag', labels: ['Ja', 'Nee'] })
    const unbroken = 'é👍'.repeat(300)
    await send({ text: unbroken, choices: choices('Ja', 'Nee') })
    expect(amina.heard().at(-1)).toMatchObject({ text: unbroken, labels: ['Ja', 'Nee'] })
  })

  it('a text too long for choices goes before them, broken at a paragraph; the receipt is the last one’s', async () => {
    const paragraph = 'Dit is een heel verhaal over de school. '.repeat(20).trim()
    const text = [paragraph, paragraph, paragraph, 'Komt u?'].join('\n\n')
    const receipt = await send({ text, choices: choices('Ja', 'Nee') })
    const heard = amina.heard()
    expect(heard.map((one) => one.text).join('\n\n')).toBe(text)
    expect(heard.slice(0, -1).every(({ labels }) => labels.length === 0)).toBe(true)
    expect(heard.at(-1)).toMatchObject({ sid: receipt.providerId, labels: ['Ja', 'Nee'] })
  })
})

describe('words and media on WhatsApp', () => {
  it('a text of more than 1600 characters is broken where a reader would, and nothing is lost', async () => {
    const paragraphs = Array.from({ length: 12 }, (_, i) => `${i}. ${'woord '.repeat(50).trim()}`)
    await send({ text: paragraphs.join('\n\n') })
    expect(amina.heard().length).toBeGreaterThan(2)
    expect(
      amina
        .heard()
        .map(({ text }) => text)
        .join('\n\n'),
    ).toBe(paragraphs.join('\n\n'))
    const emoji = '👍'.repeat(1601)
    await send({ text: emoji })
    expect(
      amina
        .heard()
        .slice(-3)
        .map(({ text }) => text)
        .join(''),
    ).toBe(emoji)
  })

  it('a picture carries its words, a voice note and a document have them before, choices come after', async () => {
    const store = await serve()
    const media = (kind: 'voice' | 'picture' | 'file', mime: string) => ({
      id: 'm',
      kind,
      mime,
      name: 'x',
      load: async () => Buffer.from(mime),
      link: () => `${store.url}?mime=${mime}`,
    })
    try {
      await send({ text: 'De poster', media: media('picture', 'image/png') })
      await send({ text: 'Luister', media: media('voice', 'audio/ogg') })
      await send({ text: 'Lees', media: media('file', 'application/pdf') })
      await send({ text: 'Goed zo?', media: media('picture', 'image/png'), choices: choices('Ja', 'Nee') })
    } finally {
      await store.close()
    }
    const seen = amina
      .heard()
      .map(({ text, media: medium, labels }) => [medium?.kind ?? '-', text, labels.length])
    expect(seen).toEqual([
      ['picture', 'De poster', 0],
      ['-', 'Luister', 0],
      ['voice', '', 0],
      ['-', 'Lees', 0],
      ['file', '', 0],
      ['picture', '', 0],
      ['-', 'Goed zo?', 2],
    ])
    expect(amina.heard()[2]!.media!.bytes.toString()).toBe('audio/ogg')
  })

  it('nothing to say is refused before Twilio is asked', async () => {
    await expect(send({ text: '' })).rejects.toMatchObject({ trouble: 'refused' })
    expect(house.twilio.books.calls).toEqual([])
  })

  it('every message asks to be told how it fared, under our own id', async () => {
    const receipt = await send({ id: 'a/b&c', text: 'dag' })
    await house.twilio.settled()
    expect(house.door.statuses).toMatchObject([
      { ourId: 'a/b&c', providerId: receipt.providerId, status: 'sent' },
      { ourId: 'a/b&c', providerId: receipt.providerId, status: 'delivered' },
    ])
  })

  it('a message that Twilio took before the line broke is found by its id', async () => {
    house.twilio.misbehave('accept-then-die')
    await expect(send({ id: 'ours', text: 'dag' })).rejects.toMatchObject({
      trouble: 'unreachable',
      ambiguous: true,
    })
    await house.twilio.settled()
    expect(house.door.statuses.at(-1)).toMatchObject({ ourId: 'ours', status: 'delivered' })
    expect(amina.heard()).toHaveLength(1)
  })
})

describe('templates', () => {
  const nudge: Template = {
    name: 'answer-waiting',
    language: 'nl',
    category: 'utility',
    body: 'Dag {{1}}, er is een antwoord op uw vraag over {{2}} voor u binnengekomen. Wilt u het lezen?',
    variables: [
      { name: 'name', example: 'Amina' },
      { name: 'topic', example: 'slapen' },
    ],
    buttons: ['Lees het antwoord'],
  }
  const use = {
    template: nudge,
    values: ['Amina\n', 'school'],
    choices: [{ payload: 'open:7', label: 'Lees het antwoord' }],
  }
  const provision = (template = nudge) => house.channel.provisionTemplates!([template])

  it('after 24 hours only an approved one reaches her, and its button means what we say', async () => {
    house.twilio.forward(25 * 3_600_000)
    await send({ id: 'free', text: 'dag' })
    await house.twilio.settled()
    expect(house.door.statuses).toMatchObject([
      { ourId: 'free', status: 'failed', error: { trouble: 'window', tryAgain: false } },
    ])
    expect(await provision()).toEqual([{ name: 'answer-waiting', language: 'nl', status: 'approved' }])
    await send({ id: 'nudge', text: '', template: use })
    expect(amina.heard()).toMatchObject([
      {
        text: 'Dag Amina, er is een antwoord op uw vraag over school voor u binnengekomen. Wilt u het lezen?',
        labels: ['Lees het antwoord'],
      },
    ])
    await amina.taps('Lees het antwoord')
    expect(house.door.messages.at(-1)!.content).toMatchObject({ kind: 'tap', payload: 'open:7' })
    await send({ text: 'Uw antwoord' })
    expect(amina.heard()).toHaveLength(2)
  })

  it('each wording is handed in once; a new one takes over when it is approved', async () => {
    house.twilio.books.approvesAtOnce = false
    expect((await provision())[0]!.status).toBe('pending')
    expect((await provision())[0]!.status).toBe('pending')
    expect(house.twilio.books.contents.size).toBe(1)
    for (const content of house.twilio.books.contents.values()) content.approval!.status = 'approved'
    expect((await provision())[0]!.status).toBe('approved')

    const reworded = { ...nudge, body: `Beste ${nudge.body.slice(4)}` }
    expect((await provision(reworded))[0]!.status).toBe('pending')
    await send({ text: '', template: { ...use, template: reworded } })
    expect(amina.heard()[0]!.text).toMatch(/^Dag Amina/)
    for (const content of house.twilio.books.contents.values()) content.approval!.status = 'approved'
    await provision(reworded)
    await send({ text: '', template: { ...use, template: reworded } })
    expect(amina.heard()[1]!.text).toMatch(/^Beste Amina/)
  })

  it('one that WhatsApp rejects is told as rejected', async () => {
    expect((await provision({ ...nudge, body: '{{1}} {{2}} dag' }))[0]!.status).toBe('rejected')
  })

  it('one that nobody handed in is the operator’s to mend', async () => {
    await expect(send({ text: '', template: use })).rejects.toMatchObject({
      trouble: 'misconfigured',
      message: expect.stringContaining('answer-waiting'),
    })
  })
})

/** A house of ours that gives media to WhatsApp. */
async function serve(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const mime = new URL(request.url!, 'http://x').searchParams.get('mime')!
    response.writeHead(200, { 'content-type': mime }).end(mime)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/m`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
