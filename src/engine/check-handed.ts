import { acceptsLiteral, acceptsType, takesOf } from './accepts.ts'
import { checkExpression, checkFits, checkPrivate, type Desk, near } from './check-expressions.ts'
import type { Call, Do } from './flow.ts'

/** What an action is given: all it needs, nothing it does not know, each of its type, nothing private it may not read. */
export function checkHandedIn(desk: Desk, step: Do, at: PropertyKey[]): void {
  const action = desk.against.actions.get(step.action)!
  const takes = takesOf(action.input)
  for (const name of takes.required.filter((name) => !Object.hasOwn(step.with, name)))
    desk.report(at, `${step.action} needs \`${name}\``, `Add it to \`with:\`.`)
  for (const [name, value] of Object.entries(step.with)) {
    const here = [...at, 'with', name]
    const schema = takes.properties[name]
    if (!action.reads?.includes(name))
      checkPrivate(desk, value, `handed to ${step.action}, which may not read it`, here)
    if (!schema) {
      if (!takes.open)
        desk.report(
          here,
          `${step.action} takes no \`${name}\``,
          `Use one of: ${Object.keys(takes.properties).join(', ')}.`,
        )
    } else if ('literal' in value) {
      if (!acceptsLiteral(schema, value.literal))
        desk.report(
          here,
          `${step.action} cannot take ${JSON.stringify(value.literal)} as \`${name}\``,
          `It takes ${JSON.stringify(schema.enum ?? schema.type ?? schema.anyOf)}.`,
        )
    } else {
      const type = checkExpression(desk, value.cel, here)
      if (type !== null && !acceptsType(schema, type))
        desk.report(
          here,
          `\`${name}\` of ${step.action} cannot be ${type}`,
          `It takes ${JSON.stringify(schema.type ?? schema.anyOf)}.`,
        )
    }
  }
}

/** What a sub-flow is given, and what is taken from it. */
export function checkCall(desk: Desk, step: Call & { name: string }, at: PropertyKey[]): void {
  const called = desk.flows.get(step.flow)
  if (!called)
    return void desk.report(
      [...at, 'call'],
      `There is no flow ${step.flow}`,
      `Use one of: ${near(step.flow, [...desk.flows.keys()])}.`,
    )
  for (const name of Object.keys(called.input).filter((name) => !Object.hasOwn(step.with, name)))
    desk.report(at, `The flow ${step.flow} needs \`${name}\``, 'Add it to `with:`.')
  for (const [name, value] of Object.entries(step.with)) {
    const here = [...at, 'with', name]
    const wanted = called.input[name]
    if (!wanted)
      desk.report(
        here,
        `\`${name}\` is no input of ${step.flow}`,
        `Use one of: ${Object.keys(called.input).join(', ')}.`,
      )
    else checkFits(desk, value, wanted, here)
    checkPrivate(desk, value, `handed to the flow ${step.flow}`, here)
  }
  for (const [name, output] of Object.entries(step.as))
    if (!called.output[output])
      desk.report(
        [...at, 'as', name],
        `\`${output}\` is no output of ${step.flow}`,
        `Use one of: ${Object.keys(called.output).join(', ')}.`,
      )
}
