import type { Ask, Option, Step } from './flow.ts'
import { known, type Play, sayText, textOf } from './play.ts'
import { isolate } from './template.ts'

/** The choice that says "that was all" where several may be chosen. */
export const DONE = '_done'

/** What an ask offers now, labels in her language. */
export function optionsOf(play: Play, step: Step & Ask): Option[] {
  if (!step.choice) return []
  const offered = offeredBy(play, step)
  if (!step.answers.includes('several') || (step.min ?? 0) > 0) return offered
  return [...offered, { value: DONE, label: play.env.house('none', {}) }]
}

/** What she was offered, in the words of now: she may have changed her language since. */
export function offeredAgain(play: Play, step: Step & Ask, options: Option[]): Option[] {
  const labels = new Map(optionsOf(play, step).map(({ value, label }) => [value, label]))
  const picked = play.stack.at(-1)!.values[step.as]
  if (Array.isArray(picked) && picked.length > 0) labels.set(DONE, play.env.house('done', {}))
  return options.map(({ value, label }) => ({ value, label: labels.get(value) ?? label }))
}

/**
 * Adds what she picked, and asks on until she says it was all.
 * @returns the choices that are left, or `complete`, or `too-few` when she stopped too early
 */
export function pickMore(
  play: Play,
  step: Step & Ask,
  options: Option[],
  picked: Option[],
): Option[] | 'complete' | 'too-few' {
  const { values } = play.stack.at(-1)!
  const before = (values[step.as] ?? []) as string[]
  const fresh = picked.filter(({ value }) => value !== DONE)
  const chosen = [...before, ...fresh.map(({ value }) => value)].slice(
    0,
    step.max ?? Number.POSITIVE_INFINITY,
  )
  const labels = [
    ...(before.length > 0 ? [String(values[`${step.as}_label`] ?? '')] : []),
    ...fresh.map(({ label }) => label),
  ]
  values[step.as] = chosen
  values[`${step.as}_label`] = labels.join(', ')
  const left = options.filter(({ value }) => value !== DONE && !chosen.includes(value))
  const enough = chosen.length >= (step.min ?? 0)
  // Several at once, typed, are all she means to choose; a tap can only say one at a time.
  const isAll =
    fresh.length !== picked.length ||
    fresh.length > 1 ||
    left.length === 0 ||
    chosen.length >= (step.max ?? Number.POSITIVE_INFINITY)
  if (isAll) return enough ? 'complete' : 'too-few'
  const offered = enough ? [...left, { value: DONE, label: play.env.house('done', {}) }] : left
  const list = isolate(String(values[`${step.as}_label`]), play.env.speech.direction)
  sayText(play, step, `${step.name}.ask`, offered, { before: { why: 'chosen', values: { list } } })
  return offered
}

function offeredBy(play: Play, step: Step & Ask): Option[] {
  if ('static' in step.choice!)
    return step.choice.static.map((value) => ({ value, label: textOf(play, `${step.name}.choice.${value}`) }))
  const list = known(play, step.choice!.from)
  if (!Array.isArray(list)) return []
  return (list as (Option | string)[]).map((item) =>
    typeof item === 'string' ? { value: item, label: item } : item,
  )
}
