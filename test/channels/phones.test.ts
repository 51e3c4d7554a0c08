import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { ShownMessage } from '../../src/phones/store.ts'
import { phonesHouse } from '../phones/phones-house.ts'
import { type ChannelUnderTest, keepsTheChannelPromises, outTo, type Someone, VOICE } from './contract.ts'

type House = Awaited<ReturnType<typeof phonesHouse>>
type Heard = ReturnType<Someone['heard']>

keepsTheChannelPromises(
  'the phones page',
  {
    offersAgain: true,
    webhook: false,
    tellsWhoIsGone: false,
    canBeAway: false,
    revises: true,
    takesBack: false,
  },
  begin,
)

describe('a phone of the phones page', () => {
  let house: House
  beforeAll(async () => {
    house = await phonesHouse()
  })
  afterAll(() => house.close())
  beforeEach(() => startAfresh(house))

  it('sends again what it is unsure of, and is heard once', async () => {
    const said = { key: randomUUID(), kind: 'text', text: 'Bent u daar?' }
    expect((await post(house, 'amina', said)).status).toBe(200)
    expect((await post(house, 'amina', said)).status).toBe(200)
    expect(house.door.messages).toHaveLength(1)
    expect((await shown(house, 'amina')).map(({ text }) => text)).toEqual(['Bent u daar?'])
  })

  it('shows in numbers the choices that are too many for a list', async () => {
    const choices = Array.from({ length: 21 }, (_, i) => ({ payload: `p${i}`, label: `Straat ${i + 1}` }))
    await house.channel.send(outTo({ address: 'amina' }, { text: 'Waar woont u?', choices }))
    const [message] = await shown(house, 'amina')
    expect(message!.choices).toEqual([])
    expect(message!.text).toMatch(/^Waar woont u\?\n1\. Straat 1\n/)
    expect(message!.text).toMatch(/\n21\. Straat 21$/)
  })

  it('opens an invitation link as the code in it', async () => {
    const link = new URL(house.channel.inviteLink('ABCD-1234')!)
    expect(link.pathname).toBe('/phones')
    const code = link.searchParams.get('join')
    await post(house, 'guest-1', { key: randomUUID(), kind: 'start', code, language: 'tr' })
    expect(house.door.messages[0]).toMatchObject({
      address: 'guest-1',
      appLanguage: 'tr',
      content: { kind: 'start', code: 'ABCD-1234' },
    })
  })

  it('is told when something cannot be understood, and nothing is kept', async () => {
    const wrong = [
      {},
      [],
      { key: randomUUID(), kind: 'sticker' },
      { key: 'short', kind: 'text', text: 'x' },
      { key: randomUUID(), kind: 'media', media: 'voice', mime: 'text/html', data: '' },
      { key: randomUUID(), kind: 'media', media: 'voice', mime: 'audio/ogg', data: '%%%' },
    ]
    for (const said of wrong) expect((await post(house, 'amina', said)).status).toBe(400)
    expect(house.door.tried).toBe(0)
    expect(await shown(house, 'amina')).toEqual([])
  })

  it('hears nobody after the channel is closed', async () => {
    const closed = await phonesHouse()
    await closed.channel.close()
    expect((await post(closed, 'amina', { key: randomUUID(), kind: 'text', text: 'hallo' })).status).toBe(503)
    expect(closed.door.tried).toBe(0)
    await closed.close()
  })

  it('shows a template in the words that were approved', async () => {
    const template = {
      name: 'answer',
      language: 'nl',
      category: 'utility' as const,
      body: 'Dag {{1}}, er is antwoord van {{2}}.',
      variables: [],
      buttons: ['Open'],
    }
    const choices = [{ payload: 'open', label: 'Open' }]
    const use = { template, values: ['Amina', '{{1}}'], choices }
    await house.channel.send(outTo({ address: 'amina' }, { template: use }))
    expect((await shown(house, 'amina'))[0]).toMatchObject({
      text: 'Dag Amina, er is antwoord van {{1}}.',
      choices,
    })
  })

  it('lies sealed in the database, and is empty once its owner is forgotten', async () => {
    await post(house, 'amina', { key: randomUUID(), kind: 'text', text: 'mijn geheim' })
    await post(house, 'amina', voice())
    const rows = JSON.stringify(await house.db.selectFrom('phone_messages').selectAll().execute(), asText)
    for (const word of ['amina', 'geheim', 'OpusHead']) expect(rows).not.toContain(word)
    await house.store.forget('amina')
    expect(await house.db.selectFrom('phone_messages').selectAll().execute()).toEqual([])
  })
})

describe('a page of another site', () => {
  let house: House
  beforeAll(async () => {
    house = await phonesHouse()
  })
  afterAll(() => house.close())
  beforeEach(() => startAfresh(house))

  it.each([
    ['a name of its own for this machine', { host: 'evil.example' }],
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['a foreign origin that is null', { origin: 'null' }],
    ['a form that crosses sites', { 'sec-fetch-site': 'cross-site' }],
  ])('cannot speak for Amina by %s', async (_how, headers) => {
    const said = JSON.stringify({ key: randomUUID(), kind: 'text', text: 'ik ben het' })
    expect(await knock(house, '/phones/api/phones/amina/messages', headers, said)).toBe(403)
    expect(await knock(house, '/phones/api/phones', headers, '{}')).toBe(403)
    expect(house.door.tried).toBe(0)
    expect(house.door.refusals.length).toBe(2)
  })

  it('cannot read by a name of its own for this machine', async () => {
    for (const path of [
      '/phones/',
      '/phones/api/phones',
      '/phones/api/phones/amina/messages',
      '/phones/api/events',
    ])
      expect(await knock(house, path, { host: 'evil.example:80' })).toBe(403)
  })
})

async function startAfresh({ door, db }: House): Promise<void> {
  door.messages.length = 0
  door.refusals.length = 0
  door.tried = 0
  await db.deleteFrom('phone_messages').execute()
}

async function begin(): Promise<ChannelUnderTest> {
  const house = await phonesHouse()
  const amina = await someone(house, 'amina')
  const fatma = await someone(house, 'fatma')
  const channel = {
    ...house.channel,
    send: async (message: Parameters<typeof house.channel.send>[0]) => {
      const receipt = await house.channel.send(message)
      await Promise.all([amina.look(), fatma.look()])
      return receipt
    },
    revise: async (...said: Parameters<NonNullable<typeof house.channel.revise>>) => {
      await house.channel.revise!(...said)
      await amina.look()
    },
  }
  return { channel, door: house.door, amina, fatma, close: house.close }
}

async function someone(house: House, address: string) {
  let heard: Heard = []
  let newest: ShownMessage['choices'] = []
  return {
    address,
    says: (text: string) => speak(house, address, { kind: 'text', text }),
    taps: (label: string) =>
      speak(house, address, { kind: 'tap', ...newest.find((choice) => choice.label === label)! }),
    sendsVoice: (bytes: Buffer) => speak(house, address, voice(bytes)),
    heard: () => heard,
    async look() {
      const messages = (await shown(house, address)).filter(({ from }) => from === 'house')
      newest = messages.at(-1)?.choices ?? []
      heard = await Promise.all(messages.map((message) => asHeard(house, message)))
    },
  }
}

async function asHeard(house: House, { text, choices, media }: ShownMessage): Promise<Heard[number]> {
  const labels = choices.map(({ label }) => label)
  if (!media) return { text, labels }
  const answer = await fetch(`${house.url}/phones/api/media/${media.id}`)
  return { text, labels, media: { kind: media.kind, bytes: Buffer.from(await answer.arrayBuffer()) } }
}

/** As the page does: the same message again until it is taken. */
async function speak(house: House, phone: string, said: object): Promise<void> {
  const message = { key: randomUUID(), ...said }
  while ((await post(house, phone, message)).status === 503) await pause(5)
}

function post(house: House, phone: string, said: unknown): Promise<Response> {
  return fetch(`${house.url}/phones/api/phones/${phone}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: house.url },
    body: JSON.stringify(said),
  })
}

async function shown(house: House, phone: string): Promise<ShownMessage[]> {
  const answer = await fetch(`${house.url}/phones/api/phones/${phone}/messages`)
  return (await answer.json()) as ShownMessage[]
}

/** fetch() does not let a page choose its Host; a plain request does. */
function knock(house: House, path: string, headers: Record<string, string>, body?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${house.url}${path}`,
      { method: body ? 'POST' : 'GET', headers: { 'content-type': 'application/json', ...headers } },
      (answer) => {
        answer.destroy()
        resolve(answer.statusCode!)
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

function voice(bytes: Buffer = VOICE) {
  return {
    key: randomUUID(),
    kind: 'media',
    media: 'voice',
    mime: 'audio/ogg',
    data: bytes.toString('base64'),
    seconds: 2,
  }
}

function asText(_key: string, value: unknown): unknown {
  const buffer = value as { type?: string; data?: number[] }
  return buffer?.type === 'Buffer' ? Buffer.from(buffer.data!).toString('latin1') : value
}
