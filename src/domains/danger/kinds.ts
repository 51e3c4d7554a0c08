import { DARIJA, languageOf } from '../../matching/language.ts'
import { wordsOf } from '../../matching/words.ts'
import type { Words } from '../../words/words.ts'

/** What danger may be about. What each sounds like stands in words.json `answers.kind_<kind>`, what it is called in `safety`. */
const KINDS = ['violence', 'threat', 'sexual', 'missing', 'dying', 'held'] as const
export type Kind = (typeof KINDS)[number]

/** In Arabic “and”, “with” and “he” are written in one with the word. */
const ARABIC = /[\u0600-\u06ff]/

/** Which kinds of danger her words name, in whatever language of the house: for whoever cannot read them. None is no proof. */
export function kindsIn(text: string, words: Words): Kind[] {
  const said = ` ${wordsOf(text).join(' ')}`
  const { answers } = words.speech('en')
  const isSaid = (sound: string) => said.includes(ARABIC.test(sound) ? sound : ` ${sound}`)
  return KINDS.filter((kind) => answers(`kind_${kind}`).some(isSaid))
}

/** How a language in which somebody wrote is called in the reader's. @param own the language she is written to */
export function languageWritten(text: string, own: string | null, words: Words, reader: string): string {
  const language = languageOf(text, wordsOf(text), { own, among: words.languages })
  const names = new Intl.DisplayNames(reader, { type: 'language' })
  return names.of(language === DARIJA ? 'ary' : language) ?? language
}
