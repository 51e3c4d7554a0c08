import { type Channel, type MsgOut, SendError } from '../channels/channel.ts'
import { isDown, transaction } from '../db/database.ts'
import { apartFromOthers } from './apart.ts'
import { onItsWay } from './arrival.ts'
import type { Contact } from './contact.ts'
import { mediaOut } from './media.ts'
import { noteOpenings } from './openings.ts'
import type { OutContent } from './outgoing.ts'
import { park, windowIsClosed } from './parking.ts'
import type { PostOffice } from './post-office.ts'
import { noteTrouble, type Standing } from './send-trouble.ts'
import { noteSent } from './sent-notes.ts'
import { noteSlowDown, noteWent, waitsFor } from './slow-down.ts'
import { inTurn, replyInTurn, type Turn } from './turns.ts'

type Message = {
  id: string
  content: OutContent
  /** Above 0: sent to many. */
  priority?: number
  /** Its place in the channel's limit; a reply takes its own. */
  turn?: Turn
  attempts?: number
  since?: number
}

/**
 * Hands one claimed message to its channel and writes down what came of it.
 * @throws when the database is away: the claim stays, and the sweep takes it up
 */
export async function handOver(office: PostOffice, contact: Contact, message: Message): Promise<Standing> {
  const closed = windowIsClosed(office, contact, office.now())
  if (closed && !isTemplate(message.content)) return parkInstead(office, contact, message)
  const waits = waitsFor(office, contact.channel)
  if (waits > 0)
    return noteTrouble(
      office,
      contact,
      message,
      new SendError('slow-down', 'The provider asked for a pause', { retryAfter: waits }),
    )
  const channel = office.channels.get(contact.channel)
  const outcome = await sent(office, channel, contact, message, closed)
  if (!(outcome instanceof SendError)) {
    noteWent(office, contact.channel)
    // What is sent to many was counted when it was claimed.
    if (closed && !message.priority)
      await noteOpenings(office.db, [contact.id], contact.channel, office.now())
    await noteSent(office, message.id, outcome.providerId)
    office.measure.count('outbound', { channel: contact.channel, status: 'sent' })
    if (message.since)
      office.measure.time('reply', (performance.now() - message.since) / 1000, { channel: contact.channel })
    return 'sent'
  }
  if (outcome.trouble === 'window') return parkInstead(office, contact, message)
  if (outcome.trouble === 'slow-down') noteSlowDown(office, contact, outcome.retryAfter)
  return noteTrouble(office, contact, message, outcome)
}

async function sent(
  office: PostOffice,
  channel: Channel | undefined,
  contact: Contact,
  message: Message,
  closed: boolean,
) {
  if (!channel) return new SendError('unreachable', `The channel ${contact.channel} does not run here`)
  try {
    const out = await asMsgOut(office, contact, message, closed)
    const turn = await apartFromOthers(office, contact, Boolean(message.priority), () =>
      message.turn ? inTurn(office, message.turn) : replyInTurn(office, contact.channel),
    )
    return await onItsWay(office, turn, () => channel.send(out))
  } catch (error) {
    if (error instanceof SendError) return error
    if (isDown(error)) throw error
    return new SendError('refused', 'An unexpected fault', { cause: error })
  }
}

/** A refused free-form message falls back to the same as one we never tried: parked, and one nudge. */
async function parkInstead(office: PostOffice, contact: Contact, message: Message): Promise<Standing> {
  if (isTemplate(message.content)) {
    return noteTrouble(
      office,
      contact,
      message,
      new SendError('misconfigured', 'A template was refused: see that it is approved'),
    )
  }
  await transaction(office.db, (tx) => park(tx, office, contact.id, message, office.now()), office)
  office.measure.count('outbound', { channel: contact.channel, status: 'parked' })
  return 'parked'
}

/** Whether this would not be sent now, but kept for her until she has read a short approved text. */
export function isParkedInstead(office: PostOffice, contact: Contact, content: OutContent): boolean {
  return windowIsClosed(office, contact, office.now()) && !isTemplate(content)
}

function isTemplate(content: OutContent): boolean {
  return content.template !== undefined && !content.template.parks
}

/** It has no words of its own: whatever our clock says, only its template can be sent. */
function isNudge(content: OutContent): boolean {
  return isTemplate(content) && content.text === '' && !content.media
}

async function asMsgOut(
  office: PostOffice,
  contact: Contact,
  { id, content }: Message,
  closed: boolean,
): Promise<MsgOut> {
  const { language } = content
  const direction = office.words.direction(language)
  const about = { id, address: contact.address, language, direction, protect: content.protect }
  if (content.template && (closed || isNudge(content)))
    return { ...about, text: '', choices: [], template: templateUse(office, content) }
  const { text, choices } = content
  if (!content.media) return { ...about, text, choices }
  const media = await mediaOut(office, content.media)
  if (media) return { ...about, text, choices, media }
  const lost = office.words.text(language, 'house', 'media_lost')
  return { ...about, text: text ? `${text}\n\n${lost}` : lost, choices }
}

function templateUse(
  office: PostOffice,
  { template, language }: OutContent,
): NonNullable<MsgOut['template']> {
  const { name, values, choices } = template!
  const approved = office.templates.get(`${name} ${language}`) ?? office.templates.get(`${name} en`)
  if (!approved) throw new SendError('misconfigured', `There is no template ${name}`)
  const labelled = choices.map((choice, i) => ({ ...choice, label: approved.buttons[i] ?? choice.label }))
  return {
    template: approved,
    values: approved.variables.map((one) => values[one.name] ?? ''),
    choices: labelled,
  }
}
