import { beginningOf } from '../../words/letters.ts'

/** WhatsApp shows 20 characters of a button; whoever is called longer is recognised by the beginning. */
const LABEL_AT_MOST = 20

/** A name as it stands on a button: cut between whole characters, never through an emoji or a vowel sign. */
export const short = (name: string): string => cut(name, LABEL_AT_MOST)

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${beginningOf(text, most - 1)}…`

const BETWEEN = ' · '

/** Two that say the same, so that neither stands alone: whoever reads only one of them recognises it by its beginning. */
export function shortBoth(one: string, other: string): string {
  const room = LABEL_AT_MOST - BETWEEN.length
  const half = Math.floor(room / 2)
  const first = cut(one, Math.max(half, room - other.length))
  return [first, cut(other, room - first.length)].join(BETWEEN)
}
