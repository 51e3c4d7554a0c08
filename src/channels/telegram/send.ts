import { type Api, GrammyError, InputFile } from 'grammy'
import type { InlineKeyboardMarkup, Message } from 'grammy/types'
import { type Choice, type MediaOut, type MsgOut, type Receipt, SendError } from '../channel.ts'
import { movedTo, troubleOf } from './trouble.ts'

const CAPTION = 1024
/** Between the ids of what is one message for us and several for Telegram. */
export const BETWEEN_PARTS = '+'
const CALLBACK_BYTES = 64
/** Up to three labels of this many characters stand side by side; longer ones would be cut on a small phone. */
const SHORT_LABEL = 8

export type Line = {
  /** For words: answers soon or not at all. */
  api: Api
  /** For files, which may take long on their way. */
  patient: Api
  moved(from: string, to: string): Promise<void>
}

/**
 * Hands one message to Telegram: as plain text, so that nothing in it has to be escaped.
 * @throws {SendError}
 */
export async function send(line: Line, message: MsgOut): Promise<Receipt> {
  if (message.choices.some((choice) => Buffer.byteLength(choice.payload) > CALLBACK_BYTES))
    throw new SendError(
      'refused',
      `A choice carries more than the ${CALLBACK_BYTES} bytes that Telegram takes`,
    )
  try {
    return await sendTo(line, message.address, message)
  } catch (error) {
    const to = movedTo(error)
    if (to === null) throw troubleOf(error)
    await line.moved(message.address, to)
    return sendTo(line, to, message).catch((again) => {
      throw troubleOf(again)
    })
  }
}

/**
 * Changes the words of what was sent, where they stand, and its buttons, where they are; the same once more is no fault.
 * @throws {SendError}
 */
export async function revise(
  api: Api,
  address: string,
  providerId: string,
  { text, choices }: Pick<MsgOut, 'text' | 'choices'>,
): Promise<void> {
  const [last = 0, words] = providerId.split(BETWEEN_PARTS).map(Number)
  const buttons = { reply_markup: keyboard(choices) }
  const look = { ...buttons, link_preview_options: { is_disabled: true } }
  try {
    if (words === undefined) {
      const isUnder = await told('there is no text in the message to edit', () =>
        api.editMessageText(address, last, text, look),
      )
      if (isUnder)
        await unlessSame(() => api.editMessageCaption(address, last, { caption: text, ...buttons }))
      return
    }
    await unlessSame(() => api.editMessageText(address, words, text, { ...look, reply_markup: undefined }))
    await unlessSame(() => api.editMessageReplyMarkup(address, last, buttons))
  } catch (error) {
    throw troubleOf(error)
  }
}

/** Changes it, unless it is so already. @returns whether Telegram refused with this */
async function told(refusal: string, change: () => Promise<unknown>): Promise<boolean> {
  try {
    await change()
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error
    if (error.description.includes(refusal)) return true
    if (!error.description.includes('message is not modified')) throw error
  }
  return false
}

const unlessSame = (change: () => Promise<unknown>) => told('message is not modified', change)

async function sendTo({ api, patient }: Line, chat: string, message: MsgOut): Promise<Receipt> {
  const { text, choices, media, protect } = message
  const look = { protect_content: protect || undefined, reply_markup: keyboard(choices) }
  if (!media) return receipt(await sendText(api, chat, text, look))
  const bytes = await loaded(media)
  if (text.length <= CAPTION) return receipt(await sendMedia(patient, chat, media, bytes, text, look))
  const words = await sendText(api, chat, text, { protect_content: look.protect_content })
  return receipt(await sendMedia(patient, chat, media, bytes, '', look), words)
}

type Look = { protect_content?: boolean; reply_markup?: InlineKeyboardMarkup }

function sendText(api: Api, chat: string, text: string, look: Look): Promise<Message> {
  // Previews would fetch links in her name, and one-time links would be eaten by the robot.
  return api.sendMessage(chat, text, { ...look, link_preview_options: { is_disabled: true } })
}

async function sendMedia(
  api: Api,
  chat: string,
  media: MediaOut,
  bytes: Buffer,
  text: string,
  look: Look,
): Promise<Message> {
  const file = () => new InputFile(bytes, headerSafe(media.name))
  const more = { ...look, caption: text || undefined }
  const asFile = () => api.sendDocument(chat, file(), more)
  switch (shownAs(media)) {
    case 'voice':
      return api.sendVoice(chat, file(), more).catch((error) => {
        // Some people let nobody send them voice notes; as a file she can still listen to the answer.
        if (error instanceof GrammyError && error.description.includes('VOICE_MESSAGES_FORBIDDEN'))
          return asFile()
        throw error
      })
    case 'picture':
      return api.sendPhoto(chat, file(), more)
    case 'video':
      return api.sendVideo(chat, file(), more)
    case 'file':
      return asFile()
  }
}

/** What Telegram cannot play or show in the chat goes as a file, which her phone opens. */
function shownAs({ kind, mime }: MediaOut): MediaOut['kind'] {
  return kind !== 'file' && PLAYABLE[kind].test(mime) ? kind : 'file'
}

const PLAYABLE = {
  voice: /^audio\/(ogg|opus|mpeg|mp4|x-m4a|m4a)\b/,
  picture: /^image\/(jpeg|png|webp)\b/,
  video: /^video\/mp4\b/,
}

/** grammY writes the name into a header as it is, and refuses to send at all when it holds a line's end. */
function headerSafe(name: string): string {
  return name.replace(/[\p{Cc}";\\]/gu, '_')
}

async function loaded(media: MediaOut): Promise<Buffer> {
  try {
    return await media.load()
  } catch (cause) {
    throw new SendError('unreachable', 'The file to be sent could not be read', { cause })
  }
}

function keyboard(choices: Choice[]): InlineKeyboardMarkup | undefined {
  if (choices.length === 0) return undefined
  const buttons = choices.map(({ label, payload }) => ({ text: label, callback_data: payload }))
  const sideBySide = buttons.length <= 3 && buttons.every(({ text }) => text.length <= SHORT_LABEL)
  return { inline_keyboard: sideBySide ? [buttons] : buttons.map((button) => [button]) }
}

/** By the last of its messages, where there are several, and then by the others: all of them are taken back together. */
function receipt(last: Message, ...before: Message[]): Receipt {
  return { providerId: [last, ...before].map((one) => one.message_id).join(BETWEEN_PARTS) }
}
