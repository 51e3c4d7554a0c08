import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { Person as OnTelegram } from '../standins/telegram-person.ts'
import type { Person as OnWhatsApp } from '../standins/twilio-person.ts'
import { joinsAt } from './joins.ts'
import { type Neighbour, openStreet, type Street } from './street.ts'

describe('WhatsApp lets us write freely for a day after her last word', () => {
  let street: Street
  let amina: Neighbour<OnWhatsApp>
  let fatma: Neighbour<OnTelegram>
  let keyMother: string
  let numbers = 31_611_122_000

  beforeAll(async () => {
    street = await openStreet({ settings: { 'escalation.keyMother': 'P14D' } })
    fatma = street.onTelegram(700_200_101, 'tr')
    keyMother = await street.appoints('Fatma', 'key-mother', fatma)
  })
  afterAll(() => street?.close())
  beforeEach(async () => {
    amina = street.onWhatsApp(`+${++numbers}`, 'ar')
    await joinsAt(street, amina, 'أمينة', keyMother)
    await amina.says('ابني لا ينام، ماذا أفعل؟')
    await amina.taps('send-question.to_key_mother.choice.send')
    await fatma.phone.hears('ابني لا ينام، ماذا أفعل؟')
  })
  afterEach(() => {
    expect(street.twilio.breaches).toEqual([])
    expect(street.twilio.missed).toEqual([])
  })

  const answers = async (text: string) => {
    await fatma.taps('question-arrived.choose.choice.answer')
    await fatma.says(text)
    await fatma.hears('send-answer.confirm.ask', { named: 'yes', name: 'أمينة' })
    await fatma.taps('send-answer.confirm.choice.send')
    await street.twilio.settled()
    await street.quiet()
  }
  const heardSince = (count: number) => amina.phone.heard().slice(count)

  it('before it closes on an open question she is asked whether to keep it open, and a tap keeps it', async () => {
    await street.passes('PT23H5M')
    await amina.hears('keep-open.choose.ask')
    await amina.taps('keep-open.choose.choice.keep')
    await amina.hears('keep-open.kept.say')
    await street.passes('PT12H')
    await answers('Ona ılık süt ver.')
    const answer = await amina.phone.hears('Ona ılık süt ver.')
    expect(answer.template).toBeUndefined()
  })

  it('asked only after it has closed she reads the question first, and a tap on its own button answers it', async () => {
    await street.passes('PT25H')
    const { db, now } = street.office
    await sql`insert into errands (id, name, data, due_at)
      select 'late', 'flow.start', jsonb_build_object('person', person_id, 'flow', 'keep-open'), ${now()}
      from contacts where channel = 'whatsapp' order by id desc limit 1`.execute(db)
    await street.passes('PT1S')
    const note = await amina.hears('templates.message_waiting.text')
    expect(note.template).toMatch(/^message_waiting_ar/)
    const before = amina.phone.heard().length
    await amina.taps('templates.message_waiting.button.open')
    await street.twilio.settled()
    await street.quiet()
    expect(heardSince(before).map(({ text }) => text)).not.toContain(amina.reads('keep-open.kept.say'))
    await amina.hears('keep-open.choose.ask')
    await amina.taps('keep-open.choose.choice.keep')
    await amina.hears('keep-open.kept.say')
  })

  it('an answer after it closed is parked; a short approved text names nothing, and a tap brings the answer', async () => {
    await street.passes('PT25H')
    const before = amina.phone.heard().length
    await answers('Ona ılık süt ver.')
    const [note, ...more] = heardSince(before)
    expect(note).toMatchObject({ text: amina.reads('templates.answer_waiting.text') })
    expect(note!.template).toMatch(/^answer_waiting_ar/)
    expect(more).toEqual([])
    await amina.taps('templates.answer_waiting.button.open')
    const answer = await amina.phone.hears('Ona ılık süt ver.')
    expect(answer.labels).toContain(amina.reads('answer-arrived.from_key_mother.choice.helped'))
    await amina.taps('answer-arrived.from_key_mother.choice.helped')
    await amina.hears('answer-arrived.thanked.say')
  })

  it('when WhatsApp refuses afterwards what our clock allowed, the same note goes out instead', async () => {
    const before = amina.phone.heard().length
    street.twilio.misbehave({ later: 63016 })
    await answers('Ona ılık süt ver.')
    const note = await amina.hears('templates.answer_waiting.text')
    expect(note.template).toMatch(/^answer_waiting_ar/)
    expect(heardSince(before)).toHaveLength(1)
    await amina.taps('templates.answer_waiting.button.open')
    await amina.phone.hears('Ona ılık süt ver.')
  })

  it('whoever has blocked us is left alone for good, and finds what waited when she writes again', async () => {
    await amina.phone.blocks()
    await answers('Ona ılık süt ver.')
    const tries = () => street.twilio.books.calls.filter((call) => /^POST .*Messages.json$/.test(call)).length
    const once = tries()
    await street.passes('P3D')
    expect(tries()).toBe(once)
    await amina.phone.unblocks()
    await amina.says('أنا هنا')
    await amina.phone.hears('Ona ılık süt ver.')
  })

  it('STOP stops what she did not ask for, in her language, and her own question is still answered', async () => {
    await amina.says('STOP')
    await amina.hears('stop.quiet_now.ask')
    await answers('Ona ılık süt ver.')
    await amina.phone.hears('Ona ılık süt ver.')
  })
})

describe('a mother on Telegram', () => {
  let street: Street
  let elif: Neighbour<OnTelegram>
  let fatma: Neighbour<OnTelegram>

  beforeAll(async () => {
    street = await openStreet()
    fatma = street.onTelegram(700_200_102, 'tr')
    elif = street.onTelegram(700_200_203, 'tr')
    const keyMother = await street.appoints('Fatma', 'key-mother', fatma)
    await joinsAt(street, elif, 'Elif', keyMother)
  })
  afterAll(() => street?.close())

  it('stops by the word, by the command, and by blocking; coming back finds the answer', async () => {
    await elif.says('/stop')
    await elif.hears('stop.quiet_now.ask')
    await elif.taps('stop.quiet_now.choice.fine')
    await elif.says('dur')
    await elif.hears('stop.quiet_now.ask')
    await elif.taps('stop.quiet_now.choice.fine')
    await elif.says('Nerede Hollandaca öğrenebilirim?')
    await elif.taps('send-question.to_key_mother.choice.send')
    await fatma.phone.hears('Nerede Hollandaca öğrenebilirim?')
    await elif.phone.blocks()
    const calls = street.telegram.callsOf('sendMessage').length
    await fatma.says('Kütüphanede.')
    await fatma.taps('send-answer.confirm.choice.send')
    await street.passes('PT1H')
    const toElif = street.telegram.callsOf('sendMessage').slice(calls)
    expect(toElif.filter(({ payload }) => Number(payload.chat_id) === elif.phone.id)).toEqual([])
    await elif.phone.unblocks()
    await elif.says('merhaba')
    await elif.phone.hears('Kütüphanede.')
  })
})
