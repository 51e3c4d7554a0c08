const LETTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * The beginning of a text, cut between whole characters, never through an emoji or a vowel sign.
 * @param most in UTF-16 units, as WhatsApp counts
 */
export function beginningOf(text: string, most: number): string {
  let cut = ''
  for (const { segment } of LETTERS.segment(text)) {
    if (cut.length + segment.length > most) break
    cut += segment
  }
  return cut
}

/** A text that is too long, shown by its beginning; `most` as above, the sign of more to come included. */
export const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${beginningOf(text, most - 1).trimEnd()}…`
