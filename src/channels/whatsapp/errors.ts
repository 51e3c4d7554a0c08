import type { SendTrouble } from '../channel.ts'
import { SendError } from '../channel.ts'

const HOUR = 3_600_000
export const CREDENTIALS = 20003

type Meaning = { codes: number[]; trouble: SendTrouble; sentence: string; retryAfter?: number }

/**
 * What Twilio's codes ask of us. Twilio changes them without notice, so an unknown code is `refused`, never a crash.
 * Source: https://www.twilio.com/docs/api/errors and https://www.twilio.com/docs/whatsapp/api/error-code-mapping
 */
const MEANINGS: Meaning[] = [
  {
    codes: [63016],
    trouble: 'window',
    sentence: 'More than 24 hours since her last message: only a template may be sent',
  },
  {
    codes: [20429, 14107, 21611, 30001, 30022, 63017, 63018],
    trouble: 'slow-down',
    sentence: 'Twilio or WhatsApp asks for a slower pace',
  },
  {
    // Meta counts these over a day and asks for growing pauses.
    codes: [63038, 63049],
    trouble: 'slow-down',
    sentence: 'WhatsApp withholds this message for now',
    retryAfter: 6 * HOUR,
  },
  { codes: [21610, 63014, 63033], trouble: 'blocked', sentence: 'She blocked us or opted out' },
  {
    codes: [21211, 21214, 21217, 21614, 30003, 30005, 30006, 63003, 63024, 63036],
    trouble: 'gone',
    sentence: 'This number has no WhatsApp (any more)',
  },
  {
    codes: [CREDENTIALS, 20005, 20008],
    trouble: 'misconfigured',
    sentence: 'Twilio refused the credentials: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN',
  },
  {
    codes: [21212, 21408, 21606, 21608, 21659, 21660, 21910, 63001, 63002, 63007, 63015, 63020, 63022, 63051],
    trouble: 'misconfigured',
    sentence:
      'This WhatsApp sender may not send: check TWILIO_WHATSAPP_FROM and the sender in the Twilio console',
  },
  {
    codes: [21654, 21655, 21656, 63027, 63028, 63029, 63040, 63041, 63042],
    trouble: 'misconfigured',
    sentence: 'Twilio does not take this template: hand the templates in again and wait for their approval',
  },
  {
    codes: [30007, 63008],
    trouble: 'misconfigured',
    sentence: 'Twilio filters our messages: look into the error log of the Twilio console',
  },
  {
    codes: [30008, 63009, 63010, 63012, 63019, 63021, 11200, 11205, 11751],
    trouble: 'unreachable',
    sentence: 'Twilio or WhatsApp could not pass the message on',
  },
]

const meaningOf = new Map(
  MEANINGS.flatMap((meaning) => meaning.codes.map((code) => [code, meaning] as const)),
)

/** What a code of Twilio means, as it stands in an answer or in a status callback. */
export function troubleOf(code: number | undefined, ambiguous = false): SendError {
  const meaning = code === undefined ? undefined : meaningOf.get(code)
  if (!meaning) return new SendError('refused', `Twilio does not take this message${told(code)}`)
  const { trouble, sentence, retryAfter } = meaning
  return new SendError(trouble, `${sentence}${told(code)}`, { retryAfter, ambiguous })
}

/**
 * Any failure of the Twilio client as a SendError. Its own message and cause are left behind: they can hold her
 * number, our credentials or the text.
 */
export function sendErrorOf(error: unknown): SendError {
  if (error instanceof SendError) return error
  const { status, code, name } = (error ?? {}) as Partial<Record<'status' | 'code' | 'name', unknown>>
  if (typeof status !== 'number') return silence(code ?? name)
  if (typeof code === 'number' && meaningOf.has(code)) return troubleOf(code, status >= 500)
  if (status === 401 || status === 403) return troubleOf(CREDENTIALS)
  if (status === 429) return new SendError('slow-down', 'Twilio asks for a slower pace (HTTP 429)')
  if (status === 408 || status >= 500) {
    // 503 is said before anything is taken; after the others the message may be on its way.
    return new SendError('unreachable', `Twilio is out of order (HTTP ${status})`, {
      ambiguous: status !== 503,
    })
  }
  return troubleOf(typeof code === 'number' ? code : undefined)
}

// Failures before a connection stood; after any other the request may have been read.
const NEVER_ARRIVED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_INVALID_URL',
])

function silence(code: unknown): SendError {
  const name = typeof code === 'string' && /^\w+$/.test(code) ? code : 'no readable answer'
  return new SendError('unreachable', `Twilio did not answer (${name})`, {
    ambiguous: !NEVER_ARRIVED.has(name),
  })
}

/** Twilio's own code behind a SendError, where there was one. */
export function twilioCode(error: unknown): number | undefined {
  const code = error instanceof SendError ? / \(Twilio (\d+)\)$/.exec(error.message)?.[1] : undefined
  return code === undefined ? undefined : Number(code)
}

const told = (code: number | undefined) => (code === undefined ? '' : ` (Twilio ${code})`)
