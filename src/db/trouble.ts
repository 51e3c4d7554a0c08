// https://www.postgresql.org/docs/18/errcodes-appendix.html
const SERVER_DOWN = new Set([
  '57P01', // admin shutdown
  '57P02', // crash shutdown
  '57P03', // cannot connect now
  '57P05', // idle session timeout
  '25P03', // idle in transaction timeout
  '25006', // read only: this was the primary a moment ago
  '53100', // disk full
  '53200', // out of memory
  '53300', // too many connections
  '58030', // input or output error
])
const LINE_DOWN = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
// A socket that is not there, or at which too many stand.
const SOCKET_DOWN = new Set(['ENOENT', 'EAGAIN'])
// node-postgres gives these no code.
const LOST =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|connection error and is not queryable|Client was closed/

/** Whether the database could not be reached or could not work: the same call may succeed later, nothing was wrong with it. */
export function isDown(error: unknown): boolean {
  if (!(error instanceof Error) && typeof (error as { code?: unknown })?.code !== 'string') return false
  const {
    code = '',
    message = '',
    syscall,
    cause,
    errors,
  } = error as { code?: string; message?: string; syscall?: string; cause?: unknown; errors?: unknown[] }
  if (syscall === 'connect' && SOCKET_DOWN.has(code)) return true
  if (SERVER_DOWN.has(code) || LINE_DOWN.has(code) || code.startsWith('08') || LOST.test(message)) return true
  return (cause !== undefined && isDown(cause)) || (errors?.some(isDown) ?? false)
}

/** Whether two transactions were in each other's way: PostgreSQL asks that the whole one is tried again. */
export const isRace = (error: unknown) =>
  ['40001', '40P01'].includes((error as { code?: string })?.code ?? '')

/** Whether a statement waited longer for a lock than its transaction allows. */
export const isKeptWaiting = (error: unknown) => (error as { code?: string })?.code === '55P03'
