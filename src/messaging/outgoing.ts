import { createHash } from 'node:crypto'
import type { Choice } from '../channels/channel.ts'
import { splitText } from '../channels/pieces.ts'
import type { MediaRef, Option } from '../engine/flow.ts'
import type { Event } from '../engine/session.ts'
import { withFiguresInOrder } from '../words/figures.ts'

/** What lies sealed in messages.content of an outbound message. */
export type OutContent = {
  text: string
  language: string
  choices: Choice[]
  media?: MediaRef
  /** Goes out in its place while the channel's window is closed. */
  template?: Parked
  protect: boolean
  /** When it is of no use any more, ISO 8601: parked until after that, it is dropped. */
  until?: string
  /** What its words were filled in with. Not known of what was sent before it was noted. */
  inserted?: string[]
  /** What it quotes, by its id: see Body.of. */
  quotes?: string
}
export type Parked = { name: string; parks: boolean; values: Record<string, string>; choices: Choice[] }

type Said = Extract<Event, { type: 'said' }>
type Longest = { text: number; choiceText: number }
type Language = { code: string; direction: 'ltr' | 'rtl' }

/**
 * Makes messages of what was said in one run: sentences that follow each other become one message,
 * so that a cheap phone rings once, and every picture or voice note is a message of its own.
 * @param said each with the session whose buttons its choices are
 * @param longest characters in a text, and in a text above choices
 */
export function composed(
  said: { event: Said; session: string }[],
  language: Language,
  longest: Longest,
): OutContent[] {
  const messages: OutContent[] = []
  for (const { event, session } of said) {
    for (const part of partsOf(event, session, language, longest)) {
      const last = messages.at(-1)
      if (last && joins(last, part, longest)) messages[messages.length - 1] = joined(last, part)
      else messages.push(part)
    }
  }
  return messages
}

/** What a button carries: whose conversation it belongs to, at which step, and its value. At most 64 bytes. */
function payload(session: string, event: Said, option: Option): Choice {
  return { payload: `${session}.${markOf(event)}.${option.value}`, label: option.label }
}

/** What a button brings back: whose conversation it belongs to, at which step, and its value. */
export type Tap = { session: string; mark: string; value: string }

/** What a button brought back; an empty session for a payload that is not one of ours. */
export function readPayload(text: string): Tap {
  const [session = '', mark = '', ...value] = text.split('.')
  return { session, mark, value: value.join('.') }
}

/** A step in four letters: a second tap on one question's "yes" never becomes the answer to the next. */
export function markOf({ flow, step }: { flow: string; step: string }): string {
  const name = `${flow}.${step}`
  const mark = marks.get(name) ?? createHash('sha256').update(name).digest('base64url').slice(0, 4)
  // Every button of every message asks for one; there are as many as the flows have steps.
  marks.set(name, mark)
  return mark
}
const marks = new Map<string, string>()

function partsOf(
  event: Said,
  session: string,
  { code, direction }: Language,
  longest: Longest,
): OutContent[] {
  const choices = event.options.map((option) => payload(session, event, option))
  const template = event.template && { ...event.template, choices }
  const protect = event.quote !== undefined && !event.quote.own
  const { inserted = [] } = event
  const bare = { language: code, choices: [], protect, template, inserted, quotes: event.quote?.of }
  const quotedText = event.quote?.text ? [withFiguresInOrder(event.quote.text, direction)] : []
  const own = withFiguresInOrder(event.text, direction)
  const media = event.quote?.media ?? []
  // Whoever cannot read hears the voice note first and finds the buttons under the last message.
  const shown = media.map((one) => ({ ...bare, text: '', media: one }))
  const texts = (text: string) => splitText(text, longest.text).map((piece) => ({ ...bare, text: piece }))
  if (!choices.length) return [...texts([own, ...quotedText].join('\n\n')), ...shown]
  const whole = [...quotedText, own].join('\n\n')
  if (whole.length <= longest.choiceText) return [...shown, { ...bare, text: whole, choices }]
  // What people write can be as long as a message may be: then the buttons stand under a message of their own.
  return [...shown, ...quotedText.flatMap(texts), { ...bare, text: own, choices }]
}

function joins(last: OutContent, part: OutContent, longest: Longest): boolean {
  if (last.media || part.media || last.choices.length) return false
  if (last.template?.name !== part.template?.name) return false
  if (last.quotes && part.quotes && last.quotes !== part.quotes) return false
  const most = part.choices.length ? longest.choiceText : longest.text
  return last.text.length + part.text.length + 2 <= most
}

function joined(last: OutContent, part: OutContent): OutContent {
  return {
    ...part,
    text: `${last.text}\n\n${part.text}`,
    protect: last.protect || part.protect,
    inserted: [...(last.inserted ?? []), ...(part.inserted ?? [])],
    quotes: last.quotes ?? part.quotes,
  }
}
