import { compile } from './expression.ts'
import type { AnswerKind, Ask, Expression, Step, Target, Value } from './flow.ts'
import type { RawStep, StepWord } from './grammar.ts'
import type { TemplateTexts } from './template-texts.ts'

/** What a step needs to know of the flow around it; its English words are put down in `texts`. */
export type Surroundings = {
  name: string
  line: number
  following: Target
  texts: Record<string, string>
  templates: TemplateTexts
}
type StepFault = { fault: string; remedy: string; at: string[] }
type Common = Pick<Step, 'name' | 'line' | 'requires' | 'template'>

/** Turns a step as written into a step as run: defaults filled in, expressions compiled. */
export function buildStep(word: StepWord, raw: unknown, around: Surroundings): Step | StepFault {
  const { requires, template, parks } = raw as RawStep<'go'>
  const common: Common = { name: around.name, line: around.line }
  if (requires) common.requires = requires
  if (template)
    common.template = {
      name: template,
      parks,
      variables: Object.keys(around.templates.get(template)?.variables ?? {}),
    }
  try {
    return builders[word](raw as never, common, around)
  } catch (error) {
    return {
      fault: `An expression of step ${around.name} cannot be read: ${(error as Error).message.split('\n')[0]}`,
      remedy: 'Write it in CEL, for example "=count > 2 && name != \'\'".',
      at: [],
    }
  }
}

const builders: {
  [Word in StepWord]: (raw: RawStep<Word>, common: Common, around: Surroundings) => Step | StepFault
} = {
  say(raw, common, { following, texts }) {
    texts[`${common.name}.say`] = raw.say
    return { ...common, kind: 'say', quote: raw.quote, next: raw.next ?? following }
  },
  ask: buildAsk,
  do: (raw, common) => ({
    ...common,
    kind: 'do',
    action: raw.do,
    with: expressions(raw.with),
    then: raw.then,
  }),
  if: (raw, common) => ({
    ...common,
    kind: 'branch',
    when: raw.if.map(({ when, then }) => ({ ...compile(when.replace(/^=/, '')), then })),
    else: raw.else,
  }),
  go: (raw, common) => ({ ...common, kind: 'go', next: raw.go }),
  call: (raw, common, { following }) => ({
    ...common,
    kind: 'call',
    flow: raw.call,
    with: expressions(raw.with),
    as: raw.as,
    next: raw.next ?? following,
  }),
  wait: (raw, common, { following }) => ({
    ...common,
    kind: 'wait',
    after: raw.wait,
    next: raw.next ?? following,
  }),
  end: (raw, common) => ({ ...common, kind: 'end', output: raw.end === true ? {} : expressions(raw.end) }),
}

function buildAsk(raw: RawStep<'ask'>, common: Common, { following, texts }: Surroundings): Step | StepFault {
  const { name } = common
  const answers: AnswerKind[] = raw.answer ?? (raw.choice ? ['choice'] : ['text'])
  const picks = answers.includes('several') || answers.includes('choice')
  if (picks && !raw.choice)
    return {
      fault: `Step ${name} lets people choose, from nothing`,
      remedy: 'Add `choice:`.',
      at: ['answer'],
    }
  if (answers.includes('several') && answers.length > 1)
    return {
      fault: `Step ${name} takes several choices and something else`,
      remedy: 'Ask for one of them.',
      at: ['answer'],
    }
  const bodies = answers.some((kind) => kind === 'voice' || kind === 'picture')
  const free = answers.filter((kind) => kind !== 'choice' && kind !== 'several')
  const scalars = free.filter((kind) => kind === 'number' || kind === 'date' || kind === 'place')
  if (scalars.length > 1 || (scalars.length === 1 && free.length > 1))
    return {
      fault: `Step ${name} takes ${free.join(' and ')}: one value cannot be both`,
      remedy: 'Ask for one of them.',
      at: ['answer'],
    }
  if (
    raw.choice &&
    free.length > 0 &&
    !raw.other &&
    (bodies || scalars.length > 0 || typeof raw.next === 'object')
  )
    return {
      fault: `Step ${name} takes ${free.join(', ')} beside its choices, but does not say where it goes`,
      remedy: 'Add `other: { as, next }`.',
      at: ['answer'],
    }
  if (raw.other && !raw.choice)
    return {
      fault: `Step ${name} has \`other\` without \`choice\``,
      remedy: 'Take `other` out, or offer choices.',
      at: ['other'],
    }
  texts[`${name}.ask`] = raw.ask
  if (raw.invalid.say) texts[`${name}.invalid`] = raw.invalid.say
  const ask: Ask = {
    kind: 'ask',
    answers: raw.choice && !picks ? ['choice', ...answers] : answers,
    as: raw.as ?? name,
    min: raw.min,
    max: raw.max,
    quote: raw.quote,
    invalid: { times: raw.invalid.times, then: raw.invalid.then },
    silent: raw.silent,
    other: raw.other,
    private: raw.private,
    next: raw.next ?? following,
  }
  if (typeof raw.choice === 'string') ask.choice = { from: raw.choice.slice(1) }
  else if (raw.choice) {
    ask.choice = { static: Object.keys(raw.choice) }
    for (const [value, label] of Object.entries(raw.choice)) texts[`${name}.choice.${value}`] = label
  }
  // Words beside choices with nowhere of their own go where the choices go.
  if (raw.choice && free.length > 0 && !raw.other && typeof ask.next === 'string')
    ask.other = { as: ask.as, next: ask.next }
  return { ...common, ...ask }
}

function expressions(values: Record<string, Value>): Record<string, Expression> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && value.startsWith('=') ? compile(value.slice(1)) : { literal: value },
    ]),
  )
}
