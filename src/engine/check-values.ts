import type { Against } from './against.ts'
import { checkExpression, checkFits, checkPrivate, checkShown, type Desk, near } from './check-expressions.ts'
import { checkCall, checkHandedIn } from './check-handed.ts'
import type { Fault } from './fault.ts'
import type { Flow, Flows, Step } from './flow.ts'
import { variablesOf } from './variables.ts'

/** What a flow names and hands on: every action, outcome, value and consent is there, and of the right type. */
export function checkValues(flow: Flow, flows: Flows, against: Against): Fault[] {
  const faults: Fault[] = []
  const report: Desk['report'] = (at, message, remedy) =>
    faults.push({ file: flow.file, line: flow.lineOf(...at), message, remedy })
  const { variables, clashes } = variablesOf(flow, flows, against.actions)
  for (const { name, step, was, is } of clashes)
    report(
      ['steps', step],
      `\`${name}\` is ${was} elsewhere in this flow, and ${is} here`,
      'Call one of them something else.',
    )
  for (const role of flow.audience.filter((role) => !against.audiences.includes(role)))
    report(['for'], `There is no role ${role}`, `Use one of: ${against.audiences.join(', ')}.`)
  const types = Object.fromEntries(Object.entries(variables).map(([name, { type }]) => [name, type]))
  const desk = { flow, flows, against, variables, types, report }
  for (const step of flow.steps.values()) checkStep(desk, step)
  checkInsertions(desk)
  return faults
}

function checkStep(desk: Desk, step: Step): void {
  const { flow, against, variables, report } = desk
  const at = ['steps', step.name]
  if (step.requires && !against.consents.includes(step.requires))
    report(
      [...at, 'requires'],
      `There is no consent ${step.requires}`,
      `Use one of: ${against.consents.join(', ')}.`,
    )
  if ((step.kind === 'say' || step.kind === 'ask') && step.quote)
    checkShown(desk, step.quote, [...at, 'quote'])
  if (step.template) {
    if (!against.templates.has(step.template.name))
      report(
        [...at, 'template'],
        `There is no template ${step.template.name}`,
        'Write it in flows/templates.yaml.',
      )
    for (const name of step.template.variables) checkShown(desk, name, [...at, 'template'])
    if (step.kind === 'ask' && !step.template.parks)
      report(
        [...at, 'template'],
        'What is asked has to be read before it is answered',
        'Leave `parks: false` out: the question waits until she opens the chat.',
      )
    const offered = step.kind === 'ask' && step.choice && 'static' in step.choice ? step.choice.static : []
    for (const id of Object.keys(against.templates.get(step.template.name)?.buttons ?? {}))
      if (id !== 'open' && !offered.includes(id))
        report(
          [...at, 'template'],
          `The button ${id} of ${step.template.name} is no choice of this step`,
          'A button is `open`, or answers what is asked here.',
        )
  }
  switch (step.kind) {
    case 'ask':
      if (step.choice && 'from' in step.choice) {
        const from = variables[step.choice.from]
        if (from?.type !== 'list')
          report(
            [...at, 'choice'],
            from
              ? `\`${step.choice.from}\` is ${from.type}, not a list`
              : `There is no value \`${step.choice.from}\``,
            'Name a list that comes before.',
          )
      }
      if (typeof step.next !== 'string')
        checkAnswered(desk, step.next, choicesOf(step), [...at, 'next'], 'choice')
      return
    case 'do': {
      const action = against.actions.get(step.action)
      if (!action)
        return void report(
          [...at, 'do'],
          `There is no action ${step.action}`,
          `Use one of: ${near(step.action, [...against.actions.keys()])}.`,
        )
      checkAnswered(desk, step.then, action.outcomes, [...at, 'then'], 'outcome')
      return void checkHandedIn(desk, step, at)
    }
    case 'branch':
      for (const [place, { cel }] of step.when.entries()) {
        const type = checkExpression(desk, cel, [...at, 'if', place, 'when'])
        if (type !== null && type !== 'flag' && type !== 'any')
          report(
            [...at, 'if', place, 'when'],
            `\`${cel}\` is ${type}, not yes or no`,
            'Compare it with something.',
          )
      }
      return
    case 'call':
      return void checkCall(desk, step, at)
    case 'end':
      for (const [name, value] of Object.entries(step.output)) {
        const wanted = flow.output[name]
        if (!wanted)
          report(
            [...at, 'end', name],
            `\`${name}\` is no output of ${flow.name}`,
            'Declare it under `output:`.',
          )
        else checkFits(desk, value, wanted, [...at, 'end', name])
        checkPrivate(desk, value, `handed out as ${name}`, [...at, 'end', name])
      }
  }
}

function choicesOf(step: Step): readonly string[] {
  return step.kind === 'ask' && step.choice && 'static' in step.choice ? step.choice.static : []
}

function checkAnswered(
  desk: Desk,
  answers: Record<string, string>,
  wanted: readonly string[],
  at: PropertyKey[],
  what: string,
): void {
  for (const one of wanted.filter((one) => !Object.hasOwn(answers, one)))
    desk.report(at, `The ${what} \`${one}\` is not answered`, `Add \`${one}: <step>\`.`)
  for (const one of Object.keys(answers).filter((one) => !wanted.includes(one)))
    desk.report(
      [...at, one],
      `There is no ${what} \`${one}\``,
      `Use ${wanted.join(', ') || 'a single step'}.`,
    )
}

function checkInsertions(desk: Desk): void {
  for (const [id, placeholders] of Object.entries(desk.flow.placeholders)) {
    const at = id === 'menu' ? ['start'] : ['steps', ...id.split('.')]
    for (const { name } of placeholders) {
      if (id === 'menu')
        desk.report(at, `A menu label cannot hold \`${name}\``, 'Nothing is known yet: write it without.')
      else checkShown(desk, name, at)
    }
  }
}
