import { languageOf, writtenAs } from '../../matching/language.ts'
import { wordsOf } from '../../matching/words.ts'
import type { PostOffice, Watched } from '../../messaging/post-office.ts'
import type { Watch } from './watch.ts'

/** Those whose danger the house looks for; whoever is paid to help writes about others. */
export const WATCHED = ['guest', 'mother', 'key-mother']

/** The conversations about danger. */
export const IN_DANGER = ['are-you-safe', 'stranger-in-danger']

/**
 * Looks at every word of mothers, key mothers and whoever has not joined yet, at every step of every conversation, before anything
 * else does.
 */
export const lookoutWith =
  (watch: Watch): PostOffice['lookout'] =>
  ({ contact, office }, said) => {
    if (!said.text || !WATCHED.includes(contact.role)) return null
    const level = watch.levelOf(said.text)
    if (level === 'none') return null
    const language = spokenIn(office, contact, said.text)
    const flow = contact.role === 'guest' ? 'stranger-in-danger' : 'are-you-safe'
    return { flow, input: { said, level }, language }
  }

/** In which language whoever wrote this is answered: of somebody who has not chosen one yet the words themselves tell it. */
export function spokenIn(
  { words }: PostOffice,
  { language: own, languageChosen }: Watched['contact'],
  text: string,
): string {
  if (languageChosen) return own
  return writtenAs(languageOf(text, wordsOf(text), { own, among: words.languages }))
}
