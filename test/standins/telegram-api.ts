import { type ApiError, asError } from './telegram-faults.ts'
import type { Mailbag } from './telegram-mailbag.ts'
import type { Heard, Person } from './telegram-person.ts'

export type Answer = { ok: true; result: unknown } | ApiError
export type Upload = { bytes: Buffer; name: string }
export type Call = { method: string; payload: Record<string, unknown>; at: number; ok: boolean }
/** Messages within any second that Telegram takes. */
export type Limits = { perSecond: number; perChat: number }

/** All that the stand-in knows. */
export type World = {
  token: string
  username: string
  limits?: Limits
  people: Map<number, Person>
  calls: Call[]
  files: Map<string, Upload>
  mail: Mailbag
  nextId: number
}

/** One call of the Bot API (https://core.telegram.org/bots/api), with the refusals that Telegram makes. */
export async function callApi(
  world: World,
  method: string,
  payload: Record<string, unknown>,
  onGone: (gone: () => void) => void = () => {},
): Promise<Answer> {
  if (method === 'getUpdates') return getUpdates(world, payload, onGone)
  const call = { method, payload, at: Date.now(), ok: true }
  world.calls.push(call)
  const answer = answerTo(world, method, payload)
  call.ok = answer.ok
  return answer
}

/** The bytes behind a file address, token and all; undefined when there are none. */
export function fileOf(world: World, url: string): Buffer | undefined {
  const prefix = `/file/bot${world.token}/`
  return url.startsWith(prefix) ? world.files.get(url.slice(prefix.length))?.bytes : undefined
}

function answerTo(world: World, method: string, payload: Record<string, unknown>): Answer {
  const send = SENDS[method]
  if (send) return sendTo(world, payload, send)
  switch (method) {
    case 'getMe':
      return ok({ id: 123456, is_bot: true, first_name: 'Ouderpunt', username: world.username })
    case 'setWebhook':
      if (!String(payload.url).startsWith('http'))
        return asError({ error: 400, description: 'Bad Request: bad webhook' })
      world.mail.setWebhook(payload as { url: string })
      return ok(true)
    case 'deleteWebhook':
      world.mail.setWebhook(null)
      return ok(true)
    case 'getFile': {
      const path = [...world.files.keys()].find((one) => one === payload.file_id)
      if (!path)
        return asError({
          error: 400,
          description: 'Bad Request: wrong file_id or the file is temporarily unavailable',
        })
      return ok({
        file_id: path,
        file_unique_id: path,
        file_size: world.files.get(path)!.bytes.length,
        file_path: path,
      })
    }
    case 'deleteMessages': {
      const ids = payload.message_ids as number[]
      if (!ids.length || ids.length > 100) return asError(bad('wrong number of message identifiers'))
      world.people.get(Number(payload.chat_id))?.loses(ids)
      return ok(true)
    }
    case 'editMessageText':
      return edit(world, payload, 'text')
    case 'editMessageCaption':
      return edit(world, payload, 'caption')
    case 'editMessageReplyMarkup':
      return edit(world, payload, null)
    case 'answerCallbackQuery':
    case 'setMyCommands':
    case 'sendChatAction':
      return ok(true)
    default:
      return asError({ error: 404, description: 'Not Found: method not found' })
  }
}

async function getUpdates(
  world: World,
  payload: Record<string, unknown>,
  onGone: (gone: () => void) => void,
): Promise<Answer> {
  if (world.mail.webhook())
    return asError({
      error: 409,
      description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first",
    })
  const { offset = 0, limit = 100, timeout = 0 } = payload as Record<string, number>
  const updates = await world.mail.take(offset, limit, timeout, onGone)
  if (updates === 'conflict')
    return asError({ error: 409, description: 'Conflict: terminated by other getUpdates request' })
  return ok(updates)
}

const SENDS: Record<string, { field: string; kind?: NonNullable<Heard['media']>['kind'] }> = {
  sendMessage: { field: 'text' },
  sendVoice: { field: 'voice', kind: 'voice' },
  sendPhoto: { field: 'photo', kind: 'picture' },
  sendVideo: { field: 'video', kind: 'video' },
  sendDocument: { field: 'document', kind: 'file' },
}

function sendTo(
  world: World,
  payload: Record<string, unknown>,
  { field, kind }: (typeof SENDS)[string],
): Answer {
  const person = world.people.get(Number(payload.chat_id))
  const refusal = tooFast(world, payload.chat_id) ?? unfit(payload, kind)
  if (refusal) return asError(refusal)
  if (!person) return asError({ error: 400, description: 'Bad Request: chat not found' })
  if (person.hasBlocked()) return asError({ error: 403 })
  const file = kind && upload(payload, field)
  if (kind && !file)
    return asError({ error: 400, description: 'Bad Request: there is no file in the request' })
  const text = String(payload[kind ? 'caption' : 'text'] ?? '')
  const messageId = world.nextId++
  person.receive({
    messageId,
    text,
    ...buttonsOf(payload),
    media: kind && file ? { kind, bytes: file.bytes, name: file.name } : undefined,
    protected: String(payload.protect_content) === 'true',
    at: Date.now(),
  })
  return ok({ message_id: messageId, date: seconds(), chat: { id: person.id, type: 'private' }, text })
}

/** @param field what holds the new words; null when only the buttons are new */
function edit(world: World, payload: Record<string, unknown>, field: 'text' | 'caption' | null): Answer {
  const said = world.people
    .get(Number(payload.chat_id))
    ?.heard()
    .find(({ messageId }) => messageId === Number(payload.message_id))
  const refusal = tooFast(world, payload.chat_id) ?? (field && unfit(payload, editedKind(field)))
  if (refusal) return asError(refusal)
  if (!said) return asError(bad('message to edit not found'))
  if (field === 'text' && said.media) return asError(bad('there is no text in the message to edit'))
  if (field === 'caption' && !said.media) return asError(bad('there is no caption in the message to edit'))
  const buttons = buttonsOf(payload)
  const text = field ? String(payload[field]) : said.text
  if (text === said.text && buttons.payloads.join() === said.payloads.join())
    return asError(bad('message is not modified'))
  Object.assign(said, { text, ...buttons })
  return ok({ message_id: said.messageId })
}

const editedKind = (field: 'text' | 'caption') => (field === 'caption' ? 'photo' : undefined)

/** A message without a keyboard has none, also when it had one before. */
function buttonsOf(payload: Record<string, unknown>) {
  const keyboard = payload.reply_markup as
    | { inline_keyboard?: { text: string; callback_data: string }[][] }
    | undefined
  const rows = keyboard?.inline_keyboard ?? []
  return {
    labels: rows.flat().map((button) => button.text),
    rows: rows.map((row) => row.length),
    payloads: rows.flat().map((button) => button.callback_data),
  }
}

/** Counts what was sent within the last second, this call included. */
function tooFast({ limits, calls }: World, chat: unknown) {
  if (!limits) return undefined
  const now = Date.now()
  let all = 0
  let same = 0
  for (let i = calls.length - 1; i >= 0 && calls[i]!.at > now - 1000; i--) {
    if (!calls[i]!.ok || !SENDS[calls[i]!.method]) continue
    all++
    if (String(calls[i]!.payload.chat_id) === String(chat)) same++
  }
  if (all <= limits.perSecond && same <= limits.perChat) return undefined
  return { error: 429, description: 'Too Many Requests: retry after 1', retryAfter: 1 }
}

function unfit(payload: Record<string, unknown>, kind: string | undefined) {
  const text = String(payload[kind ? 'caption' : 'text'] ?? '')
  if (!kind && text.trim() === '') return bad('message text is empty')
  if (text.length > (kind ? 1024 : 4096))
    return bad(kind ? 'message caption is too long' : 'message is too long')
  const markup = payload.reply_markup as
    | { inline_keyboard?: { text?: string; callback_data?: string }[][] }
    | undefined
  for (const button of (markup?.inline_keyboard ?? []).flat()) {
    if (!button.text) return bad('text buttons are unallowed in the inline keyboard')
    const bytes = Buffer.byteLength(button.callback_data ?? '')
    if (bytes < 1 || bytes > 64) return bad('BUTTON_DATA_INVALID')
  }
  return undefined
}

function upload(payload: Record<string, unknown>, field: string): Upload | undefined {
  const attached = /^attach:\/\/(.+)$/.exec(String(payload[field]))
  const file = attached ? payload[attached[1]!] : payload[field]
  return typeof file === 'object' && file !== null && 'bytes' in file ? (file as Upload) : undefined
}

export const seconds = () => Math.floor(Date.now() / 1000)
const ok = (result: unknown): Answer => ({ ok: true, result })
const bad = (why: string) => ({ error: 400, description: `Bad Request: ${why}` })
