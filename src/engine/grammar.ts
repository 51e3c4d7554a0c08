import { Duration } from 'luxon'
import { z } from 'zod'

/** The shape of a flow's file. What it means is told in CONTRIBUTING.md; what it becomes, in flow.ts. */

const named = (what: string) =>
  z.string(`must be ${what}`).regex(/^[a-z][a-z0-9_]*$/, `must be ${what}: small letters, figures and _`)
const variable = named('the name of a value')
const target = named("a step's name, `end` or `menu`")
const flowName = z
  .string('must be the name of a flow')
  .regex(/^[a-z][a-z0-9-]*$/, 'must be small letters, figures and -')
const duration = z
  .string('must be a duration such as PT48H')
  .refine((text) => Duration.fromISO(text).isValid && Duration.fromISO(text).toMillis() > 0, {
    error: 'must be an ISO 8601 duration such as PT48H or P2D',
  })
const sentence = z.string('must be a text').trim().min(1, 'must not be empty')
const quote = z
  .string('must be the name of a value')
  .transform((name) => name.replace(/^=/, ''))
  .pipe(variable)
const valueType = z.enum(
  ['text', 'number', 'flag', 'id', 'body', 'list', 'date', 'place', 'choice'],
  'must be text, number, flag, id, body, list, date, place or choice',
)
const value = z.union(
  [z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())],
  'must be a plain value or an expression "=…"',
)
const values = z.record(variable, value, 'must be a map of names to values')
const expression = z.string('must be an expression')
const answerKind = z.enum(
  ['text', 'voice', 'picture', 'number', 'date', 'place', 'choice', 'several'],
  'must be text, voice, picture, number, date, place, choice or several',
)
// A choice's value travels in a button, and Telegram gives a button 64 bytes.
const choiceValue = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, 'must be at most 32 letters, figures, - or _')

const start = z.strictObject({
  keyword: z.string('must be the id of a keyword').optional(),
  global: z.boolean('must be true or false').optional(),
  interrupts: z.enum(['keep', 'drop'], 'must be keep or drop').optional(),
  covers: z.boolean('must be true or false').optional(),
  menu: z.number('must be the place in the menu, a number').optional(),
  label: sentence.optional(),
  fallback: z.boolean('must be true or false').optional(),
  link: z.boolean('must be true or false').optional(),
  house: z.boolean('must be true or false').optional(),
  lasts: target.optional(),
  covered: flowName.optional(),
})

export const flowGrammar = z.strictObject({
  flow: flowName,
  for: z.array(z.string(), 'must be a list of roles').min(1, 'must name at least one role'),
  start: z
    .union([start, z.array(start)], 'must say how it starts: keyword, menu, fallback, link or house')
    .default([]),
  input: z.record(variable, valueType, 'must be a map of names to types').default({}),
  output: z.record(variable, valueType, 'must be a map of names to types').default({}),
  was: z.record(variable, target, 'must be a map of old step names to new ones').default({}),
  steps: z
    .record(z.string(), z.record(z.string(), z.unknown(), 'must be a step'), 'must be a map of steps')
    .refine((steps) => Object.keys(steps).length > 0, { error: 'must hold at least one step' }),
})

const anyStep = {
  requires: z.string('must be the name of a consent').optional(),
  template: z.string('must be the name of a template').optional(),
  parks: z.boolean('must be true or false').default(true),
}
const then = z.record(z.string(), target, 'must be a map of outcomes to steps')

/** A step's grammar, by the word that makes it one. */
export const stepGrammar = {
  say: z.strictObject({ say: sentence, quote: quote.optional(), next: target.optional(), ...anyStep }),
  ask: z.strictObject({
    ask: sentence,
    answer: z
      .union(
        [answerKind.transform((kind) => [kind]), z.array(answerKind).min(1)],
        'must be a kind of answer, or a list of kinds',
      )
      .optional(),
    choice: z
      .union(
        [
          z.string().regex(/^=[a-z][a-z0-9_]*$/),
          z
            .record(choiceValue, z.union([sentence, z.number().transform(String)]))
            .refine((all) => Object.keys(all).length > 0),
        ],
        'must be a map of values to labels (values: at most 32 letters, figures, - or _), or "=" and the name of a list',
      )
      .optional(),
    as: variable.optional(),
    min: z.number('must be a number').optional(),
    max: z.number('must be a number').optional(),
    quote: quote.optional(),
    invalid: z
      .strictObject({
        say: sentence.optional(),
        times: z
          .int('must be a whole number')
          .min(1, 'must be 1 or more')
          .max(9, 'must be 9 or less')
          .default(2),
        then: target.default('menu'),
      })
      .default({ times: 2, then: 'menu' }),
    silent: z.strictObject({ after: duration, then: target }).optional(),
    other: z.strictObject({ as: variable, next: target }).optional(),
    private: z.boolean('must be true or false').default(false),
    next: z
      .union([target, z.record(z.string(), target)], 'must be a step, or a map of choices to steps')
      .optional(),
    ...anyStep,
  }),
  do: z.strictObject({
    do: z
      .string('must be the name of an action')
      .regex(/^[a-z][a-z0-9-]*\.[A-Za-z][A-Za-z0-9-]*$/, 'must be <domain>.<action>'),
    with: values.default({}),
    then,
    ...anyStep,
  }),
  if: z.strictObject({
    if: z
      .array(z.strictObject({ when: expression, then: target }), 'must be a list of { when, then }')
      .min(1),
    else: target,
    ...anyStep,
  }),
  go: z.strictObject({ go: target, ...anyStep }),
  call: z.strictObject({
    call: flowName,
    with: values.default({}),
    as: z.record(variable, variable, 'must be a map of own names to outputs').default({}),
    next: target.optional(),
    ...anyStep,
  }),
  wait: z.strictObject({ wait: duration, next: target.optional(), ...anyStep }),
  end: z.strictObject({
    end: z.union([z.literal(true), values], 'must be true, or a map of outputs'),
    ...anyStep,
  }),
}

export type StepWord = keyof typeof stepGrammar
export type RawFlow = z.infer<typeof flowGrammar>
export type RawStep<Word extends StepWord> = z.infer<(typeof stepGrammar)[Word]>
export const stepWords = Object.keys(stepGrammar) as StepWord[]
