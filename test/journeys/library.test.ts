import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { giveToAll } from '../../src/domains/library/give.ts'
import { judge } from '../../src/domains/library/judge.ts'
import { asksIn } from '../../src/domains/library/learning.ts'
import { readOutside } from '../../src/domains/library/outside.ts'
import { readAsks, readLibrary, type ShippedEntry } from '../../src/domains/library/shipped.ts'
import { changeSetting } from '../../src/domains/networks/networks.ts'
import { LOCALES } from '../../src/places.ts'
import { VOICE } from '../channels/contract.ts'
import { openShelves } from '../domains/library/shelves.ts'
import type { Person as OnTelegram } from '../standins/telegram-person.ts'
import type { Person as OnWhatsApp } from '../standins/twilio-person.ts'
import { type Embeddings, openEmbeddings } from './embeddings.ts'
import { joinsAt } from './joins.ts'
import { type Neighbour, openStreet, type Street } from './street.ts'

const SCREENS = 'كم ساعة يسمح للطفل أمام الشاشة والتابلت؟'
const SPEAKS = 'oğlum artık bizim dilde konuşmuyor evde'
const DANGER = 'Kocam bana vuruyor, beni öldürecek'
const VEILED = 'Çocukların nüfus kağıtlarını nereye saklasam bulamaz?'
const NEAR = 'gece eve gelince her şeyi kırıyor, çocuklarla banyoya kapanıyoruz, ne yapayım?'
/** What keeps words of another direction from turning a sentence around. */
const MARKS = /[\u2066-\u2069]/g
const PICTURE = Buffer.from('a picture of a letter')

let library: ShippedEntry[]
beforeAll(async () => {
  library = await readLibrary(LOCALES)
})
const titleOf = (topic: string, language: string) => entryOf(topic, language).title
const entryOf = (topic: string, language: string) =>
  library.find((entry) => entry.topic === topic && entry.language === language)!

/** Fatma is key mother; Amina joins on WhatsApp in Arabic, Elif on Telegram in Turkish; the network has the library. */
async function movesIn(env: Record<string, string> = {}) {
  const street = await openStreet({ settings: { 'escalation.keyMother': 'P30D' }, env })
  await giveToAll(street.office, library)
  const fatma = street.onTelegram(700_700_101, 'tr')
  const elif = street.onTelegram(700_700_202, 'tr')
  const amina = street.onWhatsApp('+31633445566', 'ar')
  const keyMother = await street.appoints('Fatma', 'key-mother', fatma)
  await joinsAt(street, elif, 'Elif', keyMother)
  await joinsAt(street, amina, 'أمينة', keyMother)
  return { street, fatma, elif, amina }
}

describe('a question that the library has an answer to', () => {
  let street: Street
  let fatma: Neighbour<OnTelegram>
  let elif: Neighbour<OnTelegram>
  let amina: Neighbour<OnWhatsApp>
  beforeAll(async () => {
    ;({ street, fatma, elif, amina } = await movesIn())
  }, 120_000)
  afterAll(() => street?.close())

  it('is answered in Arabic on WhatsApp, by a computer that says so, with a person one tap away', async () => {
    await amina.says(SCREENS)
    const { title, answer, next } = entryOf('screen-time', 'ar')
    const heard = await amina.phone.hears(title)
    const said = amina.reads('library-found.answered.ask', { title, answer, next_step: next })
    expect(heard.text.replace(MARKS, '')).toBe(said)
    expect(heard.labels).toEqual(
      ['yes', 'no', 'person'].map((choice) => amina.reads(`library-found.answered.choice.${choice}`)),
    )
  })

  it('did not help: it goes to her key mother, in her own words', async () => {
    await amina.taps('library-found.answered.choice.no')
    await amina.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await amina.taps('send-question.to_key_mother.choice.send')
    await amina.phone.hears('Fatma')
    const arrived = await fatma.phone.hears(SCREENS)
    expect(arrived.text).toContain('أمينة')
  })

  it('is not clear: she is offered titles in her language, taps one and is answered', async () => {
    await elif.says(SPEAKS)
    const { labels } = await elif.hears('library-found.which.ask')
    const none = elif.reads('library.none_of_these')
    expect(labels).toHaveLength(4)
    expect(labels.at(-1)).toBe(none)
    expect(labels).toContain(titleOf('refuses-home-language', 'tr'))
    await elif.tapsLabel(titleOf('refuses-home-language', 'tr'))
    const { answer } = entryOf('refuses-home-language', 'tr')
    expect((await elif.phone.hears(titleOf('refuses-home-language', 'tr'))).text).toContain(answer)
    await elif.taps('library-found.answered.choice.yes')
    await elif.hears('library-found.glad.say')
    expect(fatma.phone.heard().some(({ text }) => text.includes(SPEAKS))).toBe(false)
  })

  it('is none of the titles: a person gets her words', async () => {
    await elif.says(SPEAKS)
    await elif.hears('library-found.which.ask')
    await elif.tapsLabel(elif.reads('library.none_of_these'))
    await elif.hears('ask.worry.ask')
    await elif.taps('ask.worry.choice.send')
    await elif.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await elif.taps('send-question.to_key_mother.choice.send')
    await fatma.phone.hears(SPEAKS)
  })

  describe('comes near danger:', () => {
    let words: string
    beforeAll(async () => {
      const { watch, ...shelves } = await openShelves()
      const asked = { own: 'tr', among: shelves.languages, has: () => true }
      const isNear = (text: string) => {
        const { level, top } = judge({ ...shelves, watch }, text, asked)
        return level === 'none' && top.length > 0 && !watch.isCalm(text)
      }
      words = library
        .filter(({ language }) => language === 'tr')
        .flatMap(({ asks }) => asks)
        .find(isNear)!
    })
    const takesTitle = async () => {
      await elif.says(words)
      const { labels } = await elif.hears('library-found.which.ask')
      expect(labels[0]).toBe(elif.reads('library.a_person'))
      await elif.tapsLabel(labels[1]!)
      await elif.phone.hears(labels[1]!)
    }

    it('a person stands before the titles', async () => {
      await elif.says(words)
      await elif.hears('library-found.which.ask')
      await elif.tapsLabel(elif.reads('library.a_person'))
      await elif.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
      await elif.taps('send-question.to_key_mother.choice.not_now')
    })

    it('a title is answered, and a person is offered all the same', async () => {
      await takesTitle()
      await elif.taps('library-found.and_a_person.choice.person')
      await elif.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
      await elif.taps('send-question.to_key_mother.choice.not_now')
    })

    it('she may say that the answer was enough', async () => {
      await takesTitle()
      await elif.taps('library-found.and_a_person.choice.no')
      await elif.hears('library-found.glad.say')
    })
  })

  it('is spoken or photographed: no machine answers, a person does', async () => {
    await amina.sendsVoice(VOICE)
    await amina.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await amina.taps('send-question.to_key_mother.choice.not_now')
    await amina.hears('send-question.not_sent.say')
    await amina.phone.sendsPicture(PICTURE, SCREENS)
    await amina.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await amina.taps('send-question.to_key_mother.choice.not_now')
    await elif.sendsVoice(VOICE)
    await elif.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await elif.taps('send-question.to_key_mother.choice.not_now')
    const looks = await street.office.db.selectFrom('library_looks').selectAll().orderBy('at').execute()
    expect(looks.slice(-3).map(({ topic, offered }) => [topic, offered])).toEqual(
      Array.from({ length: 3 }, () => [null, []]),
    )
    expect(street.twilio.breaches).toEqual([])
  })
})

describe('another reader of questions', () => {
  const asks = new Map<string, string>()
  let reader: Embeddings
  let street: Street
  let fatma: Neighbour<OnTelegram>
  let elif: Neighbour<OnTelegram>
  let amina: Neighbour<OnWhatsApp>
  beforeAll(async () => {
    for (const text of await readOutside(LOCALES)) asks.set(text, 'none')
    for (const { text, name } of asksIn(library, await readAsks(LOCALES))) asks.set(text, name)
    reader = await openEmbeddings(asks)
    const env = { RANKER_URL: reader.url, RANKER_MODEL: 'neighbours-1', RANKER_KEY: 'open-sesame' }
    ;({ street, fatma, elif, amina } = await movesIn(env))
  }, 120_000)
  afterAll(async () => {
    await street?.close()
    await reader?.close()
  })

  /** She asks, and says no to what she is offered. @returns the titles */
  async function isOffered(words: string): Promise<string[]> {
    await elif.says(words)
    const { labels } = await elif.hears('library-found.which.ask')
    await elif.tapsLabel(labels.at(-1)!)
    await elif.taps('send-question.to_key_mother.choice.not_now')
    await elif.hears('send-question.not_sent.say')
    return labels.slice(0, -1)
  }
  let ours: string[]

  it('hears nothing while the network has not agreed', async () => {
    reader.finds('lonely-mother')
    ours = await isOffered(SPEAKS)
    expect(ours).toHaveLength(3)
    expect(reader.asked).toEqual([])
  })

  it('is out of order: she is offered what the house finds by itself', async () => {
    await changeSetting(street.office.db, 'zuid', 'ranker.consent', 'yes')
    reader.fails()
    expect(await isOffered(SPEAKS)).toEqual(ours)
    await reader.isAsked(1)
    reader.hangs()
    const before = reader.asked.length
    expect(await isOffered(SPEAKS)).toEqual(ours)
    await reader.isAsked(before + 1)
  })

  it('reads the library at the first question that it can answer; then what it finds is offered too', async () => {
    const [one, other] = [titleOf('siblings', 'tr'), titleOf('screen-time', 'tr')]
    expect(ours).not.toContain(one)
    reader.wavers('siblings', 'screen-time')
    await isOffered(SPEAKS)
    await reader.hasReadAll()
    let offered = await isOffered(SPEAKS)
    // What its nearness is worth is learned in a moment more.
    for (let again = 0; again < 20 && !offered.includes(one); again++) offered = await isOffered(SPEAKS)
    expect(offered).toEqual(expect.arrayContaining([one, other]))
  })

  it('makes the library sure: she is answered at once, by a computer that says so', async () => {
    reader.finds('refuses-home-language')
    await elif.says(SPEAKS)
    const { title, answer, next } = entryOf('refuses-home-language', 'tr')
    await elif.hears('library-found.answered.ask', { title, answer, next_step: next })
    await elif.taps('library-found.answered.choice.yes')
  })

  it('finds a title for a worry, and it is none: she is helped to make a question of it, as without a reader', async () => {
    reader.wavers('siblings', 'screen-time')
    await elif.says(SPEAKS)
    const { labels } = await elif.hears('library-found.which.ask')
    await elif.tapsLabel(labels.at(-1)!)
    await elif.hears('ask.worry.ask')
    await elif.taps('ask.worry.choice.not_now')
  })

  it('is not asked where the library is sure by itself', async () => {
    const before = reader.asked.length
    await elif.says('Cito sınavı doorstroomtoets ne zaman yapılıyor?')
    await elif.phone.hears(titleOf('doorstroomtoets', 'tr'))
    await elif.taps('library-found.answered.choice.yes')
    expect(reader.asked).toHaveLength(before)
  })

  it('never hears what may be danger, not even when she has said that she is safe', async () => {
    const before = reader.asked.length
    await elif.says('soru')
    await elif.hears('ask.body.ask')
    await elif.says(VEILED)
    await elif.phone.hears('112')
    await elif.taps('are-you-safe.safe_now.choice.safe')
    await elif.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await elif.taps('send-question.to_key_mother.choice.not_now')
    await elif.says(DANGER)
    await elif.phone.hears('112')
    expect(reader.asked).toHaveLength(before)
  })

  it('never hears what only comes near it: a person reads that', async () => {
    await fatma.says(NEAR)
    expect(reader.questions()).not.toContain(NEAR)
  })

  it('was given words alone: no name, no number, no id, and the key that it asks for', async () => {
    const rows = await street.office.db.selectFrom('people').select('id').execute()
    const told = JSON.stringify(reader.questions())
    for (const hers of [elif.phone.address, 'Elif', 'zuid', ...rows.map(({ id }) => id)])
      expect(told.includes(hers)).toBe(false)
    for (const { path, key, body } of reader.asked) {
      expect([path, key]).toEqual(['POST /v1/embeddings', 'Bearer open-sesame'])
      expect(Object.keys(body).sort()).toEqual(['input', 'model'])
      expect(body.model).toBe('neighbours-1')
    }
  })

  it('finds nothing near either: a person gets her words, and no titles are shown', async () => {
    reader.finds('none')
    await amina.says('أين أشتري إطارا شتويا رخيصا لدراجتي؟')
    await amina.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
  })
})
