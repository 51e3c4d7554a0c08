import { describe, expect, it } from '@jest/globals'
import { pino } from 'pino'
import { whatsapp } from '../../src/channels/whatsapp.ts'
import type { Person } from '../standins/twilio-person.ts'
import { keepsTheChannelPromises, type Someone } from './contract.ts'
import { contentsInMemory, openWhatsApp, PUBLIC } from './whatsapp-house.ts'

keepsTheChannelPromises(
  'WhatsApp',
  {
    offersAgain: false,
    webhook: true,
    tellsWhoIsGone: true,
    canBeAway: true,
    revises: false,
    takesBack: false,
  },
  async () => {
    const house = await openWhatsApp()
    const { twilio, url } = house
    const phone = (number: string) => {
      const person = twilio.person(number)
      person.lastWrote = twilio.now()
      return asSomeone(person)
    }
    return {
      ...house,
      amina: phone('+31611111111'),
      fatma: phone('+31622222222'),
      nobody: twilio.nobody,
      async forge(text) {
        const body = new URLSearchParams({
          MessageSid: `SM${'0'.repeat(32)}`,
          From: 'whatsapp:+31611111111',
          Body: text,
        })
        return (await fetch(`${url}/webhooks/twilio`, { method: 'POST', body })).status
      },
      providerAway: (away) => {
        twilio.away = away
      },
    }
  },
)

describe('a house with WhatsApp', () => {
  const settings = {
    accountSid: `AC${'1'.repeat(32)}`,
    authToken: 'secret',
    from: '+14155238886',
    publicUrl: PUBLIC,
    contents: contentsInMemory(),
  }
  const log = pino({ level: 'silent' })

  it.each([
    ['authToken', '', 'TWILIO_AUTH_TOKEN'],
    ['authToken', '  ', 'TWILIO_AUTH_TOKEN'],
    ['publicUrl', '', 'PUBLIC_URL'],
    ['publicUrl', 'ouders.example', 'PUBLIC_URL'],
    ['accountSid', 'SK123', 'TWILIO_ACCOUNT_SID'],
    ['from', '', 'TWILIO_WHATSAPP_FROM'],
  ])('does not start with %s "%s", and names the setting', (name, value, variable) => {
    expect(() => whatsapp({ ...settings, [name]: value }, log)).toThrow(variable)
  })

  it('invites with a word that stands ready on her phone', () => {
    expect(whatsapp(settings, log).inviteLink('K7 é&+')).toBe(
      'https://wa.me/14155238886?text=JOIN%20K7%20%C3%A9%26%2B',
    )
  })

  it('says that its credentials were refused, until they work', async () => {
    const house = await openWhatsApp()
    try {
      const stranger = house.another({ authToken: 'wrong' })
      const message = {
        id: 'm1',
        address: 'whatsapp:+31611111111',
        language: 'nl',
        direction: 'ltr' as const,
        text: 'dag',
        choices: [],
        protect: false,
      }
      await expect(stranger.send(message)).rejects.toMatchObject({
        trouble: 'misconfigured',
        tryAgain: false,
      })
      expect(await stranger.trouble()).toMatch(/TWILIO_AUTH_TOKEN/)
      house.twilio.settings.authToken = 'wrong'
      await stranger.send(message)
      expect(await stranger.trouble()).toBeNull()
    } finally {
      await house.close()
    }
  })

  it('finishes what is under way before it closes, and takes no more', async () => {
    const house = await openWhatsApp()
    const amina = house.twilio.person('+31611111111')
    await amina.says('dag')
    let sent = false
    const sending = house.channel
      .send({
        id: 'm1',
        address: amina.address,
        language: 'nl',
        direction: 'ltr',
        text: 'dag',
        choices: [],
        protect: false,
      })
      .then(() => {
        sent = true
      })
    await house.channel.close()
    expect(sent).toBe(true)
    await sending
    expect(await amina.says('bent u er nog?')).toBe(503)
    await house.close()
  })
})

function asSomeone(person: Person): Someone {
  return {
    address: person.address,
    says: async (text) => void (await person.says(text)),
    taps: async (label) => void (await person.taps(label)),
    sendsVoice: async (bytes) => void (await person.sendsVoice(bytes)),
    heard: person.heard,
    blocks: person.blocks,
  }
}
