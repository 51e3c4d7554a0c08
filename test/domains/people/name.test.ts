import { beforeAll, describe, expect, it } from '@jest/globals'
import { nameIn } from '../../../src/domains/people/name.ts'
import { loadWords, type Words } from '../../../src/words/words.ts'

let words: Words
beforeAll(async () => {
  words = await loadWords('locales', {})
})

describe('whoever is asked for a name', () => {
  it.each([
    ['en', 'My name is Amina', 'Amina'],
    ['en', 'Hello, I am Amina!', 'Amina'],
    ['en', "I'm Amina Nur.", 'Amina Nur'],
    ['nl', 'ik heet Amina', 'Amina'],
    ['nl', 'Hoi, ik ben Amina', 'Amina'],
    ['nl', "M'n naam is Amina 🌷", 'Amina 🌷'],
    ['tr', 'benim adım Amina', 'Amina'],
    ['tr', 'Merhaba, adım Amina.', 'Amina'],
    ['tr', 'Ben Amina', 'Amina'],
    ['ar', 'اسمي أمينة', 'أمينة'],
    ['ar', 'السلام عليكم أنا اسمي أمينة', 'أمينة'],
    ['ar', 'سميتي أمينة', 'أمينة'],
    ['ar', 'smiyti Amina', 'Amina'],
    ['ar', 'Salam, ana smiyti Amina', 'Amina'],
    // She may introduce herself in another language than the one she chose.
    ['nl', 'smiyti Amina', 'Amina'],
    ['ar', 'My name is Amina', 'Amina'],
  ])('is called by it, not by the sentence round it: %s, %s', (language, said, name) => {
    expect(nameIn(said, language, words)).toEqual({ name, taken: true })
  })

  it.each([
    ['tr', 'Ben'],
    ['en', 'Ben'],
    ['tr', 'Adım'],
    ['en', 'Amina'],
    ['ar', 'أمينة'],
    ['en', 'Sara 🌷'],
    ['nl', 'Ana Maria'],
    ['nl', 'Nour el Houda'],
    ['en', 'Hope'],
    ['ar', 'أم سلام'],
  ])('a plain name stays whole: %s, %s', (language, said) => {
    expect(nameIn(said, language, words)).toEqual({ name: said, taken: false })
  })

  it('no name at all, or one too long to be called by, is none', () => {
    expect(nameIn('  ', 'en', words)).toBeNull()
    expect(nameIn('x'.repeat(41), 'en', words)).toBeNull()
  })

  it.each([
    'www.evil.example',
    'evil.example',
    'Amina https://evil.example',
    'evil。example',
    'ｅｖｉｌ．ｅｘａｍｐｌｅ',
    't.me/evil',
    '@evil',
    'ev\u200bil.exam\u200bple',
    '0612345678',
    '06 12 34 56 78',
    '٠٦١٢٣٤٥٦',
    'My name is www.evil.example',
    'Bel 0900-1234',
  ])('a link or a number to call is no name: %s', (said) => {
    expect(nameIn(said, 'en', words)).toBeNull()
  })

  it.each(['Amina 2', 'Sara 1987', 'Mother 10007', 'J.R. Smit', 'Anne-Marie', "D'Arcy", 'Mw. Jansen'])(
    '%s is one',
    (said) => {
      expect(nameIn(said, 'en', words)?.name).toBe(said)
    },
  )
})
