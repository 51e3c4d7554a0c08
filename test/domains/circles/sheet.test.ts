import { describe, expect, it } from '@jest/globals'
import { PDFDocument } from 'pdf-lib'
import { directionOf, outline } from '../../../src/domains/circles/outline.ts'
import { drawSheet } from '../../../src/domains/circles/sheet.ts'

const WIDE = 1000
const only = (text: string, direction: 'ltr' | 'rtl') => outline(text, direction, WIDE)[0]!

describe('the printed sheet', () => {
  it('is one page, whatever the languages and however many apps', async () => {
    const line = { text: 'Fatma nodigt je uit in Zuid. '.repeat(4), direction: 'ltr' as const }
    const links = ['Telegram', 'WhatsApp'].map((channel) => ({
      channel,
      link: `https://x.test/${channel}?start=0123456789ABCDEF`,
    }))
    for (const count of [1, 8]) {
      const pdf = await PDFDocument.load(
        await drawSheet({
          title: 'Zuid',
          lines: Array(count).fill(line),
          links,
          code: '0123 4567 89AB CDEF',
        }),
      )
      expect([pdf.getPageCount(), pdf.getTitle()]).toEqual([1, 'Zuid'])
    }
  })

  it('can be made where no app has links: the code alone', async () => {
    const bytes = await drawSheet({ title: 'Zuid', lines: [], links: [], code: '0123 4567 89AB CDEF' })
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
  })
})

describe('letters on it', () => {
  it('join in Arabic: a word is not its letters side by side', () => {
    const letters = [...'مرحبا'].reduce((sum, letter) => sum + only(letter, 'rtl').width, 0)
    expect(only('مرحبا', 'rtl').width).toBeLessThan(letters * 0.9)
  })

  it('stand from right to left in Arabic, with Latin names and figures left to right inside', () => {
    // The first letter of an Arabic line is drawn last, at the right; a Latin name in it keeps its own order.
    const line = only('أهلا Demo', 'rtl').path
    expect(line.startsWith(only('Demo', 'ltr').path.slice(0, 40))).toBe(true)
    const latin = only('Demo أهلا', 'ltr').path
    expect(latin.startsWith(only('Demo', 'ltr').path)).toBe(true)
  })

  it('of Turkish, Polish and Vietnamese names are all there', () => {
    for (const name of ['İğneşıç', 'Łucja', 'Nguyễn']) {
      const width = [...name].reduce((sum, letter) => sum + only(letter, 'ltr').width, 0)
      expect(only(name, 'ltr').width).toBeGreaterThan(width * 0.9)
      for (const letter of name) expect(only(letter, 'ltr').path).not.toBe('')
    }
  })

  it('that no font has are left out, and the rest is drawn', () => {
    expect(only('Sara 🌷', 'ltr').path).toBe(only('Sara ', 'ltr').path)
    expect(outline('🌷', 'ltr', WIDE)).toEqual([])
  })

  it('that no font has leave no hole between the others', () => {
    expect(only('Koffie ☕ thee', 'ltr').path).toBe(only('Koffie thee', 'ltr').path)
  })

  it('of a question in Dutch keep its mark at the end, on an Arabic sheet as well', () => {
    expect([directionOf('Hoe gaat het?'), directionOf('كيف الحال؟'), directionOf('2026')]).toEqual([
      ...['ltr', 'rtl', 'ltr'],
    ])
    expect(only('Kom je?', directionOf('Kom je?')).path).not.toBe(only('Kom je?', 'rtl').path)
    // A place in the middle of an Arabic line: between isolates.
    expect(only('\u2068Kom je?\u2069', 'rtl').path).toBe(only('Kom je?', 'ltr').path)
  })

  it('go on in the next line where the page ends', () => {
    const lines = outline('een twee drie vier vijf zes zeven acht', 'ltr', 6)
    expect(lines.length).toBeGreaterThan(2)
    for (const { width } of lines) expect(width).toBeLessThanOrEqual(6)
  })
})
