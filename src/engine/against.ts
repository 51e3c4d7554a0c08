import type { ActionSpec } from './action.ts'
import type { TemplateTexts } from './template-texts.ts'

/** What a channel can show: the part of its limits that a text can break. */
export type Room = {
  text: number
  buttons: number
  buttonLabel: number
  rows: number
  rowLabel: number
  choiceText: number
  windowHours: number | null
}

/** The translations as their files hold them, without any fallback. */
export type WordFiles = {
  languages: readonly string[]
  /** Every namespace that English has: flows, templates, and the parts of words.json. */
  namespaces: readonly string[]
  placeOf(language: string, namespace: string, id?: string): { file: string; line: number }
  textsOf(language: string, namespace: string): Record<string, string> | null
  keywordsOf(language: string): Record<string, readonly string[]>
  normal(text: string): string
}

/** What flows are held against. */
export type Against = {
  actions: ReadonlyMap<string, ActionSpec>
  templates: TemplateTexts
  words: { files: WordFiles }
  limits: readonly { channel: string; limits: Room }[]
  audiences: readonly string[]
  consents: readonly string[]
}
