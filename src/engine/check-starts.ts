import { Duration } from 'luxon'
import type { Against } from './against.ts'
import type { Fault } from './fault.ts'
import type { Flow, Flows, Step, Target } from './flow.ts'
import { waysOut } from './graph.ts'

/** How flows begin: no two for the same word, global words in every language, a template where the house speaks first. */
export function checkStarts(flows: Flows, against: Against): Fault[] {
  return [
    ...rivals(flows, against),
    ...[...flows.values()].flatMap((flow) => [
      ...inputs(flow),
      ...covered(flow, flows),
      ...keywords(flow, against),
      ...spokenFirst(flow, flows, against),
    ]),
  ]
}

function rivals(flows: Flows, { audiences, words: { files } }: Against): Fault[] {
  const faults: Fault[] = []
  for (const audience of audiences) {
    const claimed = new Map<string, string>()
    const claim = (flow: Flow, key: string, what: string) => {
      const other = claimed.get(key)
      if (other !== undefined && other !== flow.name)
        faults.push({
          file: flow.file,
          line: flow.lineOf('start'),
          message: `${flow.name} and ${other} both answer ${what} for ${audience}`,
          remedy: 'Let one of them go, or give them different audiences.',
        })
      claimed.set(key, flow.name)
    }
    for (const flow of flows.values())
      for (const { keyword, fallback, link } of flow.audience.includes(audience) ? flow.starts : []) {
        if (fallback) claim(flow, 'fallback', 'what nobody else answers')
        if (link) claim(flow, 'link', 'an invitation link')
        if (!keyword) continue
        for (const language of files.languages)
          for (const word of files.keywordsOf(language)[keyword] ?? [])
            claim(flow, `${language} ${files.normal(word)}`, `the word "${word}"`)
        claim(flow, keyword, `the keyword ${keyword}`)
      }
  }
  return faults
}

function inputs(flow: Flow): Fault[] {
  const lasts = flow.starts.find((start) => start.lasts)?.lasts
  if (lasts && (flow.input.tapped !== 'choice' || flow.steps.get(lasts)?.kind !== 'ask'))
    return [
      {
        file: flow.file,
        line: flow.lineOf('start'),
        message: `${flow.name} has buttons that last, but no ask ${lasts} or nothing that hears the tap`,
        remedy: 'Name an ask, and add `tapped: choice` to its input.',
      },
    ]
  if (!flow.starts.some(({ link }) => link) || flow.input.code === 'text') return []
  return [
    {
      file: flow.file,
      line: flow.lineOf('start'),
      message: `${flow.name} begins with an invitation link but takes no code`,
      remedy: 'Add `input: { code: text }`.',
    },
  ]
}

function covered(flow: Flow, flows: Flows): Fault[] {
  const named = flow.starts.find((start) => start.covered)?.covered
  if (!named || flows.get(named)?.input.tapped === 'choice') return []
  return [
    {
      file: flow.file,
      line: flow.lineOf('start'),
      message: `${flow.name} leaves its hidden buttons to ${named}, which is not there or hears no tap`,
      remedy: 'Name a flow, and add `tapped: choice` to its input.',
    },
  ]
}

function keywords(flow: Flow, { words: { files } }: Against): Fault[] {
  return flow.starts.flatMap(({ keyword, global }) =>
    files.languages
      .filter((language) => keyword && !files.keywordsOf(language)[keyword]?.length)
      .map((language) => ({
        ...(global ? {} : { gap: true }),
        file: flow.file,
        line: flow.lineOf('start'),
        message: `The ${global ? 'global ' : ''}keyword ${keyword} has no word in ${language}`,
        remedy: `Add it to "keywords" in ${files.placeOf(language, 'house').file}.`,
      })),
  )
}

// Where a channel has a window, words that come by themselves need a template to pass it.
function spokenFirst(flow: Flow, flows: Flows, { limits }: Against): Fault[] {
  const windows = limits.flatMap(({ limits: { windowHours } }) => (windowHours === null ? [] : [windowHours]))
  if (windows.length === 0) return []
  const begunByHouse = flow.starts.some(({ house }) => house)
  const isLong = (after: string) =>
    begunByHouse || Duration.fromISO(after).as('hours') >= Math.min(...windows)
  const beginnings: { to: Target; why: string }[] = begunByHouse
    ? [{ to: flow.first, why: 'the house begins it' }]
    : []
  for (const step of flow.steps.values()) {
    if (step.kind === 'wait' && isLong(step.after))
      beginnings.push({ to: step.next, why: `it comes after the wait ${step.name}` })
    if (step.kind === 'ask' && step.silent && isLong(step.silent.after))
      beginnings.push({ to: step.silent.then, why: `it comes after silence at ${step.name}` })
  }
  const found = new Map<Step, Fault>()
  for (const { to, why } of beginnings)
    for (const { flow: speaker, step } of firstWords(flow, to, flows, new Set()))
      if (!step.template)
        found.set(step, {
          file: speaker.file,
          line: step.line,
          message: `The step ${step.name} names no template, although ${why}`,
          remedy: 'Add `template:` with a name from flows/templates.yaml: the 24-hour window may be closed.',
        })
  return [...found.values()]
}

function firstWords(flow: Flow, target: Target, flows: Flows, seen: Set<Step>): { flow: Flow; step: Step }[] {
  const step = flow.steps.get(target)
  if (!step || seen.has(step)) return []
  seen.add(step)
  if (step.kind === 'say' || step.kind === 'ask') return [{ flow, step }]
  if (step.kind === 'wait') return []
  const called = step.kind === 'call' ? flows.get(step.flow) : undefined
  if (called) return firstWords(called, called.first, flows, seen)
  return waysOut(step).flatMap(({ to }) => firstWords(flow, to, flows, seen))
}
