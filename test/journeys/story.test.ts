import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { VOICE } from '../channels/contract.ts'
import type { Person as OnTelegram } from '../standins/telegram-person.ts'
import type { Person as OnWhatsApp } from '../standins/twilio-person.ts'
import { type Neighbour, openStreet, type Street } from './street.ts'

const HER_VOICE = Buffer.concat([VOICE, Buffer.from('Amina')])
const ANSWER = Buffer.concat([VOICE, Buffer.from('Ineke')])

describe('the first real conversation', () => {
  let street: Street
  let amina: Neighbour<OnWhatsApp>
  let fatma: Neighbour<OnTelegram>
  let ineke: Neighbour<OnTelegram>
  let link: string

  beforeAll(async () => {
    street = await openStreet({ settings: { 'escalation.keyMother': 'PT2S' } })
    amina = street.onWhatsApp('+31611122233', 'ar')
    fatma = street.onTelegram(700_100_201, 'tr')
    ineke = street.onTelegram(700_100_302, 'nl')
  })
  afterAll(() => street?.close())

  it('the professional and the key mother come in by the links that they were given', async () => {
    await street.appoints('Ineke', 'professional', ineke)
    await street.appoints('Fatma', 'key-mother', fatma)
    expect(fatma.phone.heard().at(-1)!.text).toBe(fatma.reads('menu.choose.ask'))
  })

  it('the key mother makes a link that can be sent on, for both apps', async () => {
    await fatma.taps('invite.menu')
    await fatma.hears('invite.how.ask')
    await fatma.taps('invite.how.choice.link')
    const { text } = await fatma.phone.hears(/wa\.me/)
    link = /https:\/\/wa\.me\/14155238886\?text=\S+/.exec(text)![0]
    expect(text).toMatch(/https:\/\/t\.me\/ouderpunt_bot\?start=\w{16}/)
  })

  it('the mother joins with it in Arabic, and is asked for no number, surname or address', async () => {
    await amina.says(new URL(link).searchParams.get('text')!)
    await amina.hears('people.which_language')
    await amina.tapsLabel('العربية')
    await amina.hears('join.hello.say', { place: 'Zuid' })
    await amina.taps('join.consent.choice.yes')
    await amina.hears('join.name.ask')
    await amina.says('أمينة')
    await amina.hears('join.children.ask')
    await amina.taps('join.children.choice.4-11')
    await amina.taps('house.done')
    await amina.hears('join.hers.ask', { inviter_name: 'Fatma' })
    await amina.taps('join.hers.choice.yes')
    await amina.hears('join.welcome.say', { name: 'أمينة', key_mother_name: 'Fatma' })
  })

  it('she asks by voice; her key mother hears that very voice, in a Turkish message', async () => {
    await amina.sendsVoice(HER_VOICE)
    await amina.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await amina.taps('send-question.to_key_mother.choice.send')
    await amina.phone.hears('Fatma')
    const arrived = await fatma.phone.hears(/أمينة/)
    expect(arrived.labels).toEqual(
      ['answer', 'pass', 'more'].map((choice) => fatma.reads(`question-arrived.choose.choice.${choice}`)),
    )
    expect(voicesOf(fatma)).toEqual([HER_VOICE])
  })

  it('the key mother is silent: after two seconds the professional has it, and the mother hears so', async () => {
    const asked = fatma.phone.heard().at(-1)!.at
    const arrived = await ineke.phone.hears(/أمينة/)
    expect(arrived.at - asked).toBeGreaterThan(1500)
    expect(arrived.labels).toContain(ineke.reads('question-escalated.choose.choice.mother'))
    expect(voicesOf(ineke)).toEqual([HER_VOICE])
    await amina.hears('question-moved.with_professional.say', { why: 'silent', name: 'Ineke' })
  })

  it('the professional answers by voice, and her voice comes home', async () => {
    await ineke.sendsVoice(ANSWER)
    await ineke.hears('send-answer.confirm.ask', { named: 'yes', name: 'أمينة' })
    await ineke.taps('send-answer.confirm.choice.send')
    await ineke.hears('send-answer.sent.say')
    await amina.hears('answer-arrived.from_professional.ask', { name: 'Ineke' })
    expect(voicesOf(amina)).toEqual([ANSWER])
  })

  it('she asks on in the same thread, and hears the professional again', async () => {
    await amina.says('وماذا أفعل في الليل؟')
    await amina.hears('answer-arrived.with_professional.say', { name: 'Ineke' })
    await ineke.phone.hears('وماذا أفعل في الليل؟')
    await ineke.says('Een klein lampje helpt vaak.')
    await ineke.taps('send-answer.confirm.choice.send')
    await amina.phone.hears('Een klein lampje helpt vaak.')
  })

  it('she sends a picture, and a picture comes back', async () => {
    const [HERS, BACK] = ['her lamp', 'another lamp'].map((what) => Buffer.from(`a picture of ${what}`))
    await amina.taps('answer-arrived.from_professional.choice.more')
    await amina.phone.sendsPicture(HERS!, 'هذا مصباحنا')
    await ineke.phone.hears('هذا مصباحنا')
    await ineke.phone.sendsPicture(BACK!, 'Neem liever deze.')
    await ineke.hears('send-answer.confirm.ask', { named: 'yes', name: 'أمينة' })
    await ineke.taps('send-answer.confirm.choice.send')
    await amina.phone.hears('Neem liever deze.')
    expect([picturesOf(ineke), picturesOf(amina)]).toEqual([[HERS], [BACK]])
  })

  it('it helped', async () => {
    await amina.taps('answer-arrived.from_professional.choice.helped')
    await amina.hears('answer-arrived.thanked.say')
    const closed = await street.office.db.selectFrom('questions').select(['status', 'helped']).execute()
    expect(closed).toEqual([{ status: 'closed', helped: true }])
  })

  it('nobody ever saw the number, the address or the name in the app of somebody else', () => {
    const neighbours = [amina, fatma, ineke]
    for (const reader of neighbours) {
      const seen = JSON.stringify(reader.phone.heard())
      expect(seen.length).toBeGreaterThan(1000)
      for (const other of neighbours.filter((one) => one !== reader)) {
        expect(seen).not.toContain(other.phone.address.replace(/\D/g, ''))
        expect(seen).not.toMatch(/’s phone|Person \d/)
      }
    }
    expect(street.twilio.breaches).toEqual([])
    expect(street.twilio.missed).toEqual([])
  })

  const sentTo = (kind: string, { phone }: Neighbour) =>
    phone.heard().flatMap(({ media }) => (media?.kind === kind ? [media.bytes] : []))
  const voicesOf = (who: Neighbour) => sentTo('voice', who)
  const picturesOf = (who: Neighbour) => sentTo('picture', who)
})
