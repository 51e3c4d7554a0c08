import type { Words } from '../words/words.ts'

/** The code in one piece, or in fours as a sheet prints it. */
const WITH_WORD = /^\s*(\S+)\s+([0-9A-Za-z-]{12,40}|[0-9A-Za-z]{4}(?:[ -][0-9A-Za-z]{4}){3})\s*$/
const ALONE = /^\s*([0-9A-Za-z]{16}|[0-9A-Za-z]{4}(?:[ -][0-9A-Za-z]{4}){3})\s*$/

/** `JOIN <code>` in any of our languages, as a wa.me link writes it for her; null when it is none. */
export function codeWithWord(words: Pick<Words, 'keyword'>, text: string, language: string): string | null {
  const found = WITH_WORD.exec(text)
  return found && words.keyword(found[1]!, language).includes('join') ? found[2]! : null
}

/** A code that is the whole message; null for a long word, or the number of a card. */
export function codeAlone(text: string): string | null {
  const code = ALONE.exec(text)?.[1]
  if (!code || !/[A-Za-z]/.test(code)) return null
  // A code is printed without I, L, O and U, which few long words are.
  return /\d/.test(code) || /^[A-HJKMNP-TV-Z -]+$/.test(code) ? code : null
}
