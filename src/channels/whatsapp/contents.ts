import { createHash } from 'node:crypto'
import type { ContentCreateRequest } from 'twilio/lib/rest/content/v1/content.js'
import type { Account } from './account.ts'
import type { Part } from './parts.ts'

/** A Content resource without words: every text, label and id in it is a variable. */
export type Shape = { name: string; types: Record<string, unknown>; variables: Record<string, string> }

/** A shape and the words that fill it, numbered as in the shape. */
export type Filled = { shape: Shape; values: Record<string, string> }

/**
 * The shape of a message with choices. A line of the text is a variable of its own, for Twilio takes no line break
 * inside one (https://www.twilio.com/docs/api/errors/21656). Null when it needs more variables than the 100 there are.
 */
export function fillShape(part: Extract<Part, { kind: 'choices' }>): Filled | null {
  const values: Record<string, string> = {}
  const variable = (value: string) => {
    const number = Object.keys(values).length + 1
    values[number] = value
    return `{{${number}}}`
  }
  const body = part.text
    .split('\n')
    .map((line) => asVariables(line, variable))
    .join('\n')
  const types =
    part.as === 'buttons'
      ? {
          'twilio/quick-reply': {
            body,
            actions: part.choices.map(({ label, payload }) => ({
              type: 'QUICK_REPLY',
              title: variable(label),
              id: variable(payload),
            })),
          },
        }
      : {
          'twilio/list-picker': {
            body,
            button: variable(part.listLabel),
            items: part.choices.map(({ label, payload }) => ({
              item: variable(label),
              id: variable(payload),
            })),
          },
        }
  if (Object.keys(values).length > 100) return null
  const name = `${part.as === 'buttons' ? 'quick-reply' : 'list'}-${part.choices.length}`
  const variables = Object.fromEntries(Object.keys(values).map((number) => [number, 'x']))
  return { shape: { name, types, variables }, values }
}

// An older page of Twilio's allows 255 characters in a variable, a newer one 1600.
const MOST_IN_VARIABLE = 250

function asVariables(line: string, variable: (value: string) => string): string {
  let rest = line.replace(/\t/g, ' ').replace(/ {5,}/g, '    ').trim()
  let pattern = ''
  while (rest.length > MOST_IN_VARIABLE) {
    const space = rest.lastIndexOf(' ', MOST_IN_VARIABLE)
    const half = /[\uDC00-\uDFFF]/.test(rest.charAt(MOST_IN_VARIABLE))
    const at = space > 0 ? space : MOST_IN_VARIABLE - (half ? 1 : 0)
    pattern += variable(rest.slice(0, at).trimEnd()) + (space > 0 ? ' ' : '')
    rest = rest.slice(at).trimStart()
  }
  return rest === '' ? pattern.trimEnd() : pattern + variable(rest)
}

/** The sid of a shape's Content: remembered, or made now. Two processes that make it at once harm nobody. */
export function contentFinder(account: Account): {
  find(shape: Shape): Promise<string>
  forget(shape: Shape): void
} {
  const known = new Map<string, Promise<string>>()
  const forgotten = new Set<string>()

  async function findOrMake(shape: Shape, key: string): Promise<string> {
    const kept = forgotten.has(key) ? null : await account.contents.find(key)
    if (kept) return kept
    const sid = await makeContent(account, `parents-network ${shape.name}`, 'en', shape)
    await account.contents.keep(key, sid)
    forgotten.delete(key)
    return sid
  }

  return {
    find(shape) {
      const key = keyOf(shape)
      const found = known.get(key) ?? findOrMake(shape, key)
      known.set(key, found)
      found.catch(() => known.delete(key))
      return found
    },
    /** For a Content that Twilio does not know any more: it is made again. */
    forget(shape) {
      known.delete(keyOf(shape))
      forgotten.add(keyOf(shape))
    },
  }
}

/** @throws {SendError} when Twilio does not take it */
export async function makeContent(
  account: Account,
  friendlyName: string,
  language: string,
  { types, variables }: Pick<Shape, 'types' | 'variables'>,
): Promise<string> {
  // The client hands this on as it is, so the names are those of the API; its own type names them otherwise.
  const request = {
    friendly_name: friendlyName,
    language,
    variables,
    types,
  } as unknown as ContentCreateRequest
  const content = await account.ask((client) => client.content.v1.contents.create(request))
  return content.sid
}

const keyOf = (shape: Shape) => `${shape.name}:${digest(shape.types)}`

/** A short name for what something holds. */
export function digest(thing: unknown): string {
  return createHash('sha256').update(JSON.stringify(thing)).digest('hex').slice(0, 16)
}
