import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openLog } from '../../src/log.ts'
import { VOICE } from '../channels/contract.ts'
import type { Person as OnTelegram } from '../standins/telegram-person.ts'
import type { Person as OnWhatsApp } from '../standins/twilio-person.ts'
import { codeOf, introduces, joinsAt } from './joins.ts'
import { type Neighbour, openStreet, type Street } from './street.ts'
import { everythingKept, everythingQueued, placesOf } from './traces.ts'

const NUMBER = '31699887766'
const NAME = 'Kanarya'
const QUESTION = 'Oğlum geceleri hiç uyumuyor ne yapayım'
const ANSWER = 'Ona ılık bir bardak süt ver'
const HER_VOICE = Buffer.concat([VOICE, Buffer.from('kanarya-sesi')])

describe('what she decides herself, at any moment', () => {
  let street: Street
  let redis: string
  let logged = ''
  const keepLine = (line: string) => {
    logged += line
  }
  let fatma: Neighbour<OnTelegram>
  let mother: Neighbour<OnWhatsApp>
  let keyMother: string
  let person: string

  beforeAll(async () => {
    redis = `${process.env.TEST_REDIS_URL}/9`
    const log = openLog('trace', {}, { write: keepLine })
    street = await openStreet({
      env: { REDIS_URL: redis },
      settings: { 'escalation.keyMother': 'P30D' },
      log,
    })
    fatma = street.onTelegram(700_400_101, 'tr')
    mother = street.onWhatsApp(`+${NUMBER}`, 'ar')
    keyMother = await street.appoints('Fatma', 'key-mother', fatma)
    await joinsAt(street, mother, NAME, keyMother)
    person = (
      await street.office.db.selectFrom('people').select('id').where('role', '=', 'mother').execute()
    )[0]!.id
  })
  afterAll(() => street?.close())

  it('another language in the middle of a question, and the question goes on in it', async () => {
    await mother.says(QUESTION)
    await mother.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await mother.says('لغة')
    await mother.tapsLabel('Türkçe')
    mother = street.onWhatsApp(`+${NUMBER}`, 'tr')
    await mother.hears('language.spoken.say')
    await mother.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await mother.taps('send-question.to_key_mother.choice.send')
    await mother.phone.hears('Fatma')
    await fatma.phone.hears(QUESTION)
  })

  it('stop, level by level, and her own question is still answered meanwhile', async () => {
    await mother.says('dur')
    await mother.hears('stop.quiet_now.ask')
    expect(await choices()).toEqual({ invitations: false, reminders: false, paused_until: null })
    await mother.taps('stop.quiet_now.choice.reminders')
    await mother.hears('stop.reminders_on.say')
    expect(await choices()).toMatchObject({ invitations: false, reminders: true })
    await mother.says('dur')
    await mother.taps('stop.quiet_now.choice.pause')
    await mother.taps('stop.how_long.choice.week')
    expect((await choices()).paused_until!.getTime()).toBeGreaterThan(Date.now() + 5 * 86_400_000)
    await fatma.says(ANSWER)
    await fatma.taps('send-answer.confirm.choice.send')
    await fatma.hears('send-answer.sent.say')
    await mother.phone.hears(ANSWER)
    await mother.sendsVoice(HER_VOICE)
    await mother.hears('answer-arrived.with_key_mother.say', { name: 'Fatma' })
    const again = await fatma.phone.hears(NAME)
    expect(again.labels).toContain(fatma.reads('follow-up-arrived.choose.choice.answer'))
    await mother.says('dur')
    await mother.taps('stop.quiet_now.choice.again')
    expect(await choices()).toEqual({ invitations: true, reminders: true, paused_until: null })
  })

  it('all that is kept, shown in the chat and handed over as a document', async () => {
    await mother.says('bilgilerim')
    const shown = await mother.phone.hears(NAME)
    expect(shown.text).toContain('Türkçe')
    await mother.taps('my-data.shown.choice.file')
    await mother.hears('my-data.here_it_is.say')
    const file = mother.phone.heard().findLast(({ media }) => media)!.media!
    expect(file).toMatchObject({ kind: 'file', mime: 'text/plain' })
    for (const kept of [NAME, QUESTION, ANSWER, NUMBER]) expect(file.bytes.toString()).toContain(kept)
  })

  it('before she is erased, all of it can be found; names and texts only with the key', async () => {
    const kept = await everythingKept(street.office)
    for (const canary of [NAME, NUMBER, QUESTION, ANSWER, 'kanarya-sesi']) {
      expect(placesOf(kept, canary, true)).not.toEqual([])
      expect(placesOf(kept, canary, false)).toEqual([])
    }
    expect(placesOf(kept, person)).toContain('people')
    expect(twilioKeeps()).toBeGreaterThan(0)
  })

  it('erased, after being asked twice', async () => {
    await mother.says('bilgilerim')
    await mother.taps('my-data.shown.choice.erase')
    await mother.hears('forget-me.sure.ask')
    await mother.taps('forget-me.sure.choice.erase')
    await mother.hears('forget-me.really.ask')
    await mother.taps('forget-me.really.choice.erase')
    await mother.hears('forget-me.erased.say')
    await street.passes('PT2M')
  })

  it('then nothing of her is in any table, queue, file or log, nor in Twilio’s books; the answer stays', async () => {
    const kept = await everythingKept(street.office)
    for (const canary of [NAME, NUMBER, QUESTION, 'kanarya-sesi', person])
      expect(placesOf(kept, canary)).toEqual([])
    expect(placesOf(kept, ANSWER)).toContain('question_entries.body')
    const queued = await everythingQueued(redis)
    expect(queued.length).toBeGreaterThan(2)
    for (const canary of [NAME, NUMBER, QUESTION, ANSWER, person])
      expect(placesOf(queued, canary)).toEqual([])
    expect(logged.length).toBeGreaterThan(500)
    for (const canary of [NAME, NUMBER, QUESTION, ANSWER, 'Fatma', fatma.phone.address])
      expect(logged.includes(canary)).toBe(false)
    expect(twilioKeeps()).toBe(0)
  })

  it('and she may come back, as somebody new', async () => {
    await mother.opensLink(await codeOf(street, keyMother))
    await introduces(street, mother, 'Yeni')
    await mother.taps('join.hers.choice.yes')
    await mother.hears('join.welcome.say', { name: 'Yeni', key_mother_name: 'Fatma' })
  })

  const choices = () =>
    street.office.db
      .selectFrom('people')
      .select(['invitations', 'reminders', 'paused_until'])
      .where('id', '=', person)
      .executeTakeFirstOrThrow()
  const twilioKeeps = () =>
    street.twilio.books.entries.filter(({ from, to }) => `${from} ${to}`.includes(NUMBER)).length
})
