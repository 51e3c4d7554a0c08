import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Fault, FlowFaults } from './fault.ts'
import type { Flow, Flows, Start, Step } from './flow.ts'
import { flowGrammar, type RawFlow, type StepWord, stepGrammar, stepWords } from './grammar.ts'
import { issueFault } from './issue.ts'
import type { Parse } from './kept-sources.ts'
import { parseSource, type Source } from './source.ts'
import { buildStep } from './step.ts'
import { placeholdersOf } from './template.ts'
import { loadTemplates, type TemplateTexts } from './template-texts.ts'

/**
 * Reads every conversation of a folder (`templates.yaml` in it holds the templates).
 * What needs the actions and the languages to judge is left to checkFlows().
 * @param parse how YAML is read: readKept() spares what was read before
 * @throws {FlowFaults} with every fault of every file
 */
export async function loadFlows(directory: string, parse: Parse = parseSource): Promise<Flows> {
  const files = (await readdir(directory)).filter(
    (file) => file.endsWith('.yaml') && file !== 'templates.yaml',
  )
  const faults: Fault[] = []
  const flows: Flows = new Map()
  const templates = await collecting(faults, () => loadTemplates(join(directory, 'templates.yaml'), parse))
  for (const file of files.sort()) {
    const path = join(directory, file)
    const text = await readFile(path, 'utf8')
    const flow = await collecting(faults, () => readFlow(parse(path, text), templates ?? new Map()))
    if (flow) flows.set(flow.name, flow)
  }
  if (faults.length > 0) throw new FlowFaults(faults)
  return flows
}

/**
 * Reads one conversation.
 * @throws {FlowFaults}
 */
export function readFlow(source: Source, templates: TemplateTexts): Flow {
  const { file } = source
  const parsed = flowGrammar.safeParse(source.value ?? {})
  if (!parsed.success) throw new FlowFaults(parsed.error.issues.map((issue) => issueFault(source, issue, [])))
  const faults: Fault[] = []
  if (basename(file) !== `${parsed.data.flow}.yaml`)
    faults.push({
      file,
      line: source.lineOf('flow'),
      message: `The flow is called ${parsed.data.flow}, its file is not`,
      remedy: `Call the file ${parsed.data.flow}.yaml.`,
    })
  const texts: Record<string, string> = {}
  const steps = readSteps(source, parsed.data, texts, templates, faults)
  const starts = readStarts(source, parsed.data, texts, faults)
  const placeholders = readPlaceholders(source, texts, faults)
  if (faults.length > 0) throw new FlowFaults(faults)
  const { flow: name, for: audience, input, output, was } = parsed.data
  return {
    name,
    file,
    version: versionOf(steps),
    audience,
    starts,
    input,
    output,
    was,
    steps,
    first: [...steps.keys()][0]!,
    texts,
    placeholders,
    lineOf: source.lineOf,
  }
}

function readSteps(
  source: Source,
  raw: RawFlow,
  texts: Record<string, string>,
  templates: TemplateTexts,
  faults: Fault[],
): Map<string, Step> {
  const steps = new Map<string, Step>()
  const names = Object.keys(raw.steps)
  for (const [place, name] of names.entries()) {
    const file = source.file
    const line = source.lineOf('steps', name)
    const body = raw.steps[name]!
    const words = stepWords.filter((word) => Object.hasOwn(body, word))
    if (!/^[a-z][a-z0-9_]*$/.test(name) || name === 'end' || name === 'menu') {
      faults.push({
        file,
        line,
        message: `A step cannot be called \`${name}\``,
        remedy: 'Use small letters, figures and _; `end` and `menu` are taken.',
      })
    } else if (words.length !== 1) {
      faults.push({
        file,
        line,
        message: `Step ${name} is ${words.length === 0 ? 'no step' : `both ${words.join(' and ')}`}`,
        remedy: `Give it one of ${stepWords.join(', ')}.`,
      })
    } else {
      const parsed = stepGrammar[words[0]! as StepWord].safeParse(body)
      if (!parsed.success)
        faults.push(...parsed.error.issues.map((issue) => issueFault(source, issue, ['steps', name])))
      else {
        const built = buildStep(words[0]!, parsed.data, {
          name,
          line,
          following: names[place + 1] ?? 'end',
          texts,
          templates,
        })
        if ('fault' in built)
          faults.push({
            file,
            line: source.lineOf('steps', name, ...built.at),
            message: built.fault,
            remedy: built.remedy,
          })
        else steps.set(name, built)
      }
    }
  }
  return steps
}

function readStarts(source: Source, raw: RawFlow, texts: Record<string, string>, faults: Fault[]): Start[] {
  return (Array.isArray(raw.start) ? raw.start : [raw.start]).map(({ menu, label, ...start }) => {
    if ((menu === undefined) !== (label === undefined))
      faults.push({
        file: source.file,
        line: source.lineOf('start'),
        message: 'A place in the menu and its label go together',
        remedy: 'Give both `menu` and `label`, or neither.',
      })
    if (menu === undefined || label === undefined) return start
    texts.menu = label
    return { ...start, menu: { order: menu, label: 'menu' } }
  })
}

function readPlaceholders(
  source: Source,
  texts: Record<string, string>,
  faults: Fault[],
): Flow['placeholders'] {
  const placeholders: Flow['placeholders'] = {}
  for (const [id, text] of Object.entries(texts)) {
    try {
      placeholders[id] = placeholdersOf(text)
    } catch (error) {
      faults.push({
        file: source.file,
        line: id === 'menu' ? source.lineOf('start') : source.lineOf('steps', ...id.split('.')),
        message: `The text cannot be read: ${(error as Error).message}`,
        remedy: 'Balance the braces; write an apostrophe before a brace as ’.',
      })
    }
  }
  return placeholders
}

// What a running session depends on; new wording leaves it alone.
function versionOf(steps: Map<string, Step>): string {
  const structure = [...steps.values()].map(({ line: _line, template: _template, ...step }) => step)
  return createHash('sha256').update(JSON.stringify(structure)).digest('hex').slice(0, 12)
}

async function collecting<T>(faults: Fault[], read: () => T | Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof FlowFaults)) throw error
    faults.push(...error.faults)
    return null
  }
}
