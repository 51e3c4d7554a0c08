import { IntlMessageFormat } from 'intl-messageformat'

/** A text made ready: it is read once, and then only filled in. */
export type Message = (values: Record<string, unknown>) => string

// The numbers of @formatjs/icu-messageformat-parser's element types.
const LITERAL = 0
const ARGUMENT = 1

/**
 * Makes an ICU text ready, or null when it holds plurals or selects and i18next-icu has to work it out:
 * most texts are a sentence with a name in it, and a turn says several.
 * A text that is not ICU is said as it stands: the checker tells its author, and a mother still reads something.
 */
export function simpleMessage(text: string): Message | null {
  const parts = partsOf(text)
  if (!parts) return () => text
  if (parts.some(({ type }) => type !== LITERAL && type !== ARGUMENT)) return null
  return (values) =>
    parts
      .map(({ type, value }) =>
        type === LITERAL ? value : String(Object.hasOwn(values, value) ? (values[value] ?? '') : ''),
      )
      .join('')
}

function partsOf(text: string): { type: number; value: string }[] | null {
  try {
    return new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst() as {
      type: number
      value: string
    }[]
  } catch {
    return null
  }
}
