import type { Choice, Limits, MediaOut, MsgOut, TemplateUse } from '../channel.ts'
import { SendError } from '../channel.ts'
import { splitEnd, splitText } from '../pieces.ts'

/** What WhatsApp shows: https://www.twilio.com/docs/content/twilio-quick-reply and …/twiliolist-picker */
export const LIMITS: Limits = {
  text: 1600,
  buttons: 3,
  buttonLabel: 20,
  rows: 10,
  rowLabel: 24,
  choiceText: 1024,
  windowHours: 24,
  // What Meta grants a new number; the account says otherwise: TWILIO_WHATSAPP_DAILY.
  outsideADay: 250,
  perSecond: 80,
  perSecondEach: 1,
}

const CAPTION = 1024
const PAYLOAD = 200
// Language-neutral: three lines, as on every phone's menu.
const LIST_SIGN = '☰'

/** One call to Twilio. */
export type Part =
  | { kind: 'text'; text: string }
  | { kind: 'media'; media: MediaOut; caption: string }
  | { kind: 'choices'; as: 'buttons' | 'rows'; text: string; choices: Choice[]; listLabel: string }
  | { kind: 'template'; use: TemplateUse }

/**
 * The calls that one message needs, in the order she reads them; the last one stands for the whole.
 * Nothing is cut: what is too long becomes several, choices that fit no button become numbered text.
 * @throws {SendError} `refused` when there is nothing to say
 */
export function partsOf(message: MsgOut): Part[] {
  if (message.template) return [{ kind: 'template', use: message.template }]
  const as = showChoices(message.choices)
  const text = as === 'numbers' ? numbered(message.text, message.choices) : message.text
  const parts: Part[] = []
  if (as === 'buttons' || as === 'rows') {
    const { before, last } = splitEnd(text.trim(), LIMITS.choiceText)
    if (message.media) parts.push({ kind: 'media', media: message.media, caption: '' })
    parts.push(...texts(before))
    const listLabel = fits(message.listLabel, 20) ? message.listLabel : LIST_SIGN
    parts.push({ kind: 'choices', as, text: last, choices: message.choices, listLabel })
  } else if (message.media) {
    const captioned = takesCaption(message.media) && text.length <= CAPTION
    if (!captioned) parts.push(...texts(text))
    parts.push({ kind: 'media', media: message.media, caption: captioned ? text : '' })
  } else {
    parts.push(...texts(text))
  }
  if (parts.length === 0)
    throw new SendError('refused', 'A message without words, choices or media cannot be sent')
  return parts
}

/** The choices under the text, for a phone or a provider that shows no buttons. */
export function numbered(text: string, choices: Choice[]): string {
  return [text, choices.map(({ label }, i) => `${i + 1}. ${label}`).join('\n')].filter(Boolean).join('\n\n')
}

const texts = (text: string): Part[] =>
  splitText(text, LIMITS.text).map((piece) => ({ kind: 'text', text: piece }))

function showChoices(choices: Choice[]): 'none' | 'buttons' | 'rows' | 'numbers' {
  if (choices.length === 0) return 'none'
  const labels = choices.map(({ label }) => label)
  const sendable =
    choices.every(({ payload }) => fits(payload, PAYLOAD)) &&
    new Set(labels).size === choices.length &&
    new Set(choices.map(({ payload }) => payload)).size === choices.length
  if (!sendable) return 'numbers'
  if (choices.length <= LIMITS.buttons && labels.every((label) => fits(label, LIMITS.buttonLabel)))
    return 'buttons'
  if (choices.length <= LIMITS.rows && labels.every((label) => fits(label, LIMITS.rowLabel))) return 'rows'
  return 'numbers'
}

function fits(text: string | undefined, most: number): text is string {
  return text !== undefined && text.trim() !== '' && text.length <= most && !/[\n\t]/.test(text)
}

// WhatsApp drops the words that come with a voice note or a document.
const takesCaption = ({ kind }: MediaOut) => kind === 'picture' || kind === 'video'
