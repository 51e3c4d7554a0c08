import { describe, expect, it } from '@jest/globals'
import bidiFactory from 'bidi-js'
import { withFiguresInOrder } from '../../src/words/figures.ts'

const bidi = bidiFactory()
const shown = (text: string) =>
  bidi.getReorderedString(text, bidi.getEmbeddingLevels(text, 'rtl')).replace(/[\u2066\u2069]/g, '')

describe('figures in text that runs from right to left', () => {
  it.each(['0800-0113', '070 201 201', '09:30', '27-11-2026', '+31 10 123 45 67', '0800 111 0 111'])(
    '%s is shown as it is read',
    (figures) => {
      const text = `اتصلي بالرقم ${figures} الآن`
      expect(shown(withFiguresInOrder(text, 'rtl'))).toContain(figures)
    },
  )

  it('without it a telephone number is shown back to front', () => {
    expect(shown('اتصلي بالرقم 0800-0113 الآن')).toContain('0113-0800')
  })

  it('text that runs from left to right, and a single number, stay as they are', () => {
    expect(withFiguresInOrder('bel 0800-0113', 'ltr')).toBe('bel 0800-0113')
    expect(withFiguresInOrder('اتصلي 112 الآن', 'rtl')).toBe('اتصلي 112 الآن')
  })
})
