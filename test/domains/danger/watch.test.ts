import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { readConversations } from '../../../src/conversations.ts'
import { lookoutWith } from '../../../src/domains/danger/lookout.ts'
import { type Watch, watchWith } from '../../../src/domains/danger/watch.ts'
import { readLearned, shortWords } from '../../../src/learned.ts'
import type { Watched } from '../../../src/messaging/post-office.ts'
import { FLOWS, LEARNED, LOCALES } from '../../../src/places.ts'
import type { Words } from '../../../src/words/words.ts'
import { STORIES, storyOf, storyWith } from './stories.ts'
import { calmNotes, dangerNotes, VOICE_NOTES } from './voice-notes.ts'

let watch: Watch
let words: Words

beforeAll(async () => {
  words = (await readConversations(FLOWS, LOCALES)).words
  watch = watchWith((await readLearned(LOCALES, { kept: LEARNED, words })).danger)
}, 120_000)

const flagged = (texts: readonly string[]) => texts.filter((text) => watch.levelOf(text) !== 'none')
const languages = Object.keys(STORIES)
type Told = (typeof STORIES)[string]

const PLACES = [0, 0.25, 0.5, 0.75, 1]

const missedWith = ({ calm, danger }: Told, separator: string) =>
  danger.flatMap((sentence) =>
    PLACES.filter((at) => watch.levelOf(storyWith(sentence, calm, separator, at)) === 'none').map(
      (at) => `${sentence}, at ${at}`,
    ),
  )

it.each([
  'yesterday',
  'tonight',
  'last night',
  'my husband',
  'my daughter',
  'mijn zoon',
  'kocam',
  'dün gece',
  'زوجي',
  'أمس',
])('a word or two that danger is often told with say nothing by themselves: %s', (text) => {
  expect(flagged([text, `We came here last year. ${text}. The flat is small.`])).toEqual([])
})

it.each(['he beats', 'hij slaat', 'kocam dövüyor', 'يضربني', 'kaydrebni', 'kill me', 'hurts me'])(
  'a word or two that are danger are heard, alone and in a story: %s',
  (text) => {
    const all = [text, `We came here last year. The flat is small. ${text}. Which school is near?`]
    expect(flagged(all)).toEqual(all)
  },
)

it('danger in stories without any full stop is found in more than half of them', () => {
  const stories = Object.values(STORIES)
  const all = stories.reduce((sum, { danger }) => sum + danger.length * PLACES.length, 0)
  expect(stories.flatMap((one) => missedWith(one, ' ')).length).toBeLessThan(all / 2)
})

describe.each(languages)('a long story in %s', (language) => {
  const { calm, danger } = STORIES[language]!
  const missedIn = (separator: string) => missedWith(STORIES[language]!, separator)

  it.each([
    ['sentence by sentence', '. '],
    ['line by line', '\n'],
  ])('about an ordinary week, told %s, is no danger', (_, separator) => {
    expect(flagged([storyOf(calm, separator).join(separator)])).toEqual([])
  })

  it.each([
    ['sentence by sentence', '. '],
    ['line by line', '\n'],
  ])('with danger in one sentence of it, told %s, is danger wherever it stands', (_, separator) => {
    expect(missedIn(separator)).toEqual([])
  })

  it('in the shortest of sentences, too', () => {
    const short = calm.map((sentence) => sentence.split(' ').slice(0, 4).join(' '))
    const missed = danger.filter((sentence) => watch.levelOf(storyWith(sentence, short, '. ', 1)) === 'none')
    expect(missed).toEqual([])
  })
})

describe.each(Object.keys(VOICE_NOTES))(
  'what is spoken in one breath in %s, without any full stop',
  (language) => {
    const notes = VOICE_NOTES[language]!

    it('is danger when danger is in the middle of it', () => {
      const told = dangerNotes(notes)
      expect(flagged(told).length / told.length).toBeGreaterThanOrEqual(0.75)
    })
  },
)

it('what is spoken in one breath about an ordinary day is danger in at most 5 of 100', () => {
  const told = Object.values(VOICE_NOTES).flatMap(calmNotes)
  expect(flagged(told).length / told.length).toBeLessThanOrEqual(0.05)
})

describe('what is said in three words of a story', () => {
  it.each([
    'We came here last year. The flat is small. He hits me. Which school is near?',
    'He hits me. We came here last year and the flat is small.',
    'Wij wonen hier nu een jaar. Het huis is klein. Hij slaat mij. Welke school is dichtbij?',
    'Geçen sene geldik. Ev küçük. Beni dövüyor. Yakında hangi okul var?',
    'جينا السنة الماضية. البيت صغير. زوجي يضربني. أي مدرسة قريبة؟',
  ])('is danger too: %s', (story) => {
    expect(watch.levelOf(story)).not.toBe('none')
  })

  it.each([
    'We came here last year. The flat is small. I like it. Which school is near?',
    'Hoi. Ik ben Samira. Ja. Welke school is dichtbij? Dank je.',
  ])('is none when it is harmless: %s', (story) => {
    expect(watch.levelOf(story)).toBe('none')
  })
})

describe('what is said in a word or two', () => {
  it('is calm: every keyword and every choice of all conversations, in every language', async () => {
    const all = await shortWords(words, LOCALES)
    expect(all.length).toBeGreaterThan(500)
    expect(flagged(all)).toEqual([])
  })

  it('is calm: every way to say yes, no, later and done, and every number and day as a word', () => {
    const all = words.languages.flatMap((language) => {
      const file = readFileSync(join(LOCALES, language, 'words.json'), 'utf8')
      const { answers, numbers, days } = JSON.parse(file) as Record<string, Record<string, string[]>>
      // “Not safe” is said where danger is spoken of, and is danger anywhere else; what a kind of danger sounds like is danger.
      const calm = Object.entries(answers!).filter(([id]) => id !== 'not_safe' && !id.startsWith('kind_'))
      return [Object.fromEntries(calm), numbers, days].flatMap((list) => Object.values(list!).flat())
    })
    expect(all.length).toBeGreaterThan(300)
    expect(flagged(all)).toEqual([])
  })

  it('is calm: a number, an age, a time, a date, an address of a school', () => {
    const figures = Array.from({ length: 120 }, (_, n) => String(n))
    const arabic = figures.map((figure) => figure.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)]!))
    const more = [
      '06-12345678',
      '12-03-2019',
      '8:30',
      '16.00',
      '3072 AB',
      'groep 4',
      '4 jaar',
      '€ 25',
      '👍',
      '🙏',
      '😊',
      '?',
      '...',
    ]
    expect(flagged([...figures, ...arabic, ...more])).toEqual([])
  })

  it('is calm: a name, whoever she is', () => {
    const names = [
      ...[
        'Amina',
        'Elif',
        'Grace',
        'Fatma',
        'Joy',
        'Ineke',
        'Petra',
        'Naima',
        'Saïda',
        'Zeynep',
        'Emine',
        'Hatice',
      ],
      ...[
        'Rabia',
        'Khadija',
        'Fatiha',
        'Malika',
        'Yasmin',
        'Savaş',
        'Dolores',
        'Gül',
        'Hiba',
        'Angst',
        'Violet',
      ],
      ...[
        'Agnieszka',
        'Katarzyna',
        'Małgorzata',
        'Maria',
        'Blessing',
        'Mercy',
        'Patience',
        'Hope',
        'Destiny',
      ],
      ...['أمينة', 'فاطمة', 'خديجة', 'نعيمة', 'زينب', 'هبة', 'حنان', 'رجاء', 'أمل', 'حرب'],
      ...['Ik heet Samira', 'My name is Olu', 'Adım Elif', 'اسمي أمينة', 'smiti Naima'],
    ]
    expect(flagged(names)).toEqual([])
  })
})

describe('whoever writes', () => {
  const seen = (role: string, text: string) =>
    lookoutWith(watch)({ office: {}, contact: { role, language: 'en', languageChosen: true } } as Watched, {
      text,
    })
  const all = languages.flatMap((language) => STORIES[language]!.danger)

  it('is looked after as a mother, a key mother or a stranger', () => {
    for (const role of ['mother', 'key-mother'])
      expect(all.filter((text) => seen(role, text)?.flow !== 'are-you-safe')).toEqual([])
    expect(all.filter((text) => seen('guest', text)?.flow !== 'stranger-in-danger')).toEqual([])
  })

  it('and is paid to help writes of others: a professional’s answer in such words starts nothing', () => {
    for (const role of ['professional', 'institution'])
      expect(all.filter((text) => seen(role, text))).toEqual([])
  })
})
