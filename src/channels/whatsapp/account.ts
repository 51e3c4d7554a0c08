import type { FastifyBaseLogger } from 'fastify'
import type { Twilio } from 'twilio'
import type RequestClient from 'twilio/lib/base/RequestClient.js'
import { CREDENTIALS, sendErrorOf, twilioCode } from './errors.ts'

/** Where the ids of made Contents are remembered, over restarts and for all processes. */
export type ContentStore = {
  find(key: string): Promise<string | null>
  keep(key: string, sid: string): Promise<void>
}

export type WhatsAppSettings = {
  accountSid: string
  authToken: string
  /** Our WhatsApp sender, `+31…` or `whatsapp:+31…`. */
  from: string
  /** Where Twilio reaches us: part of every signature. */
  publicUrl: string
  /** Another origin than Twilio's, for stand-ins. */
  apiRoot?: string
  /** How many people a day may be written to first. */
  outsideADay?: number
  contents: ContentStore
}

export type Log = Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>

/** Our account at Twilio: the settings made straight, and the one way to call the official client. */
export type Account = {
  sid: string
  token: string
  /** `whatsapp:+31…` */
  from: string
  /** Without a slash at its end. */
  publicUrl: string
  /** Origin of the API that media may be read from. */
  apiOrigin: string
  contents: ContentStore
  log: Log
  /** @throws {SendError} for everything that goes wrong */
  ask<T>(question: (client: Twilio) => Promise<T>): Promise<T>
  /** Why our credentials do not work, when the last answer said so. */
  trouble(): string | null
}

const TWILIO_API = 'https://api.twilio.com'
// Twilio answers within a second; a silent line must not hold a worker much longer.
const PATIENCE = 15_000

/** @throws {Error} naming the setting that is missing or wrong: without the token everybody's signature would be taken. */
export function openAccount(settings: WhatsAppSettings, log: Log): Account {
  const needed = {
    TWILIO_ACCOUNT_SID: settings.accountSid,
    TWILIO_AUTH_TOKEN: settings.authToken,
    TWILIO_WHATSAPP_FROM: settings.from,
    PUBLIC_URL: settings.publicUrl,
  }
  for (const [name, value] of Object.entries(needed)) {
    if (!value?.trim()) throw new Error(`WhatsApp needs ${name}: set it, or leave all TWILIO_ settings out`)
  }
  if (!settings.accountSid.startsWith('AC')) throw new Error('TWILIO_ACCOUNT_SID begins with AC')
  if (!URL.canParse(settings.publicUrl)) throw new Error('PUBLIC_URL is no address: https://… is needed')
  let client: Promise<Twilio> | undefined
  let refusal: string | null = null

  return {
    sid: settings.accountSid,
    token: settings.authToken,
    from: settings.from.startsWith('whatsapp:') ? settings.from : `whatsapp:${settings.from}`,
    publicUrl: settings.publicUrl.replace(/\/+$/, ''),
    apiOrigin: new URL(settings.apiRoot ?? TWILIO_API).origin,
    contents: settings.contents,
    log,
    trouble: () => refusal,
    async ask(question) {
      client ??= makeClient(settings)
      try {
        const answer = await question(await client)
        refusal = null
        return answer
      } catch (cause) {
        const error = sendErrorOf(cause)
        if (twilioCode(error) === CREDENTIALS) refusal = error.message
        throw error
      }
    },
  }
}

// Loaded at the first use: 30 MB that a house without WhatsApp does not carry.
async function makeClient({ accountSid, authToken, apiRoot }: WhatsAppSettings): Promise<Twilio> {
  const { default: twilio } = await import('twilio')
  class Rerouted extends twilio.RequestClient {
    override request<T>(options: RequestClient.RequestOptions<T>) {
      const { pathname, search } = new URL(options.uri)
      return super.request<T>({ ...options, uri: `${new URL(apiRoot!).origin}${pathname}${search}` })
    }
  }
  const httpClient = apiRoot
    ? new Rerouted({ timeout: PATIENCE })
    : new twilio.RequestClient({ timeout: PATIENCE })
  return twilio(accountSid, authToken, { httpClient })
}
