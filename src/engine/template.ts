import { IntlMessageFormat } from 'intl-messageformat'
import type { Body, Option, Placeholder, Value } from './flow.ts'

type Part = {
  type: number
  value?: string
  options?: Record<string, { value: Part[] }>
}
// The numbers of @formatjs/icu-messageformat-parser's element types.
const LITERAL = 0
const SELECT = 5
const PLURAL = 6
const POUND = 7

/**
 * What an ICU text inserts.
 * @throws {SyntaxError} when the text is not ICU
 * @throws {RangeError} when an apostrophe hides a brace, so that people would read `{name}`
 */
export function placeholdersOf(text: string): Placeholder[] {
  const found = new Map<string, Placeholder>()
  gather(partsOf(text), found)
  return [...found.values()]
}

/** The text as long as it can get, when each value has `room` characters: what has to fit a channel. */
export function longest(text: string, room = 20): number {
  const measure = (parts: Part[]): number =>
    parts.reduce((sum, part) => {
      if (part.type === LITERAL) return sum + (part.value ?? '').length
      if (part.options)
        return sum + Math.max(...Object.values(part.options).map((option) => measure(option.value)))
      return sum + (part.type === POUND ? 3 : room)
    }, 0)
  return measure(partsOf(text))
}

const FIRST_STRONG = '\u2068'
const END_OF_ISOLATE = '\u2069'
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i

/** Keeps an inserted value from turning the sentence around (Unicode TR9, isolates). Never round a link: it would break. */
export function isolate(value: string, direction: 'ltr' | 'rtl'): string {
  if (value === '' || ADDRESS.test(value)) return value
  return direction === 'rtl' || RIGHT_TO_LEFT.test(value) ? FIRST_STRONG + value + END_OF_ISOLATE : value
}

/** A value as people read it in a sentence. */
export function shown(value: unknown): string | number {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return value
  if (Array.isArray(value))
    return value.map((item: string | Option) => (typeof item === 'string' ? item : item.label)).join(', ')
  if (typeof value === 'object') return (value as Body).text ?? (value as { label?: string }).label ?? ''
  return String(value)
}

/**
 * The values of a text, ready to be inserted once: what a person wrote is never read as a text again.
 * @param known what the flow knows by that name
 */
export function insertions(
  placeholders: Placeholder[],
  known: (name: string) => unknown,
  direction: 'ltr' | 'rtl',
): Record<string, Value> {
  const ready: Record<string, Value> = {}
  for (const { name, how } of placeholders) {
    const value = shown(known(name))
    if (how === 'plural') ready[name] = Number(value) || 0
    else ready[name] = how === 'shown' && typeof value === 'string' ? isolate(value, direction) : value
  }
  return ready
}

function partsOf(text: string): Part[] {
  return new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst() as unknown as Part[]
}

function gather(parts: Part[], found: Map<string, Placeholder>): void {
  for (const part of parts) {
    if (part.type === LITERAL && /[{}]/.test(part.value ?? ''))
      throw new RangeError(`an apostrophe hides a brace in "${part.value}"`)
    if (part.type === LITERAL || part.type === POUND) continue
    const how = part.type === PLURAL ? 'plural' : part.type === SELECT ? 'select' : 'shown'
    const known = found.get(part.value!)
    // A value that also decides keeps deciding: isolating it would change what it equals.
    if (!known || known.how === 'shown')
      found.set(part.value!, { name: part.value!, how, forms: Object.keys(part.options ?? {}) })
    for (const option of Object.values(part.options ?? {})) gather(option.value, found)
  }
}
