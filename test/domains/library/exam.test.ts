import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readDangerWords } from '../../../src/domains/danger/words.ts'
import { readOutside } from '../../../src/domains/library/outside.ts'
import { readAsks, readLibrary } from '../../../src/domains/library/shipped.ts'
import { wordsOf } from '../../../src/matching/words.ts'
import { LOCALES } from '../../../src/places.ts'
import { openLibrary } from './shelves.ts'

/** A message of somebody who has seen neither library nor lists. `blind`: on purpose without the obvious words. */
type Question = {
  id: string
  kind: 'topic' | 'oos' | 'danger' | 'hardneg'
  lang: string
  text: string
  topic: string | null
  danger: boolean
  blind: boolean
}
type Result = Question & { answered: string | null; offered: string[]; flagged: boolean }

const FOLDER = join(import.meta.dirname, 'exam')
const exam: Question[] = readdirSync(FOLDER).flatMap((file) =>
  readFileSync(join(FOLDER, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Question),
)

let street: Awaited<ReturnType<typeof openLibrary>>
beforeAll(async () => {
  street = await openLibrary()
}, 120_000)
afterAll(() => street.close())

describe.each(['told', 'not told'])('an exam by a stranger, the language %s', (told) => {
  const results: Result[] = []
  beforeAll(async () => {
    for (const one of exam) {
      const { topic, top } = await street.asks(one.text, { own: told === 'told' ? one.lang : null })
      results.push({
        ...one,
        answered: topic,
        offered: top,
        flagged: street.shelves.watch.levelOf(one.text) !== 'none',
      })
    }
  }, 120_000)
  const rows = (fits: (one: Result) => boolean) => results.filter(fits)
  const topics = (fits = (_: Result) => true) =>
    rows((one) => one.kind === 'topic' && !one.danger && fits(one))

  it('has all kinds of messages in four languages', () => {
    expect(new Set(exam.map(({ lang }) => lang))).toEqual(new Set(['nl', 'en', 'tr', 'ar']))
    expect(new Set(exam.map(({ id }) => id)).size).toBe(exam.length)
    for (const kind of ['topic', 'oos', 'danger', 'hardneg'])
      expect(rows((one) => one.kind === kind).length).toBeGreaterThan(50)
  })

  it('finds the answer among three for 80 of 100 questions', () => {
    expect(share(topics(), found)).toBeGreaterThanOrEqual(0.8)
  })

  it('finds it for 65 of 100 that avoid the obvious words', () => {
    expect(
      share(
        topics(({ blind }) => blind),
        found,
      ),
    ).toBeGreaterThanOrEqual(0.65)
  })

  it('answers wrongly at most 3 of 100 questions', () => {
    const wrong = ({ answered, topic }: Result) => answered !== null && answered !== topic
    expect(share(topics(), wrong)).toBeLessThanOrEqual(0.03)
    expect(
      share(
        rows(({ danger }) => !danger),
        wrong,
      ),
    ).toBeLessThanOrEqual(0.03)
  })

  it('passes on 97 of 100 that ask for something else', () => {
    expect(share(rows(isOutside), ({ answered }) => answered === null)).toBeGreaterThanOrEqual(0.97)
  })

  it('sees danger in 90 of 100 plain messages, and in 60 of 100 veiled ones', () => {
    expect(
      share(
        rows(({ danger, blind }) => danger && !blind),
        isFlagged,
      ),
    ).toBeGreaterThanOrEqual(0.9)
    expect(
      share(
        rows(({ danger, blind }) => danger && blind),
        isFlagged,
      ),
    ).toBeGreaterThanOrEqual(0.6)
  })

  it('sees it in few messages that only sound so, and in fewer of every day', () => {
    expect(
      share(
        rows(({ kind }) => kind === 'hardneg'),
        isFlagged,
      ),
    ).toBeLessThanOrEqual(0.15)
    // Half of the topics are told sideways here, which is how danger is told too: a false alarm costs her one tap.
    expect(
      share(
        rows((one) => one.kind === 'topic' || isOutside(one)),
        isFlagged,
      ),
    ).toBeLessThanOrEqual(0.08)
  })

  it('never answers a message of danger, seen or not', () => {
    expect(rows(({ danger, answered }) => danger && answered !== null)).toEqual([])
  })
})

describe('what the house has learned from', () => {
  it('holds no message of the exam', async () => {
    const [library, asks, outside, danger] = await Promise.all([
      readLibrary(LOCALES),
      readAsks(LOCALES),
      readOutside(LOCALES),
      readDangerWords(LOCALES),
    ])
    const lessons = [
      ...[...library, ...asks].flatMap((one) => one.asks),
      ...outside,
      ...danger.flatMap(({ sure, soft, harmless, calm }) => [...sure, ...soft, ...harmless, ...calm]),
    ]
    const known = new Set(lessons.map((text) => wordsOf(text).join(' ')))
    expect(exam.filter(({ text }) => known.has(wordsOf(text).join(' '))).map(({ id }) => id)).toEqual([])
  })

  it('holds nothing of danger that is ever answered by a machine', async () => {
    const answered: string[] = []
    for (const { language, sure, soft } of await readDangerWords(LOCALES))
      for (const text of [...sure, ...soft])
        if ((await street.asks(text, { own: language })).topic) answered.push(text)
    expect(answered).toEqual([])
  }, 240_000)
})

const found = ({ answered, offered, topic }: Result) => answered === topic || offered.includes(topic!)
const isOutside = ({ kind }: Result) => kind === 'oos'
const isFlagged = ({ flagged }: Result) => flagged
const share = (rows: Result[], fits: (one: Result) => boolean) => rows.filter(fits).length / rows.length
