import { describe, expect, it } from '@jest/globals'
import { isolate, longest, placeholdersOf, shown } from '../../src/engine/template.ts'

describe('an inserted value', () => {
  it.each([
    ['Amina', 'ltr', 'Amina'],
    ['Amina', 'rtl', '\u2068Amina\u2069'],
    ['أمينة', 'ltr', '\u2068أمينة\u2069'],
    ['https://example.org/a', 'rtl', 'https://example.org/a'],
    ['', 'rtl', ''],
  ] as const)('%s in a sentence that runs %s', (value, direction, inserted) =>
    expect(isolate(value, direction)).toBe(inserted),
  )

  it('a list reads as its labels, a message as its words, nothing as nothing', () => {
    expect(
      shown([
        { value: 'k1', label: 'Fatma' },
        { value: 'k2', label: 'Naima' },
      ]),
    ).toBe('Fatma, Naima')
    expect(shown({ text: 'Hello', media: [] })).toBe('Hello')
    expect(shown({ media: [] })).toBe('')
    expect(shown(null)).toBe('')
  })
})

describe('a text', () => {
  it('is as long as its longest form', () => {
    expect(longest('{n, plural, one {short} other {a longer one}}!')).toBe('a longer one!'.length)
    expect(longest('Hi {name}', 20)).toBe(23)
  })
  it('tells what it inserts, inside plurals as well', () => {
    expect(
      placeholdersOf("Don't {name}: {n, plural, one {# of {who}} other {#}}").map(({ name, how }) => [
        name,
        how,
      ]),
    ).toEqual([
      ['name', 'shown'],
      ['n', 'plural'],
      ['who', 'shown'],
    ])
  })
})
