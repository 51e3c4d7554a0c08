import pino from 'pino'

/** The part of pino that the house uses: facts first, then a fixed sentence. */
export type Log = Pick<
  pino.Logger,
  | 'fatal'
  | 'error'
  | 'warn'
  | 'info'
  | 'debug'
  | 'trace'
  | 'isLevelEnabled'
  | 'level'
  | 'silent'
  | 'msgPrefix'
> & {
  child(facts: Record<string, unknown>): Log
}

/**
 * Opens the log: one JSON line an event on standard output.
 * No line ever holds a name, an address or a text: only the facts named in FACTS pass, and only as long as they look
 * like an id, a number or a code. An allow-list, because a list of what to leave out is never complete.
 */
export function openLog(
  level: string,
  facts: Record<string, unknown> = {},
  to?: pino.DestinationStream,
): Log {
  const options: pino.LoggerOptions = {
    level,
    base: { pid: process.pid, ...allowed(facts) },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    hooks: {
      logMethod(args, method) {
        const [facts, sentence] = tidy(args)
        method.call(this, facts, sentence)
      },
    },
  }
  const log = to ? pino(options, to) : pino(options)
  // pino hands a child's facts on unseen; its children inherit this.
  const child = log.child
  log.child = function (this: typeof log, more: object) {
    return child.call(this, allowed(more as Record<string, unknown>))
  } as typeof child
  return log
}

const FACTS = new Set(
  `action attempt attempts bytes channel code count database depth due duration error errand event flow host id interval
  job kind knows language level method migration ms network next outbound outcome pid platform port priority provider queue
  retryAfter right role route session size status step template tries trouble version waiting what worker`.split(
    /\s+/,
  ),
)
// Named after a person's things: only a random id or a row's number passes, so that never a name does.
const IDS = new Set(['person', 'contact', 'message', 'ticket'])
const OUR_ERRORS = new Set(['OperatorError', 'SendError'])

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const ID_LIKE = new RegExp(`^(${UUID.source}|\\d{1,8})$`)
const CODE_LIKE = /^[\w.:@/-]{1,120}$/
const ADDRESS_LIKE =
  /\+\s?\d[\d\s-]{6,}|whatsapp:|\S@\S|\/\/[^/\s]*:[^/\s]*@|\d{6,}:[\w-]{20,}|[?#]\S|\d{9,}/i
const ERROR_CODE = /^(?!\d{6})[A-Z0-9_]{2,40}$/

function tidy(args: unknown[]): [Record<string, unknown>, string] {
  const [first, second] = args
  if (typeof first === 'string') return [{}, first]
  const sentence = typeof second === 'string' ? second : 'no sentence'
  if (first instanceof Error) return [{ err: describe(first) }, sentence]
  return [allowed((first ?? {}) as Record<string, unknown>), sentence]
}

function allowed(facts: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(facts)) {
    if (value instanceof Error) kept.err = describe(value)
    else if (IDS.has(name) && ID_LIKE.test(String(value))) kept[name] = value
    else if (FACTS.has(name) && isHarmless(value)) kept[name] = value
  }
  return kept
}

function isHarmless(value: unknown): boolean {
  if (typeof value === 'string') return CODE_LIKE.test(value) && !ADDRESS_LIKE.test(value.replace(UUID, ''))
  return typeof value === 'number' || typeof value === 'boolean' || value === null
}

/** What of an error may be written down: a message may quote a person, the place where it happened cannot. */
function describe(error: Error, depth = 0): Record<string, unknown> {
  const told: Record<string, unknown> = { name: CODE_LIKE.test(error.name) ? error.name : 'Error' }
  const { code, constraint, trouble } = error as { code?: unknown; constraint?: unknown; trouble?: unknown }
  if (ERROR_CODE.test(String(code))) told.code = code
  if (typeof constraint === 'string' && isHarmless(constraint)) told.constraint = constraint
  if (typeof trouble === 'string' && isHarmless(trouble)) told.trouble = trouble
  if (OUR_ERRORS.has(error.name)) told.reason = withoutAddress(error.message)
  told.stack = framesOf(error)
  if (error.cause instanceof Error && depth < 3) told.cause = describe(error.cause, depth + 1)
  return told
}

function framesOf(error: Error): string[] {
  const lines = (error.stack ?? '').replace(error.message, '').split('\n')
  return lines.filter((line) => /^ {4}at .*:\d+:\d+\)?$/.test(line)).map((line) => line.trim())
}

function withoutAddress(sentence: string): string {
  return ADDRESS_LIKE.test(sentence) ? '(left out: it may hold an address)' : sentence.slice(0, 300)
}
