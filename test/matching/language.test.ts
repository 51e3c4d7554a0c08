import { beforeAll, describe, expect, it } from '@jest/globals'
import { readLibrary } from '../../src/domains/library/shipped.ts'
import { DARIJA, languageOf } from '../../src/matching/language.ts'
import { wordsOf } from '../../src/matching/words.ts'
import { LOCALES } from '../../src/places.ts'

const AMONG = ['nl', 'en', 'tr', 'ar']
const language = (text: string, own: string | null, among = AMONG) =>
  languageOf(text, wordsOf(text), { own, among })

describe('the language of a message', () => {
  it.each([
    ['nl', 'Mijn dochter slaapt al weken heel slecht en is overdag moe'],
    ['en', 'My daughter has slept badly for weeks and is tired all day'],
    ['tr', 'Kızım haftalardır çok kötü uyuyor ve bütün gün yorgun'],
    ['ar', 'ابنتي تنام بشكل سيئ منذ أسابيع وهي متعبة طوال النهار'],
  ])('is found by itself, also when she chose another: %s', (wanted, text) => {
    for (const own of [...AMONG, null]) expect(language(text, own)).toBe(wanted)
  })

  it('of one or two words is her own', () => {
    expect(language('Slaap slecht', 'tr')).toBe('tr')
    expect(language('okul?', 'nl')).toBe('nl')
    expect(language('👍', 'ar')).toBe('ar')
  })

  it('of which nobody knows anything is one that is spoken here', () => {
    expect(AMONG).toContain(language('ok', null))
    expect(AMONG).toContain(language('', null))
  })

  it('is never one that is not spoken here', () => {
    expect(AMONG).toContain(language('Mein Kind schläft seit Wochen sehr schlecht', null))
    expect(language('Mein Kind schläft seit Wochen sehr schlecht', 'de', [...AMONG, 'de'])).toBe('de')
  })

  it('is sooner her own, where two are near', () => {
    const near = 'in de water was het warm'
    expect(language(near, 'nl')).toBe('nl')
  })

  it.each([
    'wlidi ma bghach y9ra f dar',
    '3andi mochkil m3a lmadrasa dyal bnti',
    'kifach n3awen wlidi bach yn3es bkri',
  ])('is Darija when it is Arabic of Morocco in Latin letters: %s', (text) => {
    for (const own of ['ar', 'nl', null]) expect(language(text, own)).toBe(DARIJA)
  })

  it.each([
    ['en', 'my son had a tantrum and hit his sister'],
    ['nl', 'hij zit in de 3e klas en moet om 9u op school zijn'],
    ['nl', 'wat kan ik doen, kan hij niet bij een andere juf'],
    ['tr', 'kizim ana sinifinda ve ayakkabisi dar geliyor'],
  ])('is not Darija because a few words look so, for her who speaks %s: %s', (own, text) => {
    expect(language(text, own)).toBe(own)
  })
})

describe('what mothers ask in the library', () => {
  let asks: { own: string; text: string }[]
  beforeAll(async () => {
    asks = (await readLibrary(LOCALES)).flatMap(({ language: own, asks: all }) =>
      all.map((text) => ({ own, text })),
    )
  })

  it('is understood in the language it was asked in', () => {
    const some = asks.filter((_, at) => at % 25 === 0)
    const missed = some.filter(({ own, text }) => language(text, own) !== own)
    expect(missed.length / some.length).toBeLessThan(0.03)
  })

  it('is never taken for Darija when it is Dutch, English or Turkish with words that Darija has too', () => {
    const alike = asks.filter(({ text }) => (text.match(BOTH_HAVE)?.length ?? 0) > 1)
    expect(alike.length).toBeGreaterThan(20)
    const taken = alike.filter(({ own, text }) => language(text, own) === DARIJA)
    expect(taken.map(({ text }) => text)).toEqual([])
  })
})

/** Small words of Dutch, English and Turkish that are words of Darija as well, and figures with a letter. */
const BOTH_HAVE = /\b(had|hit|kan|ma|ana|dar|li|fin|\d+[a-z]{1,2})\b/gi
