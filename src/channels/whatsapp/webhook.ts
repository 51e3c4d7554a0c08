import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import type { Door, StatusIn } from '../channel.ts'
import type { Account } from './account.ts'
import { troubleOf } from './errors.ts'
import type { Fields } from './inbound.ts'
import { field, messagesOf, readArrival, readForm } from './inbound.ts'

const MESSAGES = '/webhooks/twilio'
export const STATUSES = '/webhooks/twilio/status'
const MOST_BYTES = 1_048_576
const NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

/**
 * Twilio's two webhooks. Each is answered 200 once the door has stored it, 401 when it is not Twilio's,
 * 503 when it could not be stored.
 * @param taking false from the moment the house closes
 */
export async function listen(
  account: Account,
  door: Door,
  http: FastifyInstance,
  taking: () => boolean,
): Promise<void> {
  await http.register(async (scope) => {
    // The signature is over what was sent, so nobody else may parse (or trim) it first.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) =>
      done(null, body),
    )
    scope.post(MESSAGES, (request, reply) =>
      answer(request, reply, (fields) => takeMessage(account, door, fields)),
    )
    scope.post(STATUSES, (request, reply) =>
      answer(request, reply, (fields) => takeStatus(door, fields, request)),
    )
  })

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    take: (fields: Fields) => Promise<void>,
  ) {
    if (!taking()) return reply.code(503).send()
    const fields = readForm(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '')
    const forgery = whyForged(account, request, fields)
    if (forgery) {
      door.refused('whatsapp', forgery)
      return reply.code(401).send()
    }
    try {
      await take(fields)
    } catch (error) {
      // The name only: what went wrong may quote her.
      account.log.error({ error: (error as Error)?.name }, 'a WhatsApp webhook could not be stored')
      return reply.code(503).send()
    }
    return reply.code(200).type('text/xml').send(NO_REPLY)
  }
}

/**
 * Null when Twilio signed this: over PUBLIC_URL, path, raw query and all fields. What the request says about its own
 * host is never believed. https://www.twilio.com/docs/usage/security#validating-requests
 */
function whyForged(account: Account, request: FastifyRequest, fields: Fields): string | null {
  const signature = request.headers['x-twilio-signature']
  if (typeof signature !== 'string' || signature === '') return 'signature-missing'
  const url = `${account.publicUrl}${request.raw.url}`
  if (!URL.canParse(url)) return 'address-unreadable'
  return validateRequest(account.token, signature, url, fields) ? null : 'signature-wrong'
}

async function takeMessage(account: Account, door: Door, fields: Fields): Promise<void> {
  const arrival = readArrival(fields, new Date(), { origin: account.apiOrigin, accountSid: account.sid })
  if ('unknown' in arrival) return quarantine(door, fields, arrival.unknown)
  for (const message of messagesOf(arrival)) await door.message(message)
}

const STATUS: Record<string, StatusIn['status']> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
  undelivered: 'failed',
}
const NO_NEWS = new Set([
  'queued',
  'sending',
  'accepted',
  'scheduled',
  'receiving',
  'received',
  'canceled',
  'partially_delivered',
])

async function takeStatus(door: Door, fields: Fields, request: FastifyRequest): Promise<void> {
  const providerId = field(fields, 'MessageSid') ?? field(fields, 'SmsSid')
  const told = field(fields, 'MessageStatus') ?? field(fields, 'SmsStatus') ?? ''
  const status = STATUS[told]
  if (!providerId || (!status && !NO_NEWS.has(told))) return quarantine(door, fields, 'unknown-status')
  if (!status) return
  const { message: ourId, part } = request.query as { message?: string; part?: string }
  // Of a message in several parts the last one stands for all, but each can fail.
  if (part === 'early' && status !== 'failed') return
  const code = Number(field(fields, 'ErrorCode')) || undefined
  const error = status === 'failed' ? troubleOf(code) : undefined
  await door.status({ channel: 'whatsapp', providerId, status, ourId, error })
}

function quarantine(door: Door, fields: Fields, kind: string): Promise<void> {
  const raw = { ...fields }
  const id =
    field(fields, 'MessageSid') ?? createHash('sha256').update(JSON.stringify(raw)).digest('hex').slice(0, 32)
  return door.quarantine('whatsapp', id.slice(0, 64), kind, raw)
}
