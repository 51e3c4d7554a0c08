import { DateTime } from 'luxon'
import type { Speech } from './env.ts'

// Nobody writes a number in more words than this; a story that holds one is no number.
const MOST_CHARACTERS = 40
const MOST_WORDS = 4

/** The one number in a few words, in any script's digits or written out: "2.", "٢", "two kids". Null for none, or doubt. */
export function numberIn(words: string, speech: Speech): number | null {
  if (words.length > MOST_CHARACTERS || /[-−–—]\s*\p{Nd}/u.test(words)) return null
  const tokens = speech.normal(words).split(/\s+/)
  if (tokens.length > MOST_WORDS) return null
  const numbers: number[] = []
  for (const token of tokens) {
    const plain = token.replace(/[.,:)]+$/, '')
    if (/^\d{1,9}([.,]\d{1,3})?$/.test(plain)) numbers.push(Number(plain.replace(',', '.')))
    else if (/\d/.test(plain)) return null
    else {
      const number = speech.number(plain)
      if (number !== undefined) numbers.push(number)
    }
  }
  return numbers.length === 1 ? numbers[0]! : null
}

/**
 * A day, as ISO date: 2026-12-31, 31/12/2026, 31-12 (the next one), "tomorrow". Null when there is no such day.
 * Day before month: so it is written in every language of the house.
 */
export function dateIn(words: string, now: Date, zone: string, speech: Speech): string | null {
  if (words.length > MOST_CHARACTERS) return null
  const today = DateTime.fromJSDate(now, { zone }).startOf('day')
  const said = speech.normal(words)
  const days = speech.day(said)
  if (days !== undefined) return today.plus({ days }).toISODate()
  const iso = said.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/)
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const local = said.match(/^(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?$/)
  if (!local) return null
  const [day, month] = [Number(local[1]), Number(local[2])]
  if (local[3]) return dayOf(Number(local[3].padStart(4, '20')), month, day)
  // Five years hold a 29 February.
  for (let year = today.year; year < today.year + 5; year++) {
    const date = dayOf(year, month, day)
    if (date && date >= today.toISODate()!) return date
  }
  return null
}

function dayOf(year: number, month: number, day: number): string | null {
  const date = DateTime.fromObject({ year, month, day }, { zone: 'utc' })
  return date.isValid ? date.toISODate() : null
}
