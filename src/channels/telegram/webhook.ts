import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Door } from '../channel.ts'
import { nameOf, take, tapOf } from './take.ts'
import { readUpdate } from './update.ts'

export const WEBHOOK_PATH = '/webhooks/telegram'
const BODY_LIMIT = 1024 * 1024
const SECRET_HEADER = 'x-telegram-bot-api-secret-token'

export type Webhook = {
  door: Door
  secret: string
  /** False once the house closes: Telegram keeps what it is not rid of. */
  open(): boolean
  /** Counts a message under way, so that closing can wait for it. */
  underWay<T>(work: Promise<T>): Promise<T>
  log: Pick<Logger, 'warn'>
  now(): Date
}

/**
 * The route that Telegram calls. It answers 200 once the update is stored or set apart, 503 when nothing
 * could be stored, 401 without the secret. Errors over content would slow down all of Telegram's updates.
 */
export async function openWebhook(http: FastifyInstance, webhook: Webhook): Promise<void> {
  const { door, log, now } = webhook
  const expected = digest(webhook.secret)
  await http.register(async (scope) => {
    // The body is read as text here: half a JSON from the real Telegram is kept apart, never answered 400.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    scope.addHook('onRequest', async (request, reply) => {
      const given = request.headers[SECRET_HEADER]
      if (typeof given === 'string' && timingSafeEqual(digest(given), expected)) return
      door.refused('telegram', given === undefined ? 'no-secret' : 'wrong-secret')
      return reply.code(401).send()
    })
    scope.post(WEBHOOK_PATH, { bodyLimit: BODY_LIMIT, logLevel: 'warn' }, async (request, reply) => {
      if (!webhook.open()) return reply.code(503).send()
      const body = typeof request.body === 'string' ? request.body : ''
      const came = readUpdate(parsed(body), now())
      try {
        await webhook.underWay(take(door, came, body))
      } catch (error) {
        log.warn({ channel: 'telegram', ...nameOf(error) }, 'an update could not be stored, answered 503')
        return reply.code(503).send()
      }
      const tap = tapOf(came)
      if (tap === undefined) return reply.code(200).send()
      // Telegram takes one call in the answer: the button's clock stops without a request of ours.
      return reply.code(200).send({ method: 'answerCallbackQuery', callback_query_id: tap })
    })
  })
}

/**
 * The secret that Telegram sends along: the operator's, or one derived from the token.
 * @throws when it holds what https://core.telegram.org/bots/api#setwebhook does not take
 */
export function webhookSecret(token: string, chosen?: string): string {
  if (!chosen)
    return Buffer.from(hkdfSync('sha256', token, '', 'telegram webhook secret', 32)).toString('base64url')
  if (!/^[\w-]{1,256}$/.test(chosen))
    throw new Error('TELEGRAM_WEBHOOK_SECRET may hold 1 to 256 letters, digits, _ and - only')
  return chosen
}

/** Half a JSON stays text: no update is a text, so it is set apart whole. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
