import { resolve } from 'node:path'
import { Duration } from 'luxon'
import { z } from 'zod'
import { OperatorError } from './operator-error.ts'

/** What the operator decided. Made once at start; nothing else in the house reads the environment. */
export type Config = {
  /** `port` 0 lets the system choose one. `publicUrl` has no slash at its end. */
  http: { host: string; port: number; publicUrl: string | null }
  /** Absolute path of the embedded database and of media. */
  dataDir: string
  /** Null: the embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | null
  /** Null: the queue lives in PostgreSQL. */
  redisUrl: string | null
  /** One or more base64 keys with commas between: the first writes, all read. Null: made and kept under `dataDir`. */
  dataKey: string | null
  /** Without `publicUrl` by long polling. A missing secret is derived from the token. */
  telegram: { token: string; apiRoot?: string; secret?: string } | null
  /** `from` always begins with `whatsapp:+`. */
  whatsapp: {
    accountSid: string
    authToken: string
    from: string
    apiRoot?: string
    outsideADay?: number
  } | null
  /** Another reader of questions; null: the built-in one alone. */
  ranker: { url: string; model: string; key?: string } | null
  demo: boolean
  role: 'all' | 'web' | 'worker'
  logLevel: (typeof LOG_LEVELS)[number]
  /** Milliseconds between two looks for what a crash left behind. */
  sweepEvery: number
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/**
 * Reads the settings out of an environment (names and defaults: README, "Settings").
 * Space and line ends round a value are taken off: secrets files often end with one.
 * @throws {OperatorError} with one line for every fault; values are never repeated in it
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.keys(SETTINGS).flatMap((name) => (env[name] === undefined ? [] : [[name, env[name].trim()]])),
  )
  const read = settings.safeParse(given)
  if (!read.success) throw new OperatorError(faultLines(read.error.issues, given).join('\n'))
  const faults = togetherFaults(read.data)
  if (faults.length > 0) throw new OperatorError(faults.join('\n'))
  return asConfig(read.data)
}

const one = (allowed: string, fits: (value: string) => boolean) =>
  z.string().refine((value) => fits(value), { error: allowed })
const matching = (allowed: string, pattern: RegExp) => one(allowed, (value) => pattern.test(value))
const url = (allowed: string, ...protocols: string[]) =>
  one(allowed, (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol))

const SETTINGS = {
  PORT: one('a whole number from 0 to 65535', (value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535),
  HOST: matching('an address or host name to listen on, such as 127.0.0.1 or 0.0.0.0', /^[\w.:-]+$/),
  PUBLIC_URL: one(
    'https:// and a host name, without a path (http:// for localhost only), such as https://bot.example.org',
    isPublicUrl,
  ),
  DATA_DIR: matching('a folder', /^[^\0]+$/),
  DATABASE_URL: url('postgres://user:password@host:5432/name', 'postgres:', 'postgresql:'),
  REDIS_URL: url('redis://host:6379 or rediss://host:6379', 'redis:', 'rediss:'),
  DATA_KEY: one('32 bytes in base64 (openssl rand -base64 32), several with commas between', (value) =>
    value.split(',').every(is32Bytes),
  ),
  TELEGRAM_BOT_TOKEN: matching('the token that @BotFather gave, such as 123456:ABC-DEF', /^\d+:[\w-]+$/),
  TELEGRAM_API_ROOT: url('an http:// or https:// address', 'http:', 'https:'),
  // Telegram's own rule: https://core.telegram.org/bots/api#setwebhook
  TELEGRAM_WEBHOOK_SECRET: matching('1 to 256 of A-Z a-z 0-9 _ -, or leave it out', /^[\w-]{1,256}$/),
  TWILIO_ACCOUNT_SID: matching('the Account SID, which begins with AC', /^AC\w+$/),
  TWILIO_AUTH_TOKEN: matching('the Auth Token of the Twilio account', /^\S+$/),
  TWILIO_WHATSAPP_FROM: matching(
    'the WhatsApp sender, such as whatsapp:+31612345678',
    /^(whatsapp:)?\+[1-9]\d{6,14}$/,
  ),
  TWILIO_API_ROOT: url('an http:// or https:// address', 'http:', 'https:'),
  TWILIO_WHATSAPP_DAILY: matching(
    'how many people a day may be written to first, such as 250',
    /^[1-9]\d{0,8}$/,
  ),
  RANKER_URL: url('an http:// or https:// address that answers POST /v1/embeddings', 'http:', 'https:'),
  RANKER_MODEL: matching('the name of a model that is served at RANKER_URL', /^\S+$/),
  RANKER_KEY: matching('the key that RANKER_URL asks for', /^\S+$/),
  DEMO: z.enum(['true', 'false'], { error: 'true or false' }),
  ROLE: z.enum(['all', 'web', 'worker'], { error: 'all, web or worker' }),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.join(', ')}` }),
  SWEEP_EVERY: one('an ISO 8601 duration from PT0.1S to PT1H, such as PT5S', (value) => {
    const span = Duration.fromISO(value)
    return span.isValid && span.toMillis() >= 100 && span.toMillis() <= 3_600_000
  }),
}

const settings = z.object(SETTINGS).partial()
type Settings = z.infer<typeof settings>
type Name = keyof Settings

const TWILIO: Name[] = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_WHATSAPP_FROM']

function faultLines(issues: readonly z.core.$ZodIssue[], given: Record<string, string>): string[] {
  return issues.map(({ path, message }) => {
    const name = String(path[0])
    // An empty setting is more often a mistake in a .env file than a wish.
    return given[name] === ''
      ? `${name} is empty: give ${message}, or take the line away`
      : `${name} must be ${message}`
  })
}

/** Rules that tie one setting to another. */
function togetherFaults(set: Settings): string[] {
  const faults: string[] = []
  const twilioMissing = TWILIO.filter((name) => !set[name])
  if (set.DATABASE_URL && !set.DATA_KEY)
    faults.push('DATA_KEY is missing: DATABASE_URL needs one of 32 bytes in base64 (openssl rand -base64 32)')
  if (twilioMissing.length > 0 && twilioMissing.length < TWILIO.length)
    faults.push(...twilioMissing.map((name) => `${name} is missing: WhatsApp needs ${TWILIO.join(', ')}`))
  if (twilioMissing.length < TWILIO.length && !set.PUBLIC_URL)
    faults.push('PUBLIC_URL is missing: Twilio needs an https:// address to bring messages to')
  if (set.RANKER_URL && !set.RANKER_MODEL)
    faults.push('RANKER_MODEL is missing: RANKER_URL needs the name of the model that is served there')
  if (set.ROLE && set.ROLE !== 'all' && !set.DATABASE_URL)
    faults.push(
      `DATABASE_URL is missing: ROLE=${set.ROLE} shares a PostgreSQL, the embedded one has one owner`,
    )
  return faults
}

function asConfig(set: Settings): Config {
  const { TELEGRAM_BOT_TOKEN: token, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_WHATSAPP_FROM } = set
  return {
    http: {
      host: set.HOST ?? '127.0.0.1',
      port: Number(set.PORT ?? 3000),
      publicUrl: withoutSlash(set.PUBLIC_URL) ?? null,
    },
    dataDir: resolve(set.DATA_DIR ?? 'data'),
    databaseUrl: set.DATABASE_URL ?? null,
    redisUrl: set.REDIS_URL ?? null,
    dataKey: set.DATA_KEY ?? null,
    telegram: token
      ? { token, apiRoot: withoutSlash(set.TELEGRAM_API_ROOT), secret: set.TELEGRAM_WEBHOOK_SECRET }
      : null,
    whatsapp:
      TWILIO_ACCOUNT_SID && TWILIO_AUTH_TOKEN && TWILIO_WHATSAPP_FROM
        ? {
            accountSid: TWILIO_ACCOUNT_SID,
            authToken: TWILIO_AUTH_TOKEN,
            from: TWILIO_WHATSAPP_FROM.replace(/^(whatsapp:)?/, 'whatsapp:'),
            apiRoot: withoutSlash(set.TWILIO_API_ROOT),
            ...(set.TWILIO_WHATSAPP_DAILY && { outsideADay: Number(set.TWILIO_WHATSAPP_DAILY) }),
          }
        : null,
    ranker:
      set.RANKER_URL && set.RANKER_MODEL
        ? { url: withoutSlash(set.RANKER_URL)!, model: set.RANKER_MODEL, key: set.RANKER_KEY }
        : null,
    demo: set.DEMO === undefined ? !set.PUBLIC_URL : set.DEMO === 'true',
    role: set.ROLE ?? 'all',
    logLevel: set.LOG_LEVEL ?? 'info',
    sweepEvery: Duration.fromISO(set.SWEEP_EVERY ?? 'PT5S').toMillis(),
  }
}

function isPublicUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname, pathname, search, hash, username } = new URL(value)
  const bare = pathname === '/' && !search && !hash && !username
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return bare && (protocol === 'https:' || (protocol === 'http:' && local))
}

function is32Bytes(key: string): boolean {
  return /^[A-Za-z0-9+/]{43}=?$/.test(key.trim())
}

function withoutSlash(value: string | undefined): string | undefined {
  return value?.replace(/\/+$/, '')
}
