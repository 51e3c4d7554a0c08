import { beginningOf } from '../../words/letters.ts'

/** WhatsApp shows 20 characters of a button; whoever is called longer is recognised by the beginning. */
const LABEL_AT_MOST = 20

/** A name as it stands on a button: cut between whole characters, never through an emoji or a vowel sign. */
export function short(name: string): string {
  return name.length <= LABEL_AT_MOST ? name : `${beginningOf(name, LABEL_AT_MOST - 1)}…`
}
