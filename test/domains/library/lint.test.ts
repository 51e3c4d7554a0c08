import { describe, expect, it } from '@jest/globals'
import { lintLibrary } from '../../../src/domains/library/lint.ts'
import type { ShippedAsks, ShippedEntry } from '../../../src/domains/library/shipped.ts'
import { entry } from './entry.ts'

const asks = (topic: string, language: string, all: string[]): ShippedAsks => ({
  topic,
  language,
  file: `locales/${language}/asks.yaml`,
  asks: all,
})
const words = (many: number) => Array.from({ length: many }, (_, at) => `word${at}`).join(' ')
const sentences = (many: number) => `${words(10)}. `.repeat(many)
const told = (entries: ShippedEntry[], more: ShippedAsks[] = [], languages = ['en']) =>
  lintLibrary(entries, more, languages).map(({ file, message }) => `${file}: ${message}`)
const FILE = 'locales/en/library/noise.md'

describe('whoever writes for the library', () => {
  it('hears nothing when nothing is wrong', () => {
    const six = Array.from({ length: 6 }, (_, at) => `glosno ${at}`)
    const both = [entry(), entry({ language: 'nl' }), entry({ topic: 'smell' })]
    expect(told([...both, entry({ topic: 'smell', language: 'nl' })], [asks('noise', 'pl', six)])).toEqual([])
  })

  it.each([
    [
      'a title is too long for a button',
      { title: 'Noise on the stairs, late' },
      'The title has 25 characters',
    ],
    ['an answer is too long to be read', { answer: sentences(10) }, 'The answer has 100 words'],
    [
      'a sentence is too long',
      { answer: `Yes. No. ${words(23)}. Yes. No.` },
      'A sentence has more than 22 words',
    ],
    ['the next step is too long', { next: words(23) }, 'A sentence has more than 22 words'],
    [
      'Arabic sentences are too long',
      { answer: `${'كلمة '.repeat(23)}؟` },
      'A sentence has more than 22 words',
    ],
    [
      'sentences are long all the time',
      { answer: `${words(13)}. ${words(14)}.` },
      'The sentences have 13.5 words on average',
    ],
    ['there are few ways of asking', { asks: ['loud', 'noise'] }, 'There are 2 ways of asking'],
  ])('hears when %s', (_, wrong, message) => {
    expect(told([entry(wrong)])).toContain(`${FILE}: ${message}`)
  })

  it('hears when a topic has no answer in a language that is spoken', () => {
    expect(told([entry()], [], ['en', 'tr'])).toEqual([
      'locales/tr/library/noise.md: noise has no answer in tr',
    ])
  })

  it('hears when two topics have one title, but not when two languages have', () => {
    const one = entry({ title: 'Noise' })
    expect(told([one, entry({ topic: 'party', title: '“NOISE”' })])).toEqual([
      'locales/en/library/party.md: noise has the same title',
    ])
    expect(told([one, entry({ title: 'Noise', language: 'nl' })])).toEqual([])
  })

  it('hears when the same words stand under two topics, or twice under one', () => {
    const loud = [...entry().asks, 'It is so loud!']
    const party = entry({ topic: 'party' })
    const twice = { ...party, asks: [...party.asks, 'it is so loud', party.asks[0]!] }
    expect(told([entry({ asks: loud }), twice])).toEqual([
      'locales/en/library/party.md: Way of asking 13 stands under noise too',
      'locales/en/library/party.md: Way of asking 14 stands twice here',
    ])
  })

  it('hears when a language that is only understood has few ways of asking', () => {
    expect(told([entry()], [asks('noise', 'pl', ['glosno'])])).toEqual([
      'locales/pl/asks.yaml: noise has 1 ways of asking',
    ])
  })

  it('is told each time what to do', () => {
    const wrong = [entry({ title: words(9), answer: words(200), asks: [] })]
    for (const { line, remedy } of lintLibrary(wrong, [], ['en', 'nl']))
      expect([line, remedy]).toEqual([1, expect.stringMatching(/\S.*[.]$/)])
  })
})
