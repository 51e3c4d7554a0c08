import type { ActionSpec } from './action.ts'
import type { Flows, Value } from './flow.ts'

/** How her language is understood and shown. The words of the house give it: `words.speech(language)`. */
export type Speech = {
  direction: 'ltr' | 'rtl'
  /** A message stripped to what is compared: case, accents, other scripts' digits, emoji and punctuation round it. */
  normal(text: string): string
  /** A small number written as a word. */
  number(word: string): number | undefined
  /** Days from today of a word such as "tomorrow". */
  day(word: string): number | undefined
  /** Words that mean a choice's value: "ja" for `yes`. Normalised. */
  answers(value: string): readonly string[]
}

/** What the engine is given; it reaches for nothing else. */
export type Env = {
  now: Date
  flows: Flows
  actions: ReadonlyMap<string, ActionSpec>
  /** A flow's text in her language, or in English where it is missing. */
  text(flow: string, id: string, values: Record<string, Value>): string
  /** What the house says by itself, words.json `house.*`: see HOUSE_TEXTS. */
  house(id: HouseText, values: Record<string, Value>): string
  facts: { me: Record<string, Value>; network: Record<string, Value> }
  consents: readonly string[]
  speech: Speech
  /** Her time zone, for dates such as "tomorrow". UTC without it. */
  zone?: string
}

/** The texts of words.json `house.*` that the engine itself uses. */
export const HOUSE_TEXTS = [
  'invalid',
  'too_long',
  'cannot_open',
  'needs_consent',
  'confused',
  'changed',
  'chosen',
  'done',
  'none',
] as const
export type HouseText = (typeof HOUSE_TEXTS)[number]
