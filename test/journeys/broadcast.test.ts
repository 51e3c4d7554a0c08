import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { transaction } from '../../src/db/database.ts'
import { addPerson } from '../../src/domains/people/people.ts'
import { addContact } from '../../src/messaging/contact.ts'
import type { Person as OnTelegram } from '../standins/telegram-person.ts'
import type { Person as OnWhatsApp } from '../standins/twilio-person.ts'
import { joinsAt } from './joins.ts'
import { type Neighbour, openStreet, type Street, ZUID } from './street.ts'

describe('one message to many, on Telegram and WhatsApp', () => {
  let street: Street
  let fatma: Neighbour<OnTelegram>
  let joy: Neighbour<OnTelegram>
  let ineke: Neighbour<OnTelegram>
  let amina: Neighbour<OnWhatsApp>
  let naima: Neighbour<OnWhatsApp>
  let elif: Neighbour<OnTelegram>

  beforeAll(async () => {
    street = await openStreet({ env: { TWILIO_WHATSAPP_DAILY: '1' }, settings: { 'broadcast.weekly': '9' } })
    fatma = street.onTelegram(700_500_101, 'tr')
    joy = street.onTelegram(700_500_102, 'en')
    ineke = street.onTelegram(700_500_103, 'nl')
    amina = street.onWhatsApp('+31611155001', 'ar')
    naima = street.onWhatsApp('+31611155002', 'ar')
    elif = street.onTelegram(700_500_104, 'tr')
    await street.appoints('Ineke', 'professional', ineke)
    await street.appoints('Joy', 'key-mother', joy)
    const keyMother = await street.appoints('Fatma', 'key-mother', fatma)
    await joinsAt(street, amina, 'أمينة', keyMother)
    await joinsAt(street, naima, 'نعيمة', keyMother)
    await joinsAt(street, elif, 'Elif', keyMother)
  }, 60_000)
  afterAll(() => street?.close())

  const begins = async (who: Neighbour, reach: 'circle' | 'network', text: string) => {
    await who.says(who.reads('activity.many'))
    await who.taps('broadcast.what.choice.new')
    await who.taps(`broadcast.whom.choice.${reach}`)
    await who.says(text)
    await who.taps('broadcast.when.choice.now')
  }

  it('reaches her circle, each in her own language, after she has seen how many', async () => {
    await begins(fatma, 'circle', 'Yarın onda kahve var.')
    await fatma.phone.hears(/3 kişiye ulaşır: \S*العربية 2, Türkçe 1/)
    await fatma.taps('broadcast.confirm.choice.send')
    await amina.phone.hears(/Fatma\S* تقول لدائرتك:[\s\S]*Yarın onda kahve var\./)
    await elif.phone.hears(/Fatma\S* çevrenize yazıyor:[\s\S]*Yarın onda kahve var\./)
    await street.passes('PT10S')
    await fatma.phone.hears(/3 kişiden 3 kişi aldı/)
  })

  it('is answered in a thread that only the sender sees', async () => {
    await amina.taps('broadcast-arrived.choose.choice.answer')
    await amina.says('أنا آتية.')
    await amina.hears('broadcast-arrived.sent.say')
    await fatma.phone.hears('أنا آتية.')
    await fatma.taps('question-arrived.choose.choice.answer')
    await fatma.says('Çok güzel!')
    await fatma.taps('send-answer.confirm.choice.send')
    await amina.phone.hears('Çok güzel!')
  })

  it('waits in the line of WhatsApp’s day outside the window, of which the sender is told first', async () => {
    await street.passes('P2D')
    const before = [amina, naima].map(({ phone }) => phone.heard().length)
    await begins(fatma, 'circle', 'Cuma günü parktayız.')
    await fatma.phone.hears(/WhatsApp[\s\S]*1 gün sonra/)
    await fatma.taps('broadcast.confirm.choice.send')
    await elif.phone.hears('Cuma günü parktayız.')
    await street.passes('PT1H')
    const told = () =>
      [amina, naima].filter(({ phone }, i) =>
        phone
          .heard()
          .slice(before[i])
          .some(({ template }) => template),
      ).length
    expect(told()).toBe(1)
    // One message, whose figures change.
    const howFar = () => fatma.phone.heard().filter(({ text }) => text.startsWith('Mesajınız yolda'))
    expect(howFar().map(({ text }) => text)).toEqual([expect.stringContaining('3 kişiden 2 kişi')])
    await street.passes('P1D')
    expect(told()).toBe(2)
    expect(howFar()).toEqual([])
    const [over, ...again] = fatma.phone.heard().filter(({ text }) => text.startsWith('Mesajınız gitti:'))
    expect(over!.text).toContain('3 kişiden 3 kişi')
    expect(again).toEqual([])
    await amina.taps('templates.message_waiting.button.open')
    await amina.phone.hears('Cuma günü parktayız.')
  }, 60_000)

  it('that is stopped under way no longer says that it is on its way', async () => {
    await street.passes('P2D')
    await begins(fatma, 'circle', 'Pazartesi yüzmeye gidiyoruz.')
    await fatma.taps('broadcast.confirm.choice.send')
    await street.passes('PT1M')
    const startsWith = (words: string) =>
      fatma.phone.heard().filter(({ text }) => text.startsWith(words)).length
    expect(startsWith('Mesajınız yolda')).toBe(1)
    await fatma.taps('broadcast.can_stop.choice.stop')
    await street.quiet()
    expect([startsWith('Mesajınız yolda'), startsWith('Mesajınız durduruldu:')]).toEqual([0, 1])
  }, 60_000)

  it('goes to the network when another key mother says yes', async () => {
    await begins(fatma, 'network', 'Cumartesi meydan bizim.')
    await fatma.taps('broadcast.confirm.choice.send')
    await joy.phone.hears(/Fatma\S* wants to tell all mothers/)
    await joy.taps('broadcast-asked.choose.choice.yes')
    await joy.hears('broadcast-asked.agreed.say')
    await street.quiet()
    await elif.phone.hears(/Anahtar anne \S*Fatma\S* herkese yazıyor/)
    await joy.phone.hears('Cumartesi meydan bizim.')
  })

  it('is stopped under way: whoever has not got it does not', async () => {
    const phones = await listeners(200)
    await ineke.says(ineke.reads('activity.many'))
    await ineke.taps('broadcast.what.choice.new')
    await ineke.taps('broadcast.from_professional.choice.network')
    await ineke.says('De speeltuin is open.')
    await ineke.taps('broadcast.when.choice.now')
    await ineke.phone.hears(/Het bereikt 20\d mensen/)
    await ineke.phone.taps(ineke.reads('broadcast.confirm.choice.send'))
    await ineke.hears('broadcast.can_stop.ask')
    const heard = () => phones.filter((one) => one.heard().length > 0).length
    while (heard() < 20) await new Promise((resolve) => setTimeout(resolve, 20))
    await ineke.taps('broadcast.can_stop.choice.stop')
    await ineke.phone.hears(/Het is gestopt\. \d+ mensen hadden het al\./)
    const had = heard()
    await street.passes('PT1M')
    expect(heard()).toBeLessThan(200)
    expect(heard() - had).toBeLessThanOrEqual(8)
    const left = await sql<{ n: string }>`
      select (select count(*) from messages where about is not null and status = 'queued')
        + (select count(*) from errands where data ->> 'about' is not null) as n`.execute(street.office.db)
    expect(left.rows[0]!.n).toBe('0')
  }, 60_000)

  /** Mothers of the network who only listen. */
  async function listeners(count: number): Promise<OnTelegram[]> {
    const { office, telegram } = street
    const phones = Array.from({ length: count }, (_, i) => telegram.person(700_600_000 + i))
    await transaction(
      office.db,
      async (tx) => {
        for (const { id } of phones) {
          const made = { network: ZUID.id, name: 'Listener', role: 'mother' as const, languages: ['nl'] }
          const person = await addPerson(tx, office, { ...made, joinedAt: office.now() }, office.now())
          const contact = { channel: 'telegram', address: String(id), language: 'nl', role: 'mother' }
          await addContact(tx, office, { ...contact, person, network: ZUID.id, languageChosen: true })
        }
      },
      office,
    )
    return phones
  }
})
