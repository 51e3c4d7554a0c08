import type { PostOffice } from '../../messaging/post-office.ts'
import type { Watch } from './watch.ts'

/** Those whose danger the house looks for; whoever is paid to help writes about others. */
export const WATCHED = ['guest', 'mother', 'key-mother']

/** Looks at every word of mothers, key mothers and whoever has not joined yet, at every step of every conversation, before anything else does. */
export const lookoutWith =
  (watch: Watch): PostOffice['lookout'] =>
  ({ contact }, said) => {
    if (!said.text || !WATCHED.includes(contact.role)) return null
    const level = watch.levelOf(said.text)
    return level === 'none' ? null : { flow: 'are-you-safe', input: { said, level } }
  }
