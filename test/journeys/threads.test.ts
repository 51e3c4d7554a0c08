import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DateTime } from 'luxon'
import { changeSetting } from '../../src/domains/networks/networks.ts'
import { digestRound } from '../../src/domains/questions/digest-round.ts'
import type { Person as OnTelegram } from '../standins/telegram-person.ts'
import type { Person as OnWhatsApp } from '../standins/twilio-person.ts'
import { joinsAt } from './joins.ts'
import { type Neighbour, openStreet, type Street, ZUID } from './street.ts'

const QUESTION = 'My neighbour says I must pay for the swimming pool, must I?'
const ROW = 'My neighbour says I mus…'
const NAME = 'Khadija'
const NUMBER = '+31611144433'

describe('a question without a name, from hand to hand and into the library', () => {
  let street: Street
  let khadija: Neighbour<OnWhatsApp>
  let fatma: Neighbour<OnTelegram>
  let ineke: Neighbour<OnTelegram>
  let petra: Neighbour<OnTelegram>

  beforeAll(async () => {
    street = await openStreet({ settings: { 'escalation.keyMother': 'P2D' } })
    khadija = street.onWhatsApp(NUMBER, 'en')
    fatma = street.onTelegram(700_300_101, 'tr')
    ineke = street.onTelegram(700_300_202, 'en')
    petra = street.onTelegram(700_300_303, 'en')
    await street.appoints('Ineke', 'professional', ineke)
    await street.appoints('Petra', 'professional', petra)
    await joinsAt(street, khadija, NAME, await street.appoints('Fatma', 'key-mother', fatma))
  }, 60_000)
  afterAll(() => street?.close())

  it('comes to her key mother without her name, who asks something first', async () => {
    await khadija.says(QUESTION)
    await khadija.taps('send-question.to_key_mother.choice.nameless')
    await fatma.phone.hears(QUESTION)
    await fatma.taps('question-arrived.choose.choice.more')
    await fatma.taps('thread-more.as_key_mother.choice.ask_back')
    await fatma.says('How old is your son?')
    await fatma.hears('thread-more.asked.say')
    await khadija.phone.hears(/Fatma\S* wants to know something first/)
    await khadija.says('where is my question')
    await khadija.tapsLabel(ROW)
    await khadija.phone.hears(/asked you something first/)
    await khadija.says('My son is seven years old')
    await fatma.phone.hears('My son is seven years old')
  })

  it('waits a little longer when she needs time, and the mother can always see until when', async () => {
    await fatma.taps('follow-up-arrived.choose.choice.more')
    await fatma.taps('thread-more.as_key_mother.choice.time')
    await fatma.taps('thread-more.how_long.choice.today')
    await khadija.phone.hears(/needs a little more time, to give you a good answer: until/)
    await khadija.says('my questions')
    await khadija.tapsLabel(ROW)
    await khadija.phone.hears(/who needs a little more time: until/)
    await khadija.taps('my-questions.what_now.choice.nothing')
  })

  it('goes on while she writes, and to a mother without a name she writes no more', async () => {
    await fatma.says('bekleyen')
    await fatma.tapsLabel('My son is seven years o…')
    await fatma.taps('question-arrived.choose.choice.answer')
    await fatma.says('No, the school pays for the lessons.')
    await street.passes('PT21H')
    await ineke.phone.hears('My son is seven years old')
    await fatma.taps('send-answer.confirm.choice.send')
    await fatma.phone.hears(/Ineke/)
    expect(JSON.stringify(khadija.phone.heard())).not.toContain('No, the school pays for the lessons.')
  })

  it('is given to a colleague by name, who answers; the mother hears each step', async () => {
    await ineke.taps('question-escalated.choose_with_earlier.choice.more')
    await ineke.taps('thread-more.as_professional.choice.give')
    await ineke.tapsLabel('Petra')
    await ineke.hears('thread-more.given.say', { name: 'Petra' })
    await khadija.hears('question-moved.with_professional.say', { why: 'handed', name: 'Petra' })
    await petra.phone.hears('My son is seven years old')
    await petra.taps('question-escalated.choose_with_earlier.choice.mother')
    await petra.says('No, the school pays for that.')
    await petra.taps('send-answer.confirm.choice.send')
    await khadija.phone.hears('No, the school pays for that.')
  })

  it('becomes a draft that a key mother writes in her language', async () => {
    await petra.says('library')
    await petra.taps('library-desk.what.choice.answers')
    await petra.tapsLabel(ROW)
    await petra.taps('library-desk.draft_or_link.choice.draft')
    await petra.tapsLabel(petra.reads('library.new_topic'))
    await petra.says('Swimming with school')
    await petra.taps('draft-entry.own_or_new.choice.own')
    await petra.says('Ask Khadija, or the school desk.')
    await petra.hears('draft-entry.marked.ask', { found: NAME })
    await petra.taps('draft-entry.marked.choice.change')
    await petra.taps('draft-entry.which_part.choice.next_step')
    await petra.says('Ask at the school desk.')
    await petra.taps('draft-entry.translate.choice.yes')
    await fatma.phone.hears(/Swimming with school/)
    await fatma.taps('translate-entry.choose.choice.write')
    await fatma.says('Okulla yüzme')
    await fatma.says('Para ödemeniz gerekmez. Okul öder.')
    await fatma.says('Okula sorun.')
    await fatma.taps('translate-entry.confirm.choice.give')
    await fatma.hears('translate-entry.thanked.say')
  })

  it('is in the library when the professional says so, and whom it did not help before hears of it once', async () => {
    await petra.taps('review-text.choose.choice.publish')
    await petra.says('Do I have to pay for the swimming pool of school?')
    await petra.phone.hears(/It is in the library now/)
    await khadija.hears('new-answer.choose.ask')
    await khadija.taps('new-answer.choose.choice.read')
    await khadija.phone.hears(/Swimming with school[\s\S]*Ask at the school desk\./)
    await petra.says('library')
    await petra.taps('library-desk.what.choice.drafts')
    await petra.tapsLabel('tr: Okulla yüzme')
    await petra.taps('review-text.choose.choice.publish')
    await petra.says('Okulda yüzme için para ödeyecek miyim?')
    await petra.phone.hears(/It is in the library now/)
    const told = khadija.phone
      .heard()
      .filter(({ text }) => text.includes(khadija.reads('new-answer.choose.ask')))
    expect(told).toHaveLength(1)
    const entries = await street.office.db
      .selectFrom('library_entries')
      .select(['language', 'title', 'origin', 'reviewed'])
      .where('origin', '=', 'own')
      .orderBy('language')
      .execute()
    expect(entries).toEqual([
      { language: 'en', title: 'Swimming with school', origin: 'own', reviewed: true },
      { language: 'tr', title: 'Okulla yüzme', origin: 'own', reviewed: true },
    ])
  })

  it('is counted in the morning, for whom it waits, once', async () => {
    await khadija.taps('library-found.and_a_person.choice.person')
    await khadija.taps('send-question.to_key_mother.choice.nameless')
    await street.quiet()
    const hour = DateTime.fromJSDate(street.office.now(), { zone: ZUID.zone }).toFormat('HH:mm')
    await changeSetting(street.office.db, ZUID.id, 'digest.hour', hour)
    await changeSetting(street.office.db, ZUID.id, 'digest.days', 'mo,tu,we,th,fr,sa,su')
    await Promise.all([digestRound(street.office), digestRound(street.office)])
    await street.quiet()
    await fatma.phone.hears(/1 soru sizi bekliyor/)
    const digests = fatma.phone.heard().filter(({ text }) => text.includes('Durum şöyle'))
    expect(digests).toHaveLength(1)
  })

  it('has told nobody anywhere who asked: not on a phone, not in a list, not in the file that is given out', async () => {
    const her = await street.office.db
      .selectFrom('questions')
      .select('asker')
      .where('anonymous', '=', true)
      .executeTakeFirstOrThrow()
    for (const [who, asksForIt] of [
      [fatma, 'verilerim'],
      [ineke, 'my data'],
    ] as const) {
      await who.says(asksForIt)
      await who.taps('my-data.shown.choice.file')
      const heard = who.phone.heard()
      const files = heard.flatMap(({ media }) => (media ? [media.bytes.toString()] : []))
      expect(files).toHaveLength(1)
      const seen = JSON.stringify(heard.map(({ media, ...shown }) => shown)) + files.join()
      expect(seen).toContain('My son is seven years old')
      for (const mark of [NAME, NUMBER.slice(1), NUMBER.slice(3), her.asker!])
        expect(seen).not.toContain(mark)
    }
    expect(street.twilio.breaches).toEqual([])
    expect(street.twilio.missed).toEqual([])
  })
})
