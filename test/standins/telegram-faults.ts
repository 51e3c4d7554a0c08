/** What can go wrong with one call. */
export type Fault =
  /** Telegram answers with an error of the Bot API. */
  | { error: number; description?: string; retryAfter?: number; migrateTo?: number }
  /** No answer ever comes. */
  | 'hang'
  /** The connection breaks before anything is done. */
  | 'die'
  /** The message is taken, then the connection breaks: the bot cannot know. */
  | 'take-and-die'
  /** A gateway's HTML page instead of an answer. */
  | 'gateway'

export type FaultFor = {
  /** All that send, without it: what runs in the background must not use up a fault meant for a message. */
  method?: string
  chat?: number
  /** How often; once without it. Infinity until mended. */
  times?: number
}

export type ApiError = {
  ok: false
  error_code: number
  description: string
  parameters?: { retry_after?: number; migrate_to_chat_id?: number }
}

const WORDS: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  404: 'Not Found',
  429: 'Too Many Requests: retry later',
}

export function faultBook() {
  let faults: { fault: Fault; method?: string; chat?: number; left: number }[] = []
  return {
    add(fault: Fault, { method, chat, times = 1 }: FaultFor = {}) {
      faults.push({ fault, method, chat, left: times })
    },
    clear() {
      faults = []
    },
    /** The first fault that fits this call, used up by it. */
    forCall(method: string, chat: unknown): ApiError | Exclude<Fault, object> | undefined {
      const found = faults.find(
        (one) =>
          one.left > 0 &&
          (one.method === undefined ? method.startsWith('send') : one.method === method) &&
          (one.chat === undefined || String(one.chat) === String(chat)),
      )
      if (!found) return undefined
      found.left--
      return typeof found.fault === 'object' ? asError(found.fault) : found.fault
    },
  }
}

export function asError(fault: Extract<Fault, object>): ApiError {
  const { error, description = WORDS[error] ?? 'Internal Server Error', retryAfter, migrateTo } = fault
  const parameters =
    retryAfter === undefined && migrateTo === undefined
      ? undefined
      : { retry_after: retryAfter, migrate_to_chat_id: migrateTo }
  return { ok: false, error_code: error, description, parameters }
}
