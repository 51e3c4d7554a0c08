import { shortened } from '../../words/letters.ts'

/** WhatsApp shows 20 characters of a button; whoever is called longer is recognised by the beginning. */
const LABEL_AT_MOST = 20

/** A name as it stands on a button: cut between whole characters, never through an emoji or a vowel sign. */
export const short = (name: string): string => shortened(name, LABEL_AT_MOST)

const BETWEEN = ' · '

/** Two that say the same, so that neither stands alone: whoever reads only one of them recognises it by its beginning. */
export function shortBoth(one: string, other: string): string {
  const room = LABEL_AT_MOST - BETWEEN.length
  const half = Math.floor(room / 2)
  const first = shortened(one, Math.max(half, room - other.length))
  return [first, shortened(other, room - first.length)].join(BETWEEN)
}
