import { describe, expect, it } from '@jest/globals'
import { likelihoods, softmax } from '../../src/matching/classes.ts'
import { gramsOf } from '../../src/matching/grams.ts'
import { learnReader, read } from '../../src/matching/reader.ts'
import { layOut, nearest } from '../../src/matching/similar.ts'
import { look, vocabularyOf } from '../../src/matching/vocabulary.ts'
import { wordsOf } from '../../src/matching/words.ts'
import { dice, LESSON } from './lesson.ts'

const names = ['sleep', 'school']
const learn = () => learnReader(LESSON, { names, rounds: 6, random: dice(), digest: 'd' })
const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0)

describe('a reader of messages', () => {
  it.each([
    ['sleep', 'he cries at night and does not sleep'],
    ['school', 'a school for my daughter'],
    ['sleep', 'SLEEEEEP at niiiight'],
  ])('knows %s in words it has never seen together', (name, text) => {
    const { likely } = read(learn(), wordsOf(text))
    expect(sum(likely)).toBeCloseTo(1, 4)
    expect(names[likely.indexOf(Math.max(...likely))]).toBe(name)
  })

  it('learns the same each time', () => {
    expect(learn()).toEqual(learn())
  })

  it('is of no opinion where it knows nothing', () => {
    const { likely, alike, seen } = read(learn(), wordsOf('قطار أحمر'))
    expect(seen.rows).toHaveLength(0)
    expect([...alike]).toEqual([0, 0])
    expect(likely[0]).toBeCloseTo(0.5, 0)
  })

  it('keeps what it learned in a byte each, and still tells them apart', () => {
    const { classes, vocabulary } = learn()
    expect(classes.weights).toBeInstanceOf(Int8Array)
    const right = LESSON.filter(({ text, name }) => {
      const likely = likelihoods(classes, look(vocabulary, gramsOf(wordsOf(text))))
      return names[likely.indexOf(Math.max(...likely))] === name
    })
    expect(right).toEqual(LESSON)
  })

  it('learns less from a message that counts for little', () => {
    const more = [...LESSON, { text: 'a bus for my child', name: 'school', weight: 1 }]
    const less = [...LESSON, { text: 'a bus for my child', name: 'school', weight: 0.01 }]
    const school = (examples: typeof more) => {
      const reader = learnReader(examples, { names, rounds: 6, random: dice(), digest: 'd' })
      return read(reader, wordsOf('a bus for my child')).likely[1]!
    }
    expect(school(more)).toBeGreaterThan(school(less))
  })
})

describe('shares of one', () => {
  it('stay numbers, however far apart the scores are', () => {
    const shares = softmax(Float32Array.from([1000, -1000, 999]))
    expect(sum(shares)).toBeCloseTo(1, 4)
    expect([...shares].every((share) => share >= 0 && share <= 1)).toBe(true)
  })
})

describe('the nearest ways of asking', () => {
  const texts = [
    'nobody plays with my daughter',
    'nobody plays with my son',
    'who talks with my mother',
    'my mother talks to me',
    'the bus does not come',
    'the bus comes late',
  ]
  const about = [0, 0, 1, 1, 2, 2]
  const grams = texts.map((text) => gramsOf(wordsOf(text)))
  const vocabulary = vocabularyOf(grams)
  const seen = (text: string) => look(vocabulary, gramsOf(wordsOf(text)))
  const phrasings = layOut(
    texts.map((text, at) => ({ seen: seen(text), about: about[at]! })),
    vocabulary.grams.length,
  )

  it.each(texts.map((text, at) => [text, about[at]!] as const))(
    'finds the same words: %s',
    (text, wanted) => {
      const alike = nearest(phrasings, seen(text), 3).alike
      expect(alike.indexOf(Math.max(...alike))).toBe(wanted)
    },
  )

  it('says nothing of what shares nothing', () => {
    expect([...nearest(phrasings, seen('ساعدوني'), 3).alike]).toEqual([0, 0, 0])
  })

  it('is surer the more of her words are known', () => {
    const best = (text: string) => Math.max(...nearest(phrasings, seen(text), 3).alike)
    expect(best('nobody plays with my daughter')).toBeGreaterThan(
      best('nobody plays with my daughter zonnebloemlaan vierenzeventig'),
    )
  })

  it('is surer of what several ask for', () => {
    const one = layOut([{ seen: seen(texts[0]!), about: 0 }], vocabulary.grams.length)
    const two = layOut(
      [0, 1].map((at) => ({ seen: seen(texts[at]!), about: 0 })),
      vocabulary.grams.length,
    )
    const [alone] = nearest(one, seen(texts[0]!), 1).alike
    const [both] = nearest(two, seen(texts[0]!), 1).alike
    expect(both!).toBeGreaterThan(alone!)
  })
})
