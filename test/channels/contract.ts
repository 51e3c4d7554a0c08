import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Channel, InContent, MsgOut } from '../../src/channels/channel.ts'
import type { LedgerDoor } from './door.ts'
import { serveBytes, VOICE } from './voice.ts'

export { frontDoor, type LedgerDoor, ledgerDoor } from './door.ts'
export { VOICE }

/** A person on her own phone, played by the provider's stand-in. The same names on every channel. */
export type Someone = {
  address: string
  /** Resolves once the provider has been told that the house has it. */
  says(text: string): Promise<void>
  /** Taps the newest button or row with this label. */
  taps(label: string): Promise<void>
  sendsVoice(bytes: Buffer): Promise<void>
  /** What reached her phone, oldest first. */
  heard(): { text: string; labels: string[]; media?: { kind: string; bytes: Buffer } }[]
  /** What stands in the chat now, hers and ours, where something can be taken off it. */
  screen?(): string[]
  /** She shuts the door on us, on the platform itself. Not every channel knows this. */
  blocks?(): Promise<void>
}

/** One driver, open towards a stand-in of its provider. */
export type ChannelUnderTest = {
  channel: Channel
  door: LedgerDoor
  amina: Someone
  fatma: Someone
  /** An address that nobody has. */
  nobody?: string
  /** Says something in Amina's name without knowing the secret; answers the HTTP status. */
  forge?(text: string): Promise<number>
  /** The provider answers every call with an error of its own, until told otherwise. */
  providerAway?(away: boolean): void
  close(): Promise<void>
}

/** What differs from provider to provider: only promises that can be kept are asked for. */
export type Powers = {
  /** It offers a message again when the house could not store it. */
  offersAgain: boolean
  /** It comes to us over HTTP, with a secret or a signature: `forge`. */
  webhook: boolean
  /** It tells who blocked us and which address nobody has: `Someone.blocks`, `nobody`. */
  tellsWhoIsGone: boolean
  /** It can be away: `providerAway`. */
  canBeAway: boolean
  /** What it sent can be put in other words: `Channel.revise`. */
  revises: boolean
  /** What stands in a chat can be taken off her screen: `Channel.takeBack`, `Someone.screen`. */
  takesBack: boolean
}

/** The promises of src/channels/channel.ts. Every driver's test calls this once. */
export function keepsTheChannelPromises(
  name: string,
  powers: Powers,
  begin: () => Promise<ChannelUnderTest>,
): void {
  describe(`${name} keeps the promises of a channel`, () => {
    let under: ChannelUnderTest
    beforeEach(async () => {
      under = await begin()
    })
    afterEach(() => under.close())

    it('what Amina writes comes in as she wrote it', async () => {
      const words = 'Mijn zoon *slaapt* niet <b>{{7*7}}</b> ﷽ سلام 👩‍👩‍👧 & +'
      await under.amina.says(words)
      const [message] = under.door.messages
      expect(message).toMatchObject({
        channel: under.channel.name,
        address: under.amina.address,
        content: { kind: 'text', text: words },
      })
      expect(message!.providerId).not.toBe('')
      expect(Math.abs(message!.at.getTime() - Date.now())).toBeLessThan(60_000)
    })

    it('a NUL and half a surrogate do not come through, the words around them do', async () => {
      await under.amina.says('voor\u0000na \ud83d klaar')
      const text = textOf(under.door.messages[0]!.content)
      expect(text).toContain('voorna')
      expect(text).toContain('klaar')
      expect(text.isWellFormed()).toBe(true)
    })

    it('two messages have two ids, and one person is heard in her order', async () => {
      for (const word of ['een', 'twee', 'drie', 'vier']) await under.amina.says(word)
      expect(under.door.messages.map((message) => textOf(message.content))).toEqual([
        'een',
        'twee',
        'drie',
        'vier',
      ])
      expect(new Set(under.door.messages.map((message) => message.providerId)).size).toBe(4)
    })

    if (powers.offersAgain)
      it('what could not be stored is offered again, and is then heard once', async () => {
        under.door.failNext(2)
        await under.amina.says('hoort u mij?')
        expect(under.door.tried).toBe(3)
        expect(under.door.messages.map((message) => textOf(message.content))).toEqual(['hoort u mij?'])
      })

    it('a text goes out as it is, to her and to nobody else', async () => {
      const words = 'Dag Amina! *geen* _opmaak_ [x](y) <i>{{7*7}}</i> {name} $1 مرحبا\n\n- een\n- twee'
      const first = await under.channel.send(outTo(under.amina, { text: words }))
      const second = await under.channel.send(outTo(under.amina, { text: 'en nog iets' }))
      expect(under.amina.heard().map((heard) => heard.text)).toEqual([words, 'en nog iets'])
      expect(under.fatma.heard()).toEqual([])
      expect(first.providerId).not.toBe('')
      expect(second.providerId).not.toBe(first.providerId)
    })

    if (powers.revises)
      it('what was sent is put in other words where it stands, and the same words again do no harm', async () => {
        const choices = [{ payload: 'stop', label: 'Stop' }]
        const { address } = under.amina
        const { providerId } = await under.channel.send(outTo(under.amina, { text: '1 van 3', choices }))
        await under.channel.send(outTo(under.amina, { text: 'iets anders' }))
        for (const text of ['2 van 3', '2 van 3', '3 van 3'])
          await under.channel.revise!(address, providerId, { text, choices })
        expect(under.amina.heard().map(({ text, labels }) => [text, ...labels])).toEqual([
          ['3 van 3', 'Stop'],
          ['iets anders'],
        ])
      })
    else
      it('never changes what was sent', () => {
        expect(under.channel.revise).toBeUndefined()
      })

    if (powers.takesBack)
      it('what is taken back is gone from her screen, her words and ours, and once more does no harm', async () => {
        const { address } = under.amina
        await under.amina.says('Dit mag niemand zien')
        const { onScreen } = under.door.messages.at(-1)!
        const { providerId } = await under.channel.send(outTo(under.amina, { text: 'Ook dit niet' }))
        await under.channel.send(outTo(under.amina, { text: 'Koffie om tien uur' }))
        for (let times = 0; times < 2; times++)
          await under.channel.takeBack!(address, [onScreen!, providerId])
        expect(under.amina.screen!()).toEqual(['Koffie om tien uur'])
      })
    else
      it('never takes back', () => {
        expect(under.channel.takeBack).toBeUndefined()
      })

    it('a choice that she taps comes back as its payload', async () => {
      const choices = [
        { payload: 'p1', label: 'Ja' },
        { payload: 'p2', label: 'Misschien' },
        { payload: 'p3', label: 'Nee' },
      ]
      await under.channel.send(outTo(under.fatma, { text: 'Komt u?', choices }))
      expect(under.fatma.heard().at(-1)!.text).toContain('Komt u?')
      expect(under.fatma.heard().at(-1)!.labels).toEqual(['Ja', 'Misschien', 'Nee'])
      await under.fatma.taps('Misschien')
      expect(under.door.messages.at(-1)).toMatchObject({
        address: under.fatma.address,
        content: { kind: 'tap', payload: 'p2' },
      })
    })

    it('as many choices as the channel says it can list are all shown', async () => {
      const choices = Array.from({ length: under.channel.limits.rows }, (_, i) => ({
        payload: `row${i}`,
        label: `Keuze ${i + 1}`,
      }))
      await under.channel.send(outTo(under.amina, { text: 'Kies', choices }))
      const last = choices.at(-1)!
      expect(under.amina.heard().at(-1)!.labels).toEqual(choices.map((choice) => choice.label))
      await under.amina.taps(last.label)
      expect(under.door.messages.at(-1)!.content).toMatchObject({ kind: 'tap', payload: last.payload })
    })

    it('a voice note that she sends can be fetched, byte by byte', async () => {
      await under.amina.sendsVoice(VOICE)
      const { content } = under.door.messages[0]!
      if (content.kind !== 'media') throw new Error(`a voice note came in as ${content.kind}`)
      expect(content).toMatchObject({ media: 'voice' })
      expect(content.mime).toMatch(/^audio\/ogg/)
      const fetched = await under.channel.fetch(content.reference)
      expect(fetched.bytes.equals(VOICE)).toBe(true)
      expect(fetched.mime).toMatch(/^audio\/ogg/)
    })

    it('a voice note that we send reaches her ear', async () => {
      const address = await serveBytes(VOICE, 'audio/ogg')
      const media = {
        id: 'm1',
        kind: 'voice' as const,
        mime: 'audio/ogg',
        name: 'answer.ogg',
        load: async () => VOICE,
        link: () => address.url,
      }
      try {
        await under.channel.send(outTo(under.amina, { text: '', media }))
      } finally {
        await address.close()
      }
      const heard = under.amina.heard().find((one) => one.media)
      expect(heard?.media?.bytes.equals(VOICE)).toBe(true)
    })

    if (powers.tellsWhoIsGone)
      it('who blocked us is not tried again', async () => {
        await under.amina.blocks!()
        await expect(under.channel.send(outTo(under.amina, { text: 'dag' }))).rejects.toMatchObject({
          name: 'SendError',
          trouble: 'blocked',
          tryAgain: false,
        })
      })

    if (powers.tellsWhoIsGone)
      it('an address that nobody has is gone, and is not tried again', async () => {
        const message = { ...outTo(under.amina, { text: 'dag' }), address: under.nobody! }
        await expect(under.channel.send(message)).rejects.toMatchObject({ trouble: 'gone', tryAgain: false })
      })

    if (powers.canBeAway)
      it('a provider that is away is tried again later', async () => {
        under.providerAway!(true)
        await expect(under.channel.send(outTo(under.amina, { text: 'dag' }))).rejects.toMatchObject({
          name: 'SendError',
          trouble: 'unreachable',
          tryAgain: true,
        })
        under.providerAway!(false)
        await under.channel.send(outTo(under.amina, { text: 'dag' }))
        expect(under.amina.heard().map((heard) => heard.text)).toEqual(['dag'])
      })

    if (powers.webhook)
      it('a stranger who knows no secret is refused, and nobody hears her', async () => {
        expect(await under.forge!('ik ben de directeur')).toBe(401)
        expect(under.door.messages).toEqual([])
        expect(under.door.refusals).toHaveLength(1)
      })

    it('it tells what it can show, and that all is well', async () => {
      const { limits } = under.channel
      expect(limits.text).toBeGreaterThanOrEqual(1000)
      for (const limit of [
        limits.buttons,
        limits.buttonLabel,
        limits.rows,
        limits.rowLabel,
        limits.choiceText,
      ])
        expect(limit).toBeGreaterThan(0)
      expect(limits.rows).toBeGreaterThanOrEqual(limits.buttons)
      expect(limits.perSecond).toBeGreaterThanOrEqual(limits.perSecondEach)
      expect(await under.channel.trouble()).toBeNull()
    })

    it('closing twice is no harm', async () => {
      await under.channel.close()
      await under.channel.close()
    })
  })
}

export function outTo(someone: { address: string }, more: Partial<MsgOut>): MsgOut {
  return {
    id: 'out-1',
    address: someone.address,
    language: 'nl',
    direction: 'ltr',
    text: '',
    choices: [],
    protect: false,
    ...more,
  }
}

function textOf(content: InContent): string {
  return content.kind === 'text' ? content.text : ''
}
