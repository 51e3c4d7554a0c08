import { literalType } from './accepts.ts'
import type { Against } from './against.ts'
import { namesIn, typeOf } from './expression.ts'
import type { Expression, Flow, Flows, ValueType } from './flow.ts'
import { FACTS, family, type Variable } from './variables.ts'

/** A flow on the checker's desk. */
export type Desk = {
  flow: Flow
  flows: Flows
  against: Against
  variables: Record<string, Variable>
  types: Record<string, ValueType>
  report(at: PropertyKey[], message: string, remedy: string): void
}

/** A value that has to be of a type. */
export function checkFits(desk: Desk, value: Expression, wanted: ValueType, at: PropertyKey[]): void {
  const type = 'literal' in value ? literalType(value.literal) : checkExpression(desk, value.cel, at)
  if (type !== null && type !== 'any' && family(type) !== family(wanted))
    desk.report(at, `This is ${type}, and ${wanted} is wanted`, 'Hand in a value of that type.')
}

/** An expression; its type, or null once its fault has been reported. */
export function checkExpression(desk: Desk, cel: string, at: PropertyKey[]): ValueType | 'any' | null {
  const checked = typeOf(cel, desk.types, FACTS)
  if ('type' in checked) return checked.type
  const unknown = namesIn(cel).find((name) => !Object.hasOwn(desk.types, name) && !Object.hasOwn(FACTS, name))
  if (unknown)
    desk.report(
      at,
      `There is no value \`${unknown}\``,
      `Use one of: ${near(unknown, Object.keys(desk.types))}.`,
    )
  else desk.report(at, `\`${cel}\` does not work: ${checked.fault}`, 'Compare and add values of one type.')
  return null
}

/** A value that leaves the flow. */
export function checkPrivate(desk: Desk, value: Expression, where: string, at: PropertyKey[]): void {
  if ('literal' in value) return
  for (const name of namesIn(value.cel).filter((name) => desk.variables[name]?.private))
    desk.report(
      at,
      `\`${name}\` is private and is ${where}`,
      'Leave it out; only an action that lists it in `reads` may have it.',
    )
}

/** A name in a text, a quote or a template: what people get to read. */
export function checkShown(desk: Desk, name: string, at: PropertyKey[]): void {
  const variable = desk.variables[name]
  const facts = Object.entries(FACTS).flatMap(([fact, keys]) => keys.map((key) => `${fact}_${key}`))
  if (variable?.private)
    desk.report(
      at,
      `\`${name}\` is private and is shown`,
      'Say it without the value, or do not ask for it privately.',
    )
  else if (!variable && !facts.includes(name))
    desk.report(
      at,
      `There is no value \`${name}\``,
      `Use one of: ${near(name, [...Object.keys(desk.types), ...facts])}.`,
    )
}

/** The names an author may have meant, the likeliest first: those that share letters in place. */
export function near(written: string, known: string[]): string {
  const likeness = (name: string) => [...name].filter((letter, place) => letter === written[place]).length
  return (
    known
      .toSorted((a, b) => likeness(b) - likeness(a))
      .slice(0, 8)
      .join(', ') || 'none yet'
  )
}
