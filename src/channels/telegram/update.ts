import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { InContent, MsgIn } from '../channel.ts'

/** What we ask Telegram for; nothing else is sent to us. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

/** What an update of Telegram means to the house. */
export type Came =
  | { what: 'message'; message: MsgIn; callback?: string }
  | { what: 'reachable'; address: string; reachable: boolean }
  | { what: 'moved'; from: string; to: string }
  /** Authentic, but nothing that a person is waiting for: kept apart. */
  | { what: 'unknown'; providerId: string; kind: string; callback?: string }

/**
 * Reads one update (https://core.telegram.org/bots/api#update). It never throws: what it does not
 * understand is `unknown`, because Telegram slows down everybody when we answer one update with an error.
 * Only private chats are heard: a group must never become a person.
 */
export function readUpdate(raw: unknown, now: Date): Came {
  const parsed = Update.safeParse(raw)
  if (!parsed.success) return { what: 'unknown', providerId: idOf(raw), kind: 'malformed' }
  const update = parsed.data
  const message = update.message ?? update.edited_message
  if (message) return readMessage(update.update_id, message, { edited: !update.message, raw, now })
  if (update.callback_query) return readTap(update.update_id, update.callback_query, now)
  if (update.my_chat_member) return readMembership(update.update_id, update.my_chat_member)
  return { what: 'unknown', providerId: update.update_id, kind: kindOf(raw) }
}

type More = { edited: boolean; raw: unknown; now: Date }

function readMessage(providerId: string, message: Message, { edited, raw, now }: More): Came {
  const address = message.chat.id
  if (message.migrate_to_chat_id) return { what: 'moved', from: address, to: message.migrate_to_chat_id }
  if (message.migrate_from_chat_id) return { what: 'moved', from: message.migrate_from_chat_id, to: address }
  if (message.chat.type !== 'private') return { what: 'unknown', providerId, kind: message.chat.type }
  if (message.from?.is_bot) return { what: 'unknown', providerId, kind: 'bot' }
  const content = edited ? editedContent(message) : contentOf(message, raw)
  if (!content) return { what: 'unknown', providerId, kind: edited ? 'edited_message' : 'service_message' }
  const at = message.date === undefined ? now : new Date(message.date * 1000)
  const made = madeOf(providerId, address, at, message.from, content)
  return { what: 'message', message: { ...made, onScreen: message.message_id } }
}

function readTap(providerId: string, tap: Tap, now: Date): Came {
  const callback = tap.id
  if (tap.data === undefined) return { what: 'unknown', providerId, kind: 'callback_query', callback }
  if (tap.message && tap.message.chat.type !== 'private')
    return { what: 'unknown', providerId, kind: tap.message.chat.type, callback }
  const buttons = tap.message?.reply_markup?.inline_keyboard?.flat() ?? []
  const label = buttons.find((button) => button.callback_data === tap.data)?.text
  const content: InContent = { kind: 'tap', payload: clean(tap.data), label: label && clean(label) }
  // A tap carries no time of its own, only that of the message it stands under.
  const address = tap.message?.chat.id ?? tap.from.id
  return { what: 'message', message: madeOf(providerId, address, now, tap.from, content), callback }
}

function readMembership(providerId: string, change: z.infer<typeof Membership>): Came {
  if (change.chat.type !== 'private') return { what: 'unknown', providerId, kind: 'my_chat_member' }
  const { status } = change.new_chat_member
  if (status !== 'kicked' && status !== 'member') return { what: 'unknown', providerId, kind: status }
  return { what: 'reachable', address: change.chat.id, reachable: status === 'member' }
}

function madeOf(
  providerId: string,
  address: string,
  at: Date,
  from: User | undefined,
  content: InContent,
): MsgIn {
  const appLanguage = from?.language_code?.slice(0, 2).toLowerCase()
  return { channel: 'telegram', address, providerId, at, appLanguage, content }
}

function contentOf(message: Message, raw: unknown): InContent | null {
  if (message.text !== undefined) return saidOrCommanded(clean(message.text))
  const media = mediaOf(message)
  if (media) return media
  const place = message.venue?.location ?? message.location
  if (place) return { kind: 'place', ...place, label: message.venue?.title && clean(message.venue.title) }
  const what = OTHER.find((kind) => kind in (raw as { message: object }).message)
  return what ? { kind: 'other', what } : null
}

// What a person sends on purpose. The rest (pinned, wallpaper changed …) is the app talking, and gets no reply.
const OTHER = ['sticker', 'animation', 'contact', 'poll', 'dice', 'game', 'story', 'checklist', 'paid_media']

/** `/start CODE` opens an invitation; any other command is its word, so `/stop` and "stop" are one. */
function saidOrCommanded(text: string): InContent {
  const [, command, rest] = /^\/(\p{L}[\p{L}\p{M}\p{N}_]*)(?:@\w+)?(?:\s+|$)(.*)$/su.exec(text) ?? []
  if (command === undefined) return { kind: 'text', text }
  const words = (rest ?? '').trim()
  if (command.toLowerCase() === 'start') return { kind: 'start', code: words }
  return { kind: 'text', text: words === '' ? command : `${command} ${words}` }
}

function editedContent(message: Message): InContent | null {
  const text = message.text ?? message.caption
  return text === undefined ? null : { kind: 'text', text: clean(text), edited: true }
}

function mediaOf(message: Message): InContent | null {
  // Telegram gives a GIF a document too, for old apps; she sent a GIF.
  if (message.animation) return null
  const picture = message.photo?.at(-1)
  const found =
    (message.voice && made('voice', message.voice, 'audio/ogg')) ??
    (message.audio && made('voice', message.audio, 'audio/mpeg')) ??
    (picture && made('picture', picture, 'image/jpeg')) ??
    (message.video && made('video', message.video, 'video/mp4')) ??
    (message.video_note && made('video', message.video_note, 'video/mp4')) ??
    (message.document && made('file', message.document, 'application/octet-stream'))
  if (!found) return null
  return message.caption === undefined ? found : { ...found, caption: clean(message.caption) }
}

function made(media: 'voice' | 'picture' | 'video' | 'file', file: File, mime: string) {
  const { file_id: reference, file_size: bytes, duration: seconds } = file
  return { kind: 'media' as const, media, mime: file.mime_type ?? mime, reference, bytes, seconds }
}

/** PostgreSQL refuses NUL in text and half surrogates in JSON; both are taken out where they come in. */
function clean(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed()
}

/** The same update has the same id when it is offered again, even if its own is unusable. */
function idOf(raw: unknown): string {
  const id = raw !== null && typeof raw === 'object' ? (raw as { update_id?: unknown }).update_id : undefined
  const known = Id.safeParse(id)
  if (known.success) return known.data
  return createHash('sha256').update(asText(raw)).digest('hex').slice(0, 32)
}

/** An update as the text it came in; what is too deep to be written down is only named. */
export function asText(raw: unknown): string {
  if (typeof raw === 'string') return clean(raw)
  try {
    return JSON.stringify(raw) ?? 'undefined'
  } catch {
    return 'too deep'
  }
}

function kindOf(raw: unknown): string {
  return (
    Object.keys(raw as object)
      .find((key) => key !== 'update_id')
      ?.slice(0, 40) ?? 'empty'
  )
}

// Chat ids have up to 52 significant bits; a number that JSON has already rounded must not become somebody's address.
const Id = z.union([z.int(), z.string().regex(/^-?\d{1,19}$/)]).transform(String)
const Chat = z.object({ id: Id, type: z.string().max(40) })
const User = z.object({
  id: Id,
  is_bot: z.boolean().optional(),
  language_code: z.string().optional().catch(undefined),
})
type User = z.infer<typeof User>
const File = z.object({
  file_id: z.string().min(1).max(1024),
  file_size: z.number().optional().catch(undefined),
  mime_type: z.string().max(200).optional().catch(undefined),
  duration: z.number().optional().catch(undefined),
})
type File = z.infer<typeof File>
const Place = z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
const Message = z.object({
  message_id: Id.optional().catch(undefined),
  chat: Chat,
  from: User.optional(),
  // Seconds; anything that is no date is replaced by now rather than losing what she said.
  date: z.int().min(1).max(4_102_444_800).optional().catch(undefined),
  text: z.string().optional(),
  caption: z.string().optional(),
  voice: File.optional(),
  audio: File.optional(),
  photo: z.array(File).optional(),
  video: File.optional(),
  video_note: File.optional(),
  document: File.optional(),
  animation: z.unknown().optional(),
  location: Place.optional(),
  venue: z.object({ location: Place, title: z.string().optional() }).optional(),
  migrate_to_chat_id: Id.optional(),
  migrate_from_chat_id: Id.optional(),
})
type Message = z.infer<typeof Message>
const Button = z.object({ text: z.string(), callback_data: z.string().optional() })
const Tap = z.object({
  id: z.string().min(1).max(100),
  from: User,
  data: z.string().optional(),
  message: z
    .object({
      chat: Chat,
      reply_markup: z
        .object({ inline_keyboard: z.array(z.array(Button)).optional() })
        .optional()
        .catch(undefined),
    })
    .optional(),
})
type Tap = z.infer<typeof Tap>
const Membership = z.object({ chat: Chat, new_chat_member: z.object({ status: z.string().max(40) }) })
const Update = z.object({
  update_id: Id,
  message: Message.optional(),
  edited_message: Message.optional(),
  callback_query: Tap.optional(),
  my_chat_member: Membership.optional(),
})
