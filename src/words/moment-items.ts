import { normal } from './normal.ts'
import type { Language } from './read.ts'

/** A part of what somebody said about when. */
export type Item =
  | { is: 'date'; date: number; month: number; year: number | null }
  | { is: 'day'; days: number }
  | { is: 'weekday'; weekday: number }
  | { is: 'clock'; hour: number; minute: number; exact: boolean }
  | { is: 'number'; value: number }
  | { is: (typeof SIGNS)[number] }

/** Words of words.json `times` that decide something; `skip` are those that do not, such as "at". */
const SIGNS = [
  ...(['am', 'pm', 'noon', 'next', 'next_week', 'until'] as const),
  ...(['half_to', 'half_past', 'quarter_past', 'quarter_to', 'hour', 'skip'] as const),
]

type Piece = Item | { is: 'month'; month: number } | { is: 'ordinal'; date: number } | Dotted
type Dotted = { is: 'dotted'; first: number; second: string }

/** What phrases mean, in her language first: a phrase of hers is never read in another. */
export type Phrases = ReadonlyMap<string, readonly Piece[]>

/** Makes the phrases of a language ready, with those of all others behind: people name days as those around them do. */
export function phrasesOf(own: Language, others: Language[]): Phrases {
  const phrases = new Map<string, Piece[]>()
  for (const language of [own, ...others]) {
    const hers = new Map<string, Piece[]>()
    const put = (word: string, piece: Piece) => {
      const known = hers.get(normal(word)) ?? []
      if (!known.some(({ is }) => is === piece.is)) hers.set(normal(word), [...known, piece])
    }
    const each = (list: string, make: (figure: number) => Piece) => {
      for (const [figure, words] of Object.entries(language.lists[list] ?? {}))
        for (const word of words) put(word, make(Number(figure)))
    }
    each('numbers', (value) => ({ is: 'number', value }))
    // A figure as it is said of an hour only: Turkish “onda”, at ten.
    each('hours', (value) => ({ is: 'number', value }))
    each('days', (days) => ({ is: 'day', days }))
    each('weekdays', (weekday) => ({ is: 'weekday', weekday }))
    each('months', (month) => ({ is: 'month', month }))
    for (const is of SIGNS) for (const word of language.lists.times?.[is] ?? []) put(word, { is })
    for (const [phrase, pieces] of hers) if (!phrases.has(phrase)) phrases.set(phrase, pieces)
  }
  return phrases
}

// A date, an hour, a figure with what hangs on it, a word; and the dash between two hours.
const TOKENS =
  /\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[:hu]\d{2}|\d{1,2}\.\d{1,2}\.\d{2,4}|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}|\d{1,2}\.\d{2}(?!\d)|\d{1,2}\/\d{1,2}|\d{1,2}-\d{1,2}(?![:.\d])|\d+|[\p{L}\p{M}']+|[-–—]/gu

/** What was said, part by part; null when it holds a word that nobody knows. */
export function itemsIn(text: string, phrases: Phrases): Item[] | null {
  const tokens = [...normal(text).matchAll(TOKENS)].map(([token]) => token)
  const pieces: Piece[] = []
  let strange = 0
  for (let place = 0; place < tokens.length; ) {
    const found = phraseAt(tokens, place, phrases)
    if (found) {
      pieces.push(...found.pieces)
      place += found.length
      continue
    }
    const hours = hoursBetween(tokens[place]!, phraseAt(tokens, place + 1, phrases)?.pieces)
    const piece = figureOf(tokens[place]!, tokens[place + 1])
    if (hours) pieces.push(...hours)
    else if (piece) pieces.push(piece)
    else if (!isEnding(tokens[place]!, tokens[place - 1])) strange++
    place++
  }
  // A word or two beside it does no harm; a story is no day.
  return strange > 3 || pieces.length === 0 ? null : joined(pieces)
}

function phraseAt(tokens: string[], place: number, phrases: Phrases) {
  for (let length = Math.min(3, tokens.length - place); length > 0; length--) {
    const phrase = tokens.slice(place, place + length).join(' ')
    const pieces = phrases.get(phrase) ?? phrases.get(stem(phrase))
    if (pieces) return { pieces, length }
  }
  return null
}

/** Turkish hangs its cases on behind an apostrophe: "Mart'ta", "pazartesi'ye". */
const stem = (phrase: string) => phrase.replace(/'\p{L}{1,4}$/u, '')

function figureOf(token: string, next: string | undefined): Piece | null {
  const numbers = token.split(/[^\d]+/).map(Number)
  const [a = 0, b = 0, c = 0] = numbers
  if (/^\d{4}-/.test(token)) return { is: 'date', year: a, month: b, date: c }
  if (/^\d{1,2}([./-])\d{1,2}\1\d{2,4}$/.test(token))
    return { is: 'date', date: a, month: b, year: c < 100 ? 2000 + c : c }
  if (/^\d{1,2}[:hu]\d/.test(token))
    return { is: 'clock', hour: a, minute: b, exact: a > 6 || token[0] === '0' }
  if (/^\d{1,2}\.\d{2}$/.test(token)) return { is: 'dotted', first: a, second: token.split('.')[1]! }
  if (/^\d{1,2}[/-]\d/.test(token)) return { is: 'date', date: a, month: b, year: null }
  if (!/^\d+$/.test(token)) return /^[-–—]$/.test(token) ? { is: 'until' } : null
  if (next && /^(e|de|ste|st|nd|rd|th|inci|nci|uncu)$/.test(next) && a <= 31)
    return { is: 'ordinal', date: a }
  return { is: 'number', value: a }
}

/** "10-12" is a day, unless hours are spoken of. */
function hoursBetween(token: string, next: readonly Piece[] | undefined): Piece[] | null {
  const [, from, to] = /^(\d{1,2})-(\d{1,2})$/.exec(token) ?? []
  if (!from || !to || !next?.some(({ is }) => is === 'hour' || is === 'am' || is === 'pm')) return null
  return [{ is: 'number', value: Number(from) }, { is: 'until' }, { is: 'number', value: Number(to) }]
}

/** What hangs on a figure: "10u", "3e", "9'da", "10da". */
const isEnding = (token: string, before: string | undefined) =>
  /^\d/.test(before ?? '') && /^'?\p{L}{1,5}$/u.test(token)

/** Figures beside a month are its day and its year; what stands with a dot is an hour, unless no day is said. */
function joined(pieces: Piece[]): Item[] {
  const items: Item[] = []
  const used = new Set<number>()
  const figureAt = (place: number) => {
    const piece = pieces[place]
    if (!piece || used.has(place)) return null
    return piece.is === 'number' ? piece.value : piece.is === 'ordinal' ? piece.date : null
  }
  const take = (places: number[], fits: (figure: number) => boolean) => {
    const place = places.find((one) => {
      const figure = figureAt(one)
      return figure !== null && fits(figure)
    })
    if (place === undefined) return null
    const figure = figureAt(place)!
    used.add(place)
    return figure
  }
  const months = new Map<number, Item>()
  for (const [place, piece] of pieces.entries()) {
    if (piece.is !== 'month') continue
    const beside =
      pieces[place - 1]?.is === 'skip' ? [place - 1, place - 2, place + 1] : [place - 1, place + 1]
    const date = take(beside, (figure) => figure < 100)
    const year = take([place + 1, place + 2], (figure) => figure >= 1000)
    if (date !== null) months.set(place, { is: 'date', date, month: piece.month, year })
  }
  const hasDay = months.size > 0 || pieces.some(({ is }) => is === 'date' || is === 'day' || is === 'weekday')
  for (const [place, piece] of pieces.entries()) {
    const month = months.get(place)
    if (month) items.push(month)
    else if (used.has(place) || piece.is === 'month' || piece.is === 'skip') continue
    else if (piece.is === 'ordinal') items.push({ is: 'number', value: piece.date })
    else if (piece.is === 'dotted') items.push(undotted(piece, hasDay || pieces[place + 1]?.is === 'hour'))
    else items.push(piece)
  }
  return items
}

function undotted({ first, second }: Dotted, isHour: boolean): Item {
  const value = Number(second)
  if (isHour || value > 12 || value === 0)
    return { is: 'clock', hour: first, minute: value, exact: first > 6 }
  return { is: 'date', date: first, month: value, year: null }
}
