import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import pino from 'pino'
import type { MediaOut, SendError } from '../../src/channels/channel.ts'
import { telegram } from '../../src/channels/telegram.ts'
import type { Fault } from '../standins/telegram.ts'
import { outTo, VOICE } from './contract.ts'
import { type TelegramHouse, telegramHouse } from './telegram-house.ts'

let house: TelegramHouse
beforeEach(async () => {
  house = await telegramHouse('webhook')
})
afterEach(() => house.close())

const amina = () => house.stand.person(77)
const send = (more: Parameters<typeof outTo>[1]) =>
  house.channel.send(outTo({ address: amina().address }, more))
const failure = (sending: Promise<unknown>) =>
  sending.then(
    () => Promise.reject(new Error('it went')),
    (error) => error as SendError,
  )

describe('what she sees', () => {
  it('no link is opened by a robot before she opens it', async () => {
    await send({ text: 'https://example.org/eenmalig' })
    expect(house.stand.callsOf('sendMessage')[0]!.payload).toMatchObject({
      link_preview_options: { is_disabled: true },
    })
    expect(house.stand.callsOf('sendMessage')[0]!.payload.parse_mode).toBeUndefined()
  })

  it('three short choices stand side by side, longer ones below each other', async () => {
    const choices = (...labels: string[]) => labels.map((label, i) => ({ payload: `p${i}`, label }))
    await send({ text: 'Kort', choices: choices('Ja', 'Nee', 'Later') })
    await send({ text: 'Lang', choices: choices('Ja', 'Nee', 'Ik weet het nog niet') })
    expect(
      amina()
        .heard()
        .map((heard) => heard.rows),
    ).toEqual([[3], [1, 1, 1]])
  })

  it('what names somebody cannot be forwarded', async () => {
    await send({ text: 'Fatma is uw sleutelmoeder', protect: true })
    await send({ text: 'Dag' })
    expect(
      amina()
        .heard()
        .map((heard) => heard.protected),
    ).toEqual([true, false])
  })

  it('what came as two messages goes off her screen as two', async () => {
    await send({ text: 'blijft' })
    const { providerId } = await send({ text: 'a'.repeat(1025), media: media('voice', 'audio/ogg') })
    expect(amina().screen()).toHaveLength(3)
    await house.channel.takeBack!(amina().address, [providerId])
    expect(amina().screen()).toEqual(['blijft'])
  })

  it('a picture carries its text, or follows it when that is long', async () => {
    await send({ text: 'kort', media: media('picture', 'image/jpeg'), protect: true })
    await send({
      text: 'a'.repeat(1025),
      media: media('picture', 'image/jpeg'),
      choices: [{ payload: 'p', label: 'Dank u' }],
    })
    const [one, words, picture] = amina().heard()
    expect(one).toMatchObject({ text: 'kort', media: { kind: 'picture' }, protected: true })
    expect(words).toMatchObject({ labels: [], media: undefined })
    expect(picture).toMatchObject({ text: '', labels: ['Dank u'], media: { kind: 'picture' } })
  })

  it('what her app cannot play comes as a file', async () => {
    await send({ media: media('voice', 'audio/webm;codecs=opus') })
    await send({ media: media('voice', 'audio/ogg; codecs=opus') })
    await send({ media: media('video', 'video/mp4') })
    await send({ media: media('picture', 'image/heic') })
    expect(
      amina()
        .heard()
        .map((heard) => heard.media!.kind),
    ).toEqual(['file', 'voice', 'video', 'file'])
  })

  it('a file name with a line in it does not stop the answer', async () => {
    await send({ media: { ...media('file', 'application/pdf'), name: 'a\r\nx: y";.pdf' } })
    expect(amina().heard()[0]!.media!.bytes.equals(VOICE)).toBe(true)
  })

  it('who lets nobody send her voice notes gets the answer as a file', async () => {
    house.stand.breaks(
      { error: 400, description: 'Bad Request: VOICE_MESSAGES_FORBIDDEN' },
      { method: 'sendVoice' },
    )
    await send({ media: media('voice', 'audio/ogg') })
    expect(amina().heard()[0]!.media!.kind).toBe('file')
  })

  it('a payload that Telegram would not take is refused before it goes', async () => {
    const choices = [{ payload: 'ه'.repeat(33), label: 'Ja' }]
    expect(await failure(send({ text: 'Komt u?', choices }))).toMatchObject({
      trouble: 'refused',
      tryAgain: false,
    })
    expect(house.stand.callsOf('sendMessage')).toEqual([])
  })

  it('a chat that moved gets the message at its new address, and the house is told', async () => {
    house.stand.person(-1005)
    house.stand.breaks({ error: 400, description: 'Bad Request: group chat was upgraded', migrateTo: -1005 })
    await send({ text: 'dag' })
    expect(house.stand.person(-1005).heard()).toHaveLength(1)
    expect(house.door.moves).toEqual([{ from: '77', to: '-1005' }])
  })
})

describe('what Telegram says, and what it means', () => {
  const told: [string, Fault, Partial<SendError>][] = [
    ['wait 7 s', { error: 429, retryAfter: 7 }, { trouble: 'slow-down', retryAfter: 7000, tryAgain: true }],
    ['blocked', { error: 403 }, { trouble: 'blocked', tryAgain: false }],
    [
      'never began',
      { error: 403, description: "Forbidden: bot can't initiate conversation with a user" },
      { trouble: 'blocked' },
    ],
    [
      'deactivated',
      { error: 403, description: 'Forbidden: user is deactivated' },
      { trouble: 'gone', tryAgain: false },
    ],
    ['no chat', { error: 400, description: 'Bad Request: chat not found' }, { trouble: 'gone' }],
    ['wrong token', { error: 401 }, { trouble: 'misconfigured', tryAgain: false }],
    ['odd token', { error: 404 }, { trouble: 'misconfigured' }],
    [
      'bad request',
      { error: 400, description: 'Bad Request: message is too long' },
      { trouble: 'refused', tryAgain: false },
    ],
    ['too large', { error: 413, description: 'Request Entity Too Large' }, { trouble: 'refused' }],
    ['500', { error: 500 }, { trouble: 'unreachable', tryAgain: true, ambiguous: false }],
    ['a gateway', 'gateway', { trouble: 'unreachable', tryAgain: true, ambiguous: true }],
    ['dead before', 'die', { trouble: 'unreachable', tryAgain: true, ambiguous: true }],
    ['dead after', 'take-and-die', { trouble: 'unreachable', tryAgain: true, ambiguous: true }],
  ]
  it.each(told)('%s', async (_what, fault, meaning) => {
    house.stand.breaks(fault, { method: 'sendMessage' })
    const error = await failure(send({ text: 'vertrouwelijk' }))
    expect(error.name).toBe('SendError')
    expect(error).toMatchObject(meaning)
    expect(inspect(error, { depth: 9 })).not.toMatch(/stand-in-telegram-token|vertrouwelijk/)
  })

  it('a message that was taken before the line broke is on her screen: sending again doubles it', async () => {
    house.stand.breaks('take-and-die', { method: 'sendMessage' })
    expect((await failure(send({ text: 'dag' }))).ambiguous).toBe(true)
    expect(amina().heard()).toHaveLength(1)
  })

  it('no answer at all is not waited for, and nobody knows whether it was taken', async () => {
    const { token, apiRoot } = house.stand
    const channel = telegram({ token, apiRoot, timeoutSeconds: 0.2 }, pino({ level: 'silent' }))
    house.stand.breaks('hang')
    const error = await failure(channel.send(outTo(amina(), { text: 'dag' })))
    expect(error).toMatchObject({ trouble: 'unreachable', ambiguous: true })
    expect(error.message).toContain('in time')
    await channel.close()
  })

  it('nobody at the address: nothing can have been taken', async () => {
    const port = await closedPort()
    const channel = telegram(
      { token: '1:geheim-token', apiRoot: `http://127.0.0.1:${port}` },
      pino({ level: 'silent' }),
    )
    const error = await failure(channel.send(outTo({ address: '77' }, { text: 'dag' })))
    expect(error).toMatchObject({ trouble: 'unreachable', ambiguous: false })
    expect(error.message).toContain('ECONNREFUSED')
    expect(inspect(error, { depth: 9 })).not.toContain('geheim-token')
    await channel.close()
  })

  it('a file that we cannot read is tried again', async () => {
    const broken = { ...media('voice', 'audio/ogg'), load: () => Promise.reject(new Error('disk')) }
    expect(await failure(send({ media: broken }))).toMatchObject({ trouble: 'unreachable', ambiguous: false })
  })

  it('the token is taken back in mid-day: the house is in trouble until it is valid again', async () => {
    house.stand.breaks({ error: 401 }, { method: 'sendMessage' })
    house.stand.breaks({ error: 401 }, { method: 'getMe' })
    await failure(send({ text: 'dag' }))
    expect(await house.channel.trouble()).toContain('@BotFather')
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(await house.channel.trouble()).toBeNull()
  })

  it('closing waits for the message that is on its way', async () => {
    const sending = send({ media: { ...media('voice', 'audio/ogg'), load: slowly } })
    await house.channel.close()
    expect(amina().heard()).toHaveLength(1)
    await sending
  })

  it('the stand-in holds us to the limits as Telegram does', async () => {
    const strict = await telegramHouse('webhook', { stand: { limits: { perSecond: 30, perChat: 1 } } })
    strict.stand.person(1)
    const out = outTo({ address: '1' }, { text: 'dag' })
    await strict.channel.send(out)
    expect(await failure(strict.channel.send(out))).toMatchObject({ trouble: 'slow-down', retryAfter: 1000 })
    expect(strict.stand.busiestSecond(1)).toBe(2)
    await strict.close()
  })
})

describe('what she sent is fetched', () => {
  const fetched = (reference: string) => failure(house.channel.fetch(reference) as Promise<unknown>)

  it('a file that Telegram does not have is gone', async () => {
    expect(await fetched('voice/file_404.oga')).toMatchObject({ trouble: 'gone', tryAgain: false })
  })

  it('more than 20 MB is not read to its end', async () => {
    await amina().sendsFile(Buffer.alloc(21 * 1024 * 1024), 'film.zip', 'application/zip')
    const { content } = house.door.messages[0]!
    if (content.kind !== 'media') throw new Error('no file')
    expect(await fetched(content.reference)).toMatchObject({ trouble: 'refused', tryAgain: false })
  })

  it('when Telegram is away it is tried again, and the token stays unsaid', async () => {
    house.stand.breaks('die', { method: 'getFile' })
    const error = await fetched('voice/file_1.oga')
    expect(error).toMatchObject({ trouble: 'unreachable', tryAgain: true })
    expect(inspect(error, { depth: 9 })).not.toContain(house.stand.token)
  })
})

function media(kind: MediaOut['kind'], mime: string): MediaOut {
  return { id: 'm1', kind, mime, name: 'bestand', load: async () => VOICE, link: () => '' }
}

async function slowly(): Promise<Buffer> {
  await new Promise((resolve) => setTimeout(resolve, 50))
  return VOICE
}

/** A port of which nobody answers: it was ours a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('what is taken back', () => {
  const ids = (from: number, count: number) => Array.from({ length: count }, (_, i) => String(from + i))

  const counts = () =>
    house.stand.callsOf('deleteMessages').map(({ payload }) => (payload.message_ids as unknown[]).length)

  it('goes in hundreds, as many as Telegram takes at once', async () => {
    await house.channel.takeBack!(amina().address, ids(1000, 250))
    expect(counts()).toEqual([100, 100, 50])
  })

  it('goes in halves where Telegram refuses a hundred, and the others go all the same', async () => {
    house.stand.breaks({ error: 400 }, { method: 'deleteMessages' })
    await house.channel.takeBack!(amina().address, ids(1000, 250))
    expect(counts()).toEqual([100, 100, 50, 50, 50])
  })

  it('is tried message by message only so often', async () => {
    house.stand.breaks({ error: 400 }, { method: 'deleteMessages', times: Number.POSITIVE_INFINITY })
    const error = await failure(house.channel.takeBack!(amina().address, ids(1000, 300)))
    expect(error.trouble).toBe('refused')
    expect(counts().filter((count) => count === 100)).toHaveLength(3)
    expect(counts().length).toBeLessThan(100)
  })

  it('tells whether it is worth another try', async () => {
    house.stand.breaks('gateway', { method: 'deleteMessages' })
    expect((await failure(house.channel.takeBack!(amina().address, ['1']))).tryAgain).toBe(true)
    house.stand.breaks({ error: 400 }, { method: 'deleteMessages' })
    expect((await failure(house.channel.takeBack!(amina().address, ['1']))).tryAgain).toBe(false)
  })
})
