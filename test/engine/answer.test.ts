import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Speech } from '../../src/engine/env.ts'
import { dateIn, numberIn } from '../../src/engine/figures.ts'
import { lay, WORDS_AR } from './table.ts'

let speech: Speech
beforeAll(async () => {
  const { words } = await lay({ 'flows/.keep': '', 'locales/ar/words.json': WORDS_AR })
  speech = words.speech('ar')
})

describe('a number', () => {
  it.each([
    ['2', 2],
    ['٢', 2],
    ['۲', 2],
    ['२', 2],
    ['２', 2],
    ['2.', 2],
    [' 2 ', 2],
    ['2️⃣', 2],
    ['two', 2],
    ['Two!', 2],
    ['اثنان', 2],
    ['two kids', 2],
    ['I have 3', 3],
    ['2,5', 2.5],
    ['0', 0],
  ])('%s is understood', (words, number) => expect(numberIn(words, speech)).toBe(number))

  it.each([
    '-1',
    '−2',
    '1e999',
    '0x10',
    '2 or 3',
    '3-4',
    'NaN',
    'Infinity',
    '',
    '👍',
    '12345678901',
    'we were 2 and then came many more of them',
    '2'.repeat(50),
  ])('%s is asked again', (words) => expect(numberIn(words, speech)).toBeNull())
})

describe('a day', () => {
  const now = new Date('2026-11-25T23:30:00Z')
  const day = (words: string, zone = 'Europe/Amsterdam') => dateIn(words, now, zone, speech)

  it.each([
    ['2026-12-31', '2026-12-31'],
    ['31/12/2026', '2026-12-31'],
    ['31-12', '2026-12-31'],
    ['1.2', '2027-02-01'],
    ['٣١/١٢/٢٠٢٦', '2026-12-31'],
    ['31/12/26', '2026-12-31'],
    ['29-02', '2028-02-29'],
    // In Rotterdam it is past midnight already.
    ['tomorrow', '2026-11-27'],
    ['غداً', '2026-11-27'],
  ])('%s is understood', (words, date) => expect(day(words)).toBe(date))

  it.each(['31/02', '31/02/2026', '2026-13-01', '12', 'soon', '', '99-99', '2026-02-30T10:00'])(
    '%s is asked again',
    (words) => expect(day(words)).toBeNull(),
  )
})
