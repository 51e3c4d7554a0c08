import type { i18n } from 'i18next'
import { normal } from './normal.ts'
import type { Language } from './read.ts'

/** How one language is understood and shown; the engine asks for it so. */
export type Speech = {
  direction: 'ltr' | 'rtl'
  normal(text: string): string
  /** A small number written as a word, in her language or in English. */
  number(word: string): number | undefined
  /** Days from today: words.json `days`, `{ "1": ["tomorrow"] }`. */
  day(word: string): number | undefined
  /** Words that mean a choice's value, in any language: words.json `answers`, `{ "yes": ["yes", "ok"] }`. */
  answers(value: string): readonly string[]
}

/** Makes each language's understanding ready, once. */
export function speechOf(languages: Map<string, Language>, translator: i18n): (language: string) => Speech {
  const answers = answersOf(languages)
  const ready = new Map<string, Speech>()
  for (const code of languages.keys()) {
    const both = [languages.get('en')!, languages.get(code)!]
    const numbers = figuresOf(both, 'numbers')
    const days = figuresOf(both, 'days')
    ready.set(code, {
      direction: translator.dir(code),
      normal,
      number: (word) => numbers.get(normal(word)),
      day: (word) => days.get(normal(word)),
      answers: (value) => answers.get(value) ?? [],
    })
  }
  return (language) => ready.get(language) ?? ready.get('en')!
}

function answersOf(languages: Map<string, Language>): Map<string, readonly string[]> {
  const answers = new Map<string, readonly string[]>()
  for (const { lists } of languages.values())
    for (const [value, words] of Object.entries(lists.answers ?? {}))
      answers.set(value, [...(answers.get(value) ?? []), ...words.map(normal)])
  return answers
}

// Written as { "2": ["two"] }; her own language has the last word.
function figuresOf(languages: Language[], list: 'numbers' | 'days'): Map<string, number> {
  return new Map(
    languages.flatMap(({ lists }) =>
      Object.entries(lists[list] ?? {}).flatMap(([figure, words]) =>
        words.map((word): [string, number] => [normal(word), Number(figure)]),
      ),
    ),
  )
}
