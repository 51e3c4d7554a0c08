import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { normal, oneSlipApart } from '../../src/words/normal.ts'
import { loadWords, type Words } from '../../src/words/words.ts'

let directory: string
let words: Words

const FILES: Record<string, object> = {
  'en/words.json': {
    name: 'English',
    keywords: { stop: ['stop', 'stop the messages'], menu: ['menu', 'start'], language: ['language'] },
    house: { hello: 'Hello {name}' },
    desk: { queue: { title: 'Queue' } },
    numbers: { '2': ['two'] },
  },
  'nl/words.json': {
    name: 'Nederlands',
    keywords: { stop: ['stop', 'stoppen'], language: ['taal'] },
    house: { hello: 'Dag {name}' },
    numbers: { '2': ['twee'] },
    answers: { yes: ['ja', 'oké'] },
  },
  'tr/words.json': {
    name: 'Türkçe',
    keywords: { stop: ['durdur', 'iptal'], language: ['dil', 'dili değiştir'], menu: ['başla'] },
    numbers: { '2': ['iki'] },
  },
  'ar/words.json': {
    name: 'العربية',
    keywords: { stop: ['إيقاف', 'قف'], menu: ['القائمة'] },
    numbers: { '2': ['اثنان'] },
    days: { '1': ['غداً'] },
  },
  'ar/ask.json': {
    'kids.ask': '{n, plural, zero {لا أحد} one {طفل} two {طفلان} few {# أطفال} many {# طفلا} other {# طفل}}',
  },
  'pap/words.json': {
    name: 'Papiamentu',
    dates: {
      weekdays: ['djaluna', 'djamars', 'djarason', 'djaweps', 'djabièrnè', 'djasabra', 'djadumingu'],
      months: [
        'yanüari',
        'febrüari',
        'mart',
        'aprel',
        'mei',
        'yüni',
        'yüli',
        'ougùstùs',
        'sèptèmber',
        'òktober',
        'novèmber',
        'desèmber',
      ],
    },
  },
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'locales-'))
  for (const [file, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(directory, file)), { recursive: true })
    await writeFile(join(directory, file), JSON.stringify(content, null, 2))
  }
  words = await loadWords(directory, {
    ask: {
      'kids.ask': '{n, plural, one {# child} other {# children}}',
      'hello.say': "It's {name} {name}, '{'so'}' to say",
    },
  })
})
afterAll(() => rm(directory, { recursive: true }))

describe('what the house says', () => {
  it('comes in her language, with all six forms of Arabic', () => {
    const said = [0, 1, 2, 5, 11, 100].map((n) => words.text('ar', 'ask', 'kids.ask', { n }))
    expect(said).toEqual(['لا أحد', 'طفل', 'طفلان', '5 أطفال', '11 طفلا', '100 طفل'])
  })
  it('comes in English, with English plurals, where it is not translated', () => {
    expect(words.text('nl', 'ask', 'kids.ask', { n: 1 })).toBe('1 child')
    expect(words.text('ar', 'house', 'hello', { name: 'A' })).toBe('Hello A')
    expect(words.text('xx', 'house', 'hello', { name: 'A' })).toBe('Hello A')
    expect(words.text('nl', 'desk', 'queue.title')).toBe('Queue')
  })
  it('inserts a value once, as it is, and nothing where there is none', () => {
    const name = '{name} $t(house:hello) {{name}} <i>'
    expect(words.text('nl', 'house', 'hello', { name })).toBe(`Dag ${name}`)
    expect(words.text('en', 'ask', 'hello.say', { name: 'A' })).toBe("It's A A, {so} to say")
    expect(words.text('nl', 'house', 'hello')).toBe('Dag ')
    expect(words.text('nl', 'house', 'hello', JSON.parse('{"__proto__": {"name": "x"}}'))).toBe('Dag ')
  })
  it('is the id where nobody knows the words', () =>
    expect(words.text('nl', 'house', 'nothing')).toBe('house:nothing'))
  it('tells what is not translated yet', () => {
    expect(words.coverage()).toContainEqual({
      language: 'nl',
      namespace: 'ask',
      missing: ['kids.ask', 'hello.say'],
    })
    expect(words.coverage()).toContainEqual({ language: 'ar', namespace: 'ask', missing: ['hello.say'] })
    expect(words.has('ar', 'ask', 'kids.ask')).toBe(true)
    expect(words.has('nl', 'ask', 'kids.ask')).toBe(false)
  })
  it('names each language in its own script, and knows which way it runs', () => {
    expect(words.languages).toEqual(['en', 'ar', 'nl', 'pap', 'tr'])
    expect(words.languages.map(words.nameOf)).toEqual([
      'English',
      'العربية',
      'Nederlands',
      'Papiamentu',
      'Türkçe',
    ])
    expect(words.languages.map(words.direction)).toEqual(['ltr', 'rtl', 'ltr', 'ltr', 'ltr'])
  })
})

describe('a moment', () => {
  const moment = new Date('2026-11-25T13:30:00Z')
  it.each([
    ['nl', /woensdag 25 november.*14:30/],
    ['en', /Wednesday.*14:30/],
    ['tr', /25 Kasım.*Çarşamba.*14:30/],
    ['ar', /الأربعاء.*25 نوفمبر.*14:30/],
    ['fa-AF', /25 نوامبر.*14:30|14:30/],
    ['pap', /^djarason 25 novèmber 14:30$/],
  ])('reads in %s with its weekday and a 24-hour clock', (language, pattern) => {
    const said = words.when(moment, 'Europe/Amsterdam', language)
    expect(said).toMatch(pattern)
    expect(said).not.toMatch(/[٠-٩۰-۹]/)
    if (language !== 'en') expect(said).not.toMatch(/Wednesday/)
  })
  it('keeps its hour when the clocks change', () => {
    expect(words.when(new Date('2026-10-24T08:00:00Z'), 'Europe/Amsterdam', 'nl')).toMatch(/10:00/)
    expect(words.when(new Date('2026-10-26T09:00:00Z'), 'Europe/Amsterdam', 'nl')).toMatch(/10:00/)
  })
})

describe('a word that leads out of every conversation', () => {
  it.each([
    ['stop', 'stop'],
    ['STOP!!', 'stop'],
    [' Stop. 🙏', 'stop'],
    ['stpo', 'stop'],
    ['stoop', 'stop'],
    ['iptal', 'stop'],
    ['İPTAL', 'stop'],
    ['IPTAL', 'stop'],
    ['إِيقَاف', 'stop'],
    ['ايقاف', 'stop'],
    ['القائمه', 'menu'],
    ['basla', 'menu'],
    ['ｓｔｏｐ', 'stop'],
    ['\u2068stop\u2069', 'stop'],
    ['dili degistir', 'language'],
  ])('%s is understood whatever her language', (text, id) => {
    for (const language of ['nl', 'ar']) {
      const ids = words.keyword(text, language)
      expect(ids).toEqual([id])
    }
  })
  it.each(['please stop the rain activity', 'stop it', '', '👍', 'dal', 'stops now', 'x'.repeat(70_000)])(
    '%s is none',
    (text) => expect(words.keyword(text, 'tr')).toEqual([]),
  )
  it('tells which language she writes, but not one English word, which every phone teaches', () => {
    const told = ['dili değiştir', 'taal', 'القائمة', 'stop the messages', 'menu', 'stop', 'language', 'hm']
    expect(told.map(words.keywordLanguage)).toEqual(['tr', 'nl', 'ar', 'en', null, null, null, null])
  })
  it('a slip of the finger is forgiven in her own language and in English, unless words are asked of her', () => {
    expect(words.keyword('durdir', 'tr')).toEqual(['stop'])
    expect(words.keyword('durdir', 'nl')).toEqual([])
    expect(words.keyword('Tala', 'nl')).toEqual(['language'])
    expect(words.keyword('Tala', 'nl', true)).toEqual([])
  })
})

describe('how she is understood', () => {
  it('numbers, days and a plain yes in her language', () => {
    expect(words.speech('nl').number('Twee')).toBe(2)
    expect(words.speech('nl').number('two')).toBe(2)
    expect(words.speech('tr').number('twee')).toBeUndefined()
    expect(words.speech('ar').day('غدا')).toBe(1)
    expect(words.speech('ar').answers('yes')).toEqual(['ja', 'oke'])
  })
  it('letters that people do not keep apart are one', () => {
    expect(normal('  ÉÉN\u00a0Kind! ')).toBe('een kind')
    expect(normal('١٢۳４५')).toBe('12345')
    expect(normal('مدرسة على')).toBe(normal('مدرسه علي'))
    expect(normal('👍🏽')).toBe('')
  })
  it('one slip is one letter, or two swapped', () => {
    const near = ['stp', 'stopp', 'stip', 'tsop', 'sotp', 'stpo', 'stop']
    const far = ['st', 'stoppp', 'tpos', 'step it', 'otps']
    expect(near.map((word) => oneSlipApart(word, 'stop'))).toEqual(near.map(() => true))
    expect(far.map((word) => oneSlipApart(word, 'stop'))).toEqual(far.map(() => false))
  })
})

it('a locale that is not JSON is named', async () => {
  const broken = await mkdtemp(join(tmpdir(), 'locales-'))
  await mkdir(join(broken, 'en'))
  await writeFile(join(broken, 'en/words.json'), '{')
  await expect(loadWords(broken, {})).rejects.toThrow(/en\/words\.json is not JSON/)
  await rm(broken, { recursive: true })
})
