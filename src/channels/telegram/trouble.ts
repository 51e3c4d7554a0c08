import { GrammyError, HttpError } from 'grammy'
import { SendError } from '../channel.ts'

/**
 * What went wrong with a call, and what to do about it. The library's error is not kept as the cause: it
 * holds the address, the words, and for network errors the URL with the token.
 */
export function troubleOf(error: unknown): unknown {
  if (error instanceof GrammyError) return answered(error)
  if (error instanceof HttpError) return unanswered(error.error)
  return error
}

/** Where a chat has moved to, when that is why a call failed. */
export function movedTo(error: unknown): string | null {
  const to = error instanceof GrammyError ? error.parameters.migrate_to_chat_id : undefined
  return to === undefined ? null : String(to)
}

function answered({ error_code: code, description, parameters }: GrammyError): SendError {
  const told = `(${code}: ${description})`
  if (code === 429) {
    const retryAfter = parameters.retry_after === undefined ? undefined : parameters.retry_after * 1000
    return new SendError('slow-down', `Telegram asks us to wait ${told}`, { retryAfter })
  }
  if (code === 401 || code === 404)
    return new SendError(
      'misconfigured',
      `Telegram refused the token: get a new one from @BotFather and set TELEGRAM_BOT_TOKEN ${told}`,
    )
  if (GONE.test(description)) return new SendError('gone', `No such chat any more ${told}`)
  if (code === 403) return new SendError('blocked', `She does not want the bot to write to her ${told}`)
  if (code >= 500) return new SendError('unreachable', `Telegram has trouble of its own ${told}`)
  if (code === 409)
    return new SendError(
      'misconfigured',
      `Somebody else takes this bot's updates: only one may poll, and not beside a webhook ${told}`,
    )
  return new SendError('refused', `Telegram does not take this message ${told}`)
}

// Telegram documents no codes for these; the words are those that its server has always used.
const GONE =
  /chat not found|user not found|user is deactivated|PEER_ID_INVALID|bot was kicked|group chat was deleted/i

function unanswered(inner: unknown): SendError {
  const code = (inner as { code?: unknown } | null)?.code
  const timedOut = inner instanceof Error && inner.message.includes('timed out')
  const why = typeof code === 'string' ? code : timedOut ? 'no answer in time' : 'no answer that can be read'
  const ambiguous = typeof code !== 'string' || !NEVER_ARRIVED.test(code)
  return new SendError('unreachable', `Telegram could not be reached (${why})`, { ambiguous })
}

// No connection came about, so Telegram cannot have taken anything.
const NEVER_ARRIVED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_|ERR_TLS|UNABLE_TO|DEPTH_|SELF_)/
