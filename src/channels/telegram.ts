import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { FastifyInstance } from 'fastify'
import { Api } from 'grammy'
import type { Logger } from 'pino'
import { type Channel, type Door, type Limits, SendError } from './channel.ts'
import { untilDone } from './telegram/backoff.ts'
import { fetchFile } from './telegram/file.ts'
import { poll } from './telegram/polling.ts'
import { revise, send } from './telegram/send.ts'
import { nameOf } from './telegram/take.ts'
import { takeBack } from './telegram/take-back.ts'
import { troubleOf } from './telegram/trouble.ts'
import { ALLOWED_UPDATES } from './telegram/update.ts'
import { openWebhook, WEBHOOK_PATH, webhookSecret } from './telegram/webhook.ts'
import { wire } from './telegram/wire.ts'

export type TelegramSettings = {
  token: string
  /** Another Bot API server than Telegram's own. */
  apiRoot?: string
  /** With it Telegram comes to us; without it we ask, by long polling. */
  publicUrl?: string
  /** What Telegram must send along; derived from the token when not given. */
  secret?: string
  /** How long a call for words may take; 15 without it. Files and long polls have two minutes. */
  timeoutSeconds?: number
}

// https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this for the two speeds.
export const LIMITS: Limits = {
  text: 4096,
  buttons: 8,
  buttonLabel: 64,
  rows: 10,
  rowLabel: 64,
  choiceText: 4096,
  windowHours: null,
  outsideADay: null,
  perSecond: 30,
  perSecondEach: 1,
}

/**
 * The channel to Telegram, through grammY's Api. It opens while Telegram is away: registering goes on in
 * the background, and `trouble()` says so meanwhile.
 * @throws when the token is missing or the secret is not one that Telegram takes
 */
export function telegram(
  settings: TelegramSettings,
  log: Pick<Logger, 'info' | 'warn'>,
  now: () => Date = () => new Date(),
): Channel {
  const { token, publicUrl } = settings
  if (!token) throw new Error('TELEGRAM_BOT_TOKEN is empty: get a token from @BotFather')
  const secret = webhookSecret(token, settings.secret)
  const apiRoot = (settings.apiRoot || 'https://api.telegram.org').replace(/\/+$/, '')
  const agent = new (apiRoot.startsWith('https:') ? HttpsAgent : HttpAgent)({ keepAlive: true })
  const apiWith = (timeoutSeconds: number) => new Api(token, { apiRoot, timeoutSeconds, fetch: wire(agent) })
  const api = apiWith(settings.timeoutSeconds ?? 15)
  const patient = apiWith(120)

  const stopping = new AbortController()
  const busy = new Set<Promise<unknown>>()
  const troubles = new Map<'token' | 'intake', string>()
  let door: Door | undefined
  let username: string | undefined
  let asked = false

  const underWay = <T>(work: Promise<T>): Promise<T> => {
    busy.add(work)
    const done = () => busy.delete(work)
    work.then(done, done)
    return work
  }

  /** Remembers what is wrong, says it once in the log, and answers how long Telegram asks us to wait. */
  const report = (where: 'token' | 'intake', error: unknown): number | undefined => {
    if (error === null) {
      troubles.delete(where)
      return undefined
    }
    const trouble = troubleOf(error)
    const known = trouble instanceof SendError
    const reason = known ? trouble.message : 'Telegram gave an answer that cannot be understood'
    if (troubles.get(where) !== reason)
      log.warn({ channel: 'telegram', ...(known ? { trouble: trouble.trouble } : nameOf(error)) }, reason)
    troubles.set(where, reason)
    return known ? trouble.retryAfter : undefined
  }

  const keepTrying = (where: 'token' | 'intake', work: () => Promise<void>) =>
    untilDone(
      async () => {
        await work()
        report(where, null)
      },
      stopping.signal,
      (error) => report(where, error),
    )

  /** Asks who we are, once: invitation links carry the bot's name. */
  const identify = () => {
    if (asked) return
    asked = true
    keepTrying('token', async () => {
      username = (await api.getMe()).username
    })
  }

  const registerWebhook = (url: string) =>
    keepTrying('intake', async () => {
      await api.setWebhook(`${url.replace(/\/+$/, '')}${WEBHOOK_PATH}`, {
        secret_token: secret,
        allowed_updates: [...ALLOWED_UPDATES],
      })
      log.info({ channel: 'telegram' }, 'Telegram sends updates to our webhook')
    })

  const startPolling = async (to: Door) => {
    await keepTrying('intake', async () => {
      await api.deleteWebhook()
    })
    if (stopping.signal.aborted) return
    log.info({ channel: 'telegram' }, 'asking Telegram for updates')
    await poll({
      api: patient,
      door: to,
      signal: stopping.signal,
      report: (t) => report('intake', t),
      log,
      now,
    })
  }

  return {
    name: 'telegram',
    limits: LIMITS,
    async open(to: Door, http: FastifyInstance) {
      door = to
      troubles.set('intake', 'Telegram has not answered yet')
      identify()
      if (!publicUrl) {
        underWay(startPolling(to))
        return
      }
      const open = () => !stopping.signal.aborted
      await openWebhook(http, { door: to, secret, open, underWay, log, now })
      registerWebhook(publicUrl)
    },
    async close() {
      stopping.abort()
      // What ends can lead to a reply: destroying its line would make us send it again.
      while (busy.size > 0) await Promise.allSettled(busy)
      agent.destroy()
    },
    async send(message) {
      const moved = async (from: string, address: string) => door?.moved('telegram', from, address)
      try {
        return await underWay(send({ api, patient, moved }, message))
      } catch (error) {
        // The token was taken back: ask again who we are, so that we notice when it is in order again.
        if (error instanceof SendError && error.trouble === 'misconfigured' && !troubles.has('token')) {
          report('token', error)
          asked = false
          identify()
        }
        throw error
      }
    },
    revise: (address, providerId, said) => underWay(revise(api, address, providerId, said)),
    fetch: (reference) => underWay(fetchFile(api, `${apiRoot}/file/bot${token}`, reference)),
    takeBack: (address, onScreen) => underWay(takeBack(api, address, onScreen)),
    async trouble() {
      return troubles.get('token') ?? troubles.get('intake') ?? null
    },
    inviteLink(code) {
      if (username !== undefined) return `https://t.me/${username}?start=${code}`
      identify()
      return null
    },
  }
}
