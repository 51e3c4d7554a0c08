import type { Body, Option, Value } from '../engine/flow.ts'
import type { Frame, Session } from '../engine/session.ts'
import type { Named } from './named.ts'

/** Somebody who is gone: her id, the ids of what is hers (and her own), her name. */
export type Forgotten = { person: string; of: string[]; name: Named }

/** An id that is nobody's: a conversation that was about her finds that she is gone. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** What flows call a value that names somebody. Others may be equal to a name and mean something else: "yes". */
const NAMES_SOMEBODY = /^(names?|host|[a-z_]+_name)$/

/** What has a line for each fact: the line that names her goes, the others stay. */
const TELLS_IN_LINES = 'card'

/**
 * A conversation without her, as the text that is kept; null when there is nothing to forget in it.
 * @param answered which values of a frame are the person's own answers: those stay
 * @param isOfNamesake whether a frame is about somebody else of the same name: it stays hers
 */
export function scrubbedSession(
  text: string,
  { person, of, name }: Forgotten,
  answered: (frame: Frame) => Set<string>,
  isOfNamesake: (frame: Frame) => boolean = () => false,
): string | null {
  const session = JSON.parse(text) as Session
  const others = (id: string) => (id === person ? NOBODY : id)
  const options = (list: Option[]) =>
    list.map((one) => (of.includes(one.value) ? { ...one, value: others(one.value), label: '…' } : one))
  const without = (key: string, value: Value, own: Set<string>, named: boolean): Value => {
    if (value === person) return NOBODY
    if (typeof value === 'string' && named) return value
    if (typeof value === 'string' && key === TELLS_IN_LINES) return withoutLines(value)
    if (typeof value === 'string') return isHerName(key, value, own) ? '' : value
    if (Array.isArray(value)) return isOptions(value) ? options(value) : value
    return isQuoteOf(value, of) ? {} : value
  }
  const withoutLines = (lines: string) =>
    lines
      .split('\n')
      .filter((line) => !name.isIn(line))
      .join('\n')
  const isHerName = (key: string, value: string, own: Set<string>) =>
    NAMES_SOMEBODY.test(key) && !own.has(key) && name.isIn(value)
  const stack = session.stack.map((frame): Frame => {
    const own = answered(frame)
    const named = isOfNamesake(frame)
    const values = Object.entries(frame.values).map(
      ([key, value]) => [key, without(key, value, own, named)] as const,
    )
    return { ...frame, values: Object.fromEntries(values) }
  })
  const wait =
    session.wait.for === 'answer' ? { ...session.wait, options: options(session.wait.options) } : session.wait
  const scrubbed = JSON.stringify({ ...session, stack, wait })
  return scrubbed === JSON.stringify(session) ? null : scrubbed
}

const isOptions = (value: Option[] | string[]): value is Option[] =>
  value.length > 0 && typeof value[0] === 'object'

const isQuoteOf = (value: Value, of: string[]): boolean =>
  typeof value === 'object' && value !== null && of.includes((value as Body).of ?? '')
