import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { setDuty } from '../../src/domains/people/duty.ts'
import { changePerson } from '../../src/domains/people/people.ts'
import type { Person as OnTelegram } from '../standins/telegram-person.ts'
import type { Person as OnWhatsApp } from '../standins/twilio-person.ts'
import { joinsAt } from './joins.ts'
import { type Neighbour, openStreet, type Street, ZUID } from './street.ts'

describe('a question that nobody has, and two professionals who reach for it in the same moment', () => {
  let street: Street
  let khadija: Neighbour<OnWhatsApp>
  let ineke: Neighbour<OnWhatsApp>
  let petra: Neighbour<OnTelegram>
  let petraId: string
  let fatma: Neighbour<OnTelegram>

  beforeAll(async () => {
    street = await openStreet()
    const { office } = street
    khadija = street.onWhatsApp('+31655577701', 'en')
    ineke = street.onWhatsApp('+31655577702', 'nl')
    petra = street.onTelegram(700_700_303, 'en')
    fatma = street.onTelegram(700_700_101, 'tr')
    const loes = street.onTelegram(700_700_404, 'nl')
    const keyMother = await street.appoints('Fatma', 'key-mother', fatma)
    await street.appoints('Ineke', 'professional', ineke)
    petraId = await street.appoints('Petra', 'professional', petra)
    const resting = await street.appoints('Loes', 'professional', loes)
    await setDuty(office.db, ZUID.id, [resting])
    const pausedUntil = new Date(office.now().getTime() + 30 * 86_400_000)
    await changePerson(office.db, office, resting, { pausedUntil })
    await joinsAt(street, khadija, 'Khadija', keyMother)
  }, 60_000)
  afterAll(() => street?.close())

  /** The row in which she finds it among what waits. */
  const rowOf = async (who: Neighbour, words: string, about: string) => {
    await who.says(words)
    await who.hears('waiting.question.ask')
    return who.phone
      .heard()
      .at(-1)!
      .labels.find((label) => label.includes(about))!
  }

  it.each(['damp', 'noise', 'bicycle', 'garden'])(
    'one has it, the other hears kindly who, and the mother hears of one: %s',
    async (about) => {
      await khadija.says('person')
      await khadija.taps('talk.with_whom.choice.professional')
      await khadija.hears('talk.to_nobody.ask')
      await khadija.says(`The ${about}`)
      await khadija.hears('talk.with_nobody.say')
      const rows = [await rowOf(ineke, 'wachtend', about), await rowOf(petra, 'waiting', about)]
      const before = khadija.phone.heard().length
      await Promise.all([ineke.phone.taps(rows[0]!), petra.phone.taps(rows[1]!)])
      await street.quiet()
      const [inekes, petras] = [ineke.phone.heard().at(-1)!.text, petra.phone.heard().at(-1)!.text]
      const has = inekes.includes(`The ${about}`) ? 'Ineke' : 'Petra'
      const [winner, other, told] = has === 'Ineke' ? [inekes, petra, petras] : [petras, ineke, inekes]
      expect(winner).toContain(`The ${about}`)
      expect(told).not.toContain(`The ${about}`)
      expect(told.replace(/[\u2066-\u2069]/g, '')).toContain(
        other.reads('waiting.taken.say', { by: has }).replace(/[\u2066-\u2069]/g, ''),
      )
      const news = khadija.phone.heard().slice(before)
      expect(news).toHaveLength(1)
      expect(news[0]!.text).toContain(has)
      const waits = await street.office.db
        .selectFrom('tickets')
        .select(['status', 'assignee'])
        .where('status', '<>', 'closed')
        .execute()
      expect(waits.filter(({ status }) => status === 'open')).toEqual([])
      const holder = has === 'Ineke' ? ineke : petra
      await holder.taps('question-escalated.choose.choice.mother')
      await holder.says('Come by on Monday.')
      await holder.taps('send-answer.confirm.choice.send')
      await khadija.phone.hears('Come by on Monday.')
      await khadija.taps('answer-arrived.from_professional.choice.helped')
    },
  )

  it('of two who send their answer in the same moment one is heard, and the other is asked first', async () => {
    const { office } = street
    await setDuty(office.db, ZUID.id, [petraId])
    await khadija.says('Where can I learn Dutch?')
    await khadija.taps('send-question.to_key_mother.choice.send')
    await street.passes('PT4H')
    await petra.phone.hears('Where can I learn Dutch?')
    await fatma.taps('question-arrived.choose.choice.answer')
    await fatma.says('Kütüphanede.')
    await petra.taps('question-escalated.choose.choice.mother')
    await petra.says('At the library.')
    const before = khadija.phone.heard().length
    await Promise.all([
      fatma.phone.taps(fatma.reads('send-answer.confirm.choice.send')),
      petra.phone.taps(petra.reads('send-answer.confirm.choice.send')),
    ])
    await street.quiet()
    const news = khadija.phone.heard().slice(before)
    expect(news).toHaveLength(1)
    expect(news[0]!.text).toContain('At the library.')
    const asked = fatma.phone.heard().at(-1)!
    expect(asked.text).toContain('Petra')
    await fatma.tapsLabel(asked.labels[0]!)
    await khadija.phone.hears('Kütüphanede.')
  })
})
