/** A name that is looked for in what people were sent. */
export type Named = {
  /** Whether a text is this name, or has it as a word. */
  isIn(text: string): boolean
}

/** Shorter than this it is found everywhere: then only what is the name and nothing else counts. */
const LETTERS_AT_LEAST = 2

/** What Arabic writes together with the word that follows: and, so, with, for, like. */
const ARABIC = /^\p{Script=Arabic}/u
const JOINED_BEFORE = '[وفبلكـ]{0,2}'

const PART_OF_WORD = '[\\p{L}\\p{M}\\p{N}]'

/** How a name is looked for: as a whole word of any script; an empty one is nowhere. */
export function named(name: string): Named {
  const whole = name.trim().normalize('NFC')
  if (!whole) return { isIn: () => false }
  const is = (text: string) => text.trim().normalize('NFC') === whole
  if ((whole.match(/\p{L}/gu) ?? []).length < LETTERS_AT_LEAST) return { isIn: is }
  const literally = whole.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  const before = ARABIC.test(whole) ? JOINED_BEFORE : ''
  const word = new RegExp(`(?<!${PART_OF_WORD})${before}${literally}(?!${PART_OF_WORD})`, 'u')
  return { isIn: (text) => word.test(text.normalize('NFC')) }
}
