import { z } from 'zod'
import type { Value, ValueType } from './flow.ts'

type Schema = {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}
/** What an action takes, read from its zod schema. */
export type Takes = { properties: Record<string, Schema>; required: string[]; open: boolean }

/** Reads an action's input as JSON schema; what zod cannot express there takes anything. */
export function takesOf(input: z.ZodType): Takes {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, Schema>
    required?: string[]
    additionalProperties?: unknown
  }
  return {
    properties: schema.properties ?? {},
    required: schema.required ?? [],
    open: schema.properties === undefined || Boolean(schema.additionalProperties),
  }
}

const KINDS: Record<ValueType, string[]> = {
  text: ['string'],
  id: ['string'],
  date: ['string'],
  choice: ['string'],
  number: ['number', 'integer'],
  flag: ['boolean'],
  list: ['array'],
  body: ['object'],
  place: ['object'],
}

/** Whether a value of this type may be handed in there. */
export function acceptsType(schema: Schema, type: ValueType | 'any'): boolean {
  const kinds = kindsOf(schema)
  return type === 'any' || kinds.length === 0 || KINDS[type].some((kind) => kinds.includes(kind))
}

/** Whether this very value may be handed in there. */
export function acceptsLiteral(schema: Schema, value: Value): boolean {
  const allowed = schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
  if (allowed) return allowed.includes(value)
  const kinds = kindsOf(schema)
  if (kinds.length === 0) return true
  if (value === null) return kinds.includes('null')
  if (Array.isArray(value)) return kinds.includes('array')
  const kind = typeof value
  return kinds.includes(kind) || (Number.isInteger(value) && kinds.includes('integer'))
}

/** The type of a value that is written in a flow. */
export function literalType(value: Value): ValueType | 'any' {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'flag'
  return Array.isArray(value) ? 'list' : 'any'
}

function kindsOf(schema: Schema): string[] {
  const own = schema.type === undefined ? [] : [schema.type].flat()
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].map(kindsOf)
  // One alternative that takes anything makes the whole take anything.
  if (inner.some((kinds) => kinds.length === 0)) return []
  return [...own, ...inner.flat()]
}
