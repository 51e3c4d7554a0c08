import type { InContent, MsgIn } from '../channel.ts'

/** One message of hers, as the webhook tells it or as Twilio's list of messages does. */
export type Arrival = {
  sid: string
  from: string
  at: Date
  body: string
  /** text, image, sticker, contacts …, where Twilio says so. */
  type?: string
  media: { mime: string; reference: string | null }[]
  tap?: { payload: string; label?: string }
  place?: { latitude: number; longitude: number; label?: string }
}

/** Fields of a webhook: a repeated key holds all its values. */
export type Fields = Record<string, string | string[]>

/** A number, or since 2026 the id of a person who hides hers: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids */
const ADDRESS = /^whatsapp:(\+\d{5,16}|[A-Z]{2}\.[A-Za-z0-9]{1,128})$/
const MESSAGE_SID = /^[SM]M[0-9a-f]{32}$/
const MOST_MEDIA = 10

/** Reads a webhook's form without a judgement on who sent it. Repeated keys become arrays, nothing is trimmed. */
export function readForm(raw: string): Fields {
  const fields: Fields = Object.create(null)
  for (const [key, value] of new URLSearchParams(raw)) {
    const before = fields[key]
    fields[key] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
  }
  return fields
}

/** The value of a field; the first where it came several times. */
export function field(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  return Array.isArray(value) ? value[0] : value
}

/** The message in a webhook, or what kind of thing it is that we do not understand. */
export function readArrival(fields: Fields, at: Date, media: MediaPlace): Arrival | { unknown: string } {
  const get = (name: string) => field(fields, name)
  const sid = get('MessageSid') ?? get('SmsMessageSid') ?? get('SmsSid') ?? ''
  const from = get('From') ?? ''
  if (!MESSAGE_SID.test(sid)) return { unknown: 'no-message-sid' }
  if (!ADDRESS.test(from)) return { unknown: 'not-from-whatsapp' }
  return {
    sid,
    from,
    at,
    body: get('Body') ?? '',
    type: get('MessageType'),
    media: attachments(get, media),
    tap: tapIn(get),
    place: placeIn(get),
  }
}

/** What the house hears of one arrival: one message, or one for each attachment. */
export function messagesOf(arrival: Arrival): MsgIn[] {
  return contentsOf(arrival).map((content, i) => ({
    channel: 'whatsapp',
    address: arrival.from,
    providerId: i === 0 ? arrival.sid : `${arrival.sid}.${i}`,
    at: arrival.at,
    content,
  }))
}

function contentsOf({ tap, place, media, body, type }: Arrival): InContent[] {
  if (tap) return [{ kind: 'tap', payload: clean(tap.payload), label: tap.label && clean(tap.label) }]
  if (place) return [{ kind: 'place', ...place, label: place.label && clean(place.label) }]
  if (media.length > 0) {
    return media.map((one, i) => contentOfMedia(one, type, i === 0 ? clean(body) || undefined : undefined))
  }
  if (body === '' && type && type !== 'text') return [{ kind: 'other', what: clean(type) }]
  return [{ kind: 'text', text: clean(body) }]
}

function contentOfMedia(
  { mime, reference }: Arrival['media'][number],
  type: string | undefined,
  caption?: string,
): InContent {
  if (type === 'sticker') return { kind: 'other', what: 'sticker' }
  if (/^text\/(x-)?vcard/.test(mime)) return { kind: 'other', what: 'contact' }
  if (reference === null) return { kind: 'other', what: 'file' }
  return { kind: 'media', media: mediaKind(mime), mime: clean(mime), reference, caption }
}

function mediaKind(mime: string): 'voice' | 'picture' | 'video' | 'file' {
  if (mime.startsWith('audio/')) return 'voice'
  if (mime.startsWith('image/')) return 'picture'
  return mime.startsWith('video/') ? 'video' : 'file'
}

/** Which server and account our media lie with; anything else is not followed. */
export type MediaPlace = { origin: string; accountSid: string }

/**
 * The two ids in a MediaUrl, from which fetch() builds the address again itself.
 * Null for every other server, account or path: an address somebody hands us is never followed.
 */
export function mediaReference(url: string, place: MediaPlace): string | null {
  if (!URL.canParse(url)) return null
  const { origin, pathname, username, password } = new URL(url)
  if (origin !== place.origin || username || password) return null
  const path =
    /^\/2010-04-01\/Accounts\/(AC\w+)\/Messages\/([SM]M[0-9a-f]{32})\/Media\/(ME[0-9a-f]{32})$/.exec(pathname)
  return path && path[1] === place.accountSid ? `${path[2]}/${path[3]}` : null
}

function attachments(get: (name: string) => string | undefined, place: MediaPlace): Arrival['media'] {
  const count = Math.min(Number(get('NumMedia')) || 0, MOST_MEDIA)
  return Array.from({ length: Math.max(0, Math.floor(count)) }, (_, i) => {
    const url = get(`MediaUrl${i}`)
    if (url === undefined && i > 0) return []
    const mime = (get(`MediaContentType${i}`) ?? 'application/octet-stream').toLowerCase()
    return [{ mime, reference: url === undefined ? null : mediaReference(url, place) }]
  }).flat()
}

function tapIn(get: (name: string) => string | undefined): Arrival['tap'] {
  const button = get('ButtonPayload')
  if (button) return { payload: button, label: get('ButtonText') }
  const row = get('ListId')
  return row ? { payload: row, label: get('ListTitle') } : undefined
}

function placeIn(get: (name: string) => string | undefined): Arrival['place'] {
  if (!get('Latitude') || !get('Longitude')) return undefined
  const [latitude, longitude] = [Number(get('Latitude')), Number(get('Longitude'))]
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined
  return { latitude, longitude, label: get('Label') || get('Address') || undefined }
}

/** PostgreSQL takes neither NUL nor half a surrogate pair. */
function clean(text: string): string {
  return text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\uFFFD')
}
