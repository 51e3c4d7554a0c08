import { normal } from '../words/normal.ts'

/** Beyond this a story adds nothing that its beginning has not said, and time. */
const LONGEST = 1200

/**
 * The words of a message, folded (one case, no accents, Arabic letters of one shape), letters drawn out made short.
 * @param text what she wrote, at most 1,200 characters of it
 */
export function wordsOf(text: string): string[] {
  const words: string[] = []
  for (const piece of text.slice(0, LONGEST).split(/[^\p{L}\p{N}\p{M}'’]+/u)) {
    const word = normal(piece)
      .replace(/'/g, '')
      .replace(/(\p{L})\1{2,}/gu, '$1')
    if (word) words.push(word)
  }
  return words
}
