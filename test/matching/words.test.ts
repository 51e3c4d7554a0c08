import { describe, expect, it } from '@jest/globals'
import { gramsOf, stemOf } from '../../src/matching/grams.ts'
import { wordsOf } from '../../src/matching/words.ts'

describe('the words of a message', () => {
  it.each([
    ['a Turkish mother writes her i with or without a dot', 'ILIK SÜT İSTİYOR', 'ılık süt istiyor'],
    ['she has no Turkish letters on her phone', 'çocuğum uyumuyor', 'cocugum uyumuyor'],
    ['a Dutch mother leaves the dots away', 'mijn kind is ruziënd en boos', 'mijn kind is ruziend en boos'],
    ['Arabic is written with or without its small signs', 'أُريدُ مَدرَسةً', 'أريد مدرسة'],
    ['Arabic letters of one sound have several shapes', 'إبنتي في المدرسة الأولى', 'ابنتي في المدرسه الاولي'],
    ['an Arabic word is drawn out for beauty', 'مدرســـــة ابنتي', 'مدرسة ابنتي'],
    ['a word is drawn out for weight', 'lütfeeeeen yardıııım', 'lütfen yardım'],
    ['figures are Arabic or Latin', 'ابني عمره ٦ سنوات', 'ابني عمره 6 سنوات'],
    ['signs and faces say nothing', '“Slaap”… 😴 niet?!', 'slaap niet'],
    ['an apostrophe is of one kind or another', 'Ayşe’nin okulu', "Ayşe'nin okulu"],
  ])('are the same when %s', (_, one, other) => {
    expect(wordsOf(one)).toEqual(wordsOf(other))
  })

  it('keep two letters that belong there', () => {
    expect(wordsOf('school, eens, hissi')).toEqual(['school', 'eens', 'hissi'])
  })

  it('are none where there is only a face', () => {
    expect(wordsOf('😭😭 … !!')).toEqual([])
  })

  it('of a story that does not end are those of its beginning', () => {
    const story = `${'slapen '.repeat(400)}luizen`
    expect(wordsOf(story)).not.toContain('luizen')
  })
})

describe('what a message is compared by', () => {
  const shared = (one: string, other: string) => {
    const grams = new Set(gramsOf(wordsOf(one)))
    return gramsOf(wordsOf(other)).filter((gram) => grams.has(gram)).length
  }

  it('is the same for the same words, and holds each thing once', () => {
    const grams = gramsOf(wordsOf('slaap slaap slaap kindje slaap'))
    expect(gramsOf(wordsOf('Slaap, slaap, slaap kindje… slaap!'))).toEqual(grams)
    expect(new Set(grams).size).toBe(grams.length)
  })

  it('is more alike for a slip of the finger than for another word', () => {
    expect(shared('kinderbijslag', 'kinderbijslga')).toBeGreaterThan(shared('kinderbijslag', 'kinderfeest'))
  })

  it('tells the order of two neighbours', () => {
    const there = gramsOf(wordsOf('geen school'))
    expect(gramsOf(wordsOf('school geen'))).not.toEqual(there)
    expect(gramsOf(wordsOf('school geen')).length).toBe(there.length)
  })

  it.each([
    ['المدرسة', 'مدرسة'],
    ['والمدرسة', 'للمدرسة'],
    ['çocuklarım', 'çocuklara'],
    ['leraren', 'lerares'],
    ['teacher', 'teachers'],
  ])('has one stem for %s and %s', (one, other) => {
    expect(stemOf(wordsOf(one)[0]!)).toBe(stemOf(wordsOf(other)[0]!))
  })

  it('is nothing where nothing was said', () => {
    expect(gramsOf([])).toHaveLength(0)
  })
})
