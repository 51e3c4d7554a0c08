import type { InContent } from '../channels/channel.ts'
import type { Body } from '../engine/flow.ts'
import { isStale } from '../engine/session.ts'
import type { Play } from './play.ts'
import type { PostOffice } from './post-office.ts'

/** A conversation about just that is going on: it hears more of it itself. */
export const HEARD = 'heard'

/** What the lookout sees in her words. */
export function lookOut(play: Play, said: Body) {
  if (!said.text) return null
  const seen = play.scene.office.lookout(play.scene, said)
  const { session } = play
  const isHeard = session?.stack.at(-1)?.flow === seen?.flow && session && !isStale(session, play.scene.now)
  return seen && isHeard ? HEARD : seen
}

/** Whether there is danger in what she wrote, so that it must not wait in a line behind her other messages. */
export function isPressing(play: Play, content: InContent): boolean {
  const seen = lookOut(play, { text: wordsIn(content) })
  return seen !== null && seen !== HEARD
}

/** The same before it is known who writes. What cannot even be looked at is not known to be none. */
export function mayPress(office: PostOffice, content: InContent): boolean {
  const anybody = { role: 'guest', language: office.defaultLanguage, languageChosen: true }
  const text = wordsIn(content)
  try {
    return text !== undefined && office.lookout({ office, contact: anybody }, { text }) !== null
  } catch {
    return true
  }
}

const wordsIn = (content: InContent) =>
  content.kind === 'text' ? content.text : content.kind === 'media' ? content.caption : undefined
