import type { MessageListInstanceCreateOptions } from 'twilio/lib/rest/api/v2010/account/message.js'
import type { MsgOut, Receipt } from '../channel.ts'
import { SendError } from '../channel.ts'
import { splitText } from '../pieces.ts'
import type { Account } from './account.ts'
import { contentFinder, fillShape } from './contents.ts'
import { twilioCode } from './errors.ts'
import type { Part } from './parts.ts'
import { LIMITS, numbered, partsOf } from './parts.ts'
import { templateKey } from './templates.ts'
import { STATUSES } from './webhook.ts'

/** A message as Twilio takes it, but for whom and from whom. */
type Words = Pick<MessageListInstanceCreateOptions, 'body' | 'mediaUrl' | 'contentSid' | 'contentVariables'>

/** Makes the sending side of our account; the receipt is that of the last part. */
export function sender(account: Account): (message: MsgOut) => Promise<Receipt> {
  const contents = contentFinder(account)

  return async function send(message) {
    const parts = partsOf(message)
    for (const part of parts.slice(0, -1)) await deliver(message, part, true)
    return deliver(message, parts.at(-1)!, false)
  }

  async function deliver(message: MsgOut, part: Part, early: boolean): Promise<Receipt> {
    switch (part.kind) {
      case 'text':
        return post(message, { body: part.text }, early)
      case 'media':
        return post(message, { body: part.caption || undefined, mediaUrl: [part.media.link()] }, early)
      case 'template':
        return post(message, await templateWords(account, part), early)
      case 'choices':
        return deliverChoices(message, part)
    }
  }

  async function deliverChoices(message: MsgOut, part: Extract<Part, { kind: 'choices' }>): Promise<Receipt> {
    const filled = fillShape(part)
    if (!filled) return deliverNumbered(message, part)
    const attempt = async () => {
      const contentSid = await contents.find(filled.shape)
      return post(message, { contentSid, contentVariables: JSON.stringify(filled.values) }, false)
    }
    try {
      return await attempt().catch((error) => {
        if (twilioCode(error) !== UNKNOWN_CONTENT) throw error
        contents.forget(filled.shape)
        return attempt()
      })
    } catch (error) {
      // She must be able to answer even where Twilio dislikes a shape or a character in it.
      if (!isAboutContent(error)) throw error
      account.log.warn({ shape: filled.shape.name, reason: error.message }, 'choices sent as numbered text')
      return deliverNumbered(message, part)
    }
  }

  async function deliverNumbered(
    message: MsgOut,
    { text, choices }: Extract<Part, { kind: 'choices' }>,
  ): Promise<Receipt> {
    const pieces = splitText(numbered(text, choices), LIMITS.text)
    for (const piece of pieces.slice(0, -1)) await post(message, { body: piece }, true)
    return post(message, { body: pieces.at(-1) }, false)
  }

  async function post(message: MsgOut, words: Words, early: boolean): Promise<Receipt> {
    const { sid } = await account.ask((client) =>
      client.messages.create({
        from: account.from,
        to: message.address,
        statusCallback: statusAddress(account, message, early),
        ...words,
      }),
    )
    if (!sid) throw new SendError('unreachable', 'Twilio answered without a message id', { ambiguous: true })
    return { providerId: sid }
  }
}

/** Twilio brings our id back with every status, so a message is found even when this answer never reaches us. */
function statusAddress(account: Account, { id }: MsgOut, early: boolean): string {
  return `${account.publicUrl}${STATUSES}?message=${encodeURIComponent(id)}${early ? '&part=early' : ''}`
}

async function templateWords(account: Account, { use }: Extract<Part, { kind: 'template' }>): Promise<Words> {
  const { name, language } = use.template
  const contentSid = await account.contents.find(templateKey(use.template))
  if (!contentSid) {
    throw new SendError(
      'misconfigured',
      `WhatsApp has no template ${name} in ${language}: hand it in for approval first`,
    )
  }
  const values = [...use.values.map(inOneLine), ...use.choices.map(({ payload }) => payload)]
  const contentVariables = JSON.stringify(Object.fromEntries(values.map((value, i) => [i + 1, value])))
  return { contentSid, contentVariables }
}

/** A template's variable may be neither empty nor hold a line break: https://www.twilio.com/docs/api/errors/92007 */
const inOneLine = (value: string) => value.replace(/\s+/g, ' ').trim() || '–'

const UNKNOWN_CONTENT = 21655
// https://www.twilio.com/docs/api/errors: Contents and their variables.
const ABOUT_CONTENT = new Set([UNKNOWN_CONTENT, 21656, 21658, 92007])

/** A plain no, which a message without a Content may not meet. */
function isAboutContent(error: unknown): error is SendError {
  return (
    error instanceof SendError && (error.trouble === 'refused' || ABOUT_CONTENT.has(twilioCode(error) ?? 0))
  )
}
