import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Fault } from './fault.ts'
import { FlowFaults } from './fault.ts'
import { issueFault } from './issue.ts'
import type { Parse } from './kept-sources.ts'
import { parseSource, type Source } from './source.ts'

/** A text that WhatsApp has to approve before it may go out while the 24-hour window is closed. English; the others stand in locales. */
export type TemplateText = {
  name: string
  category: 'utility' | 'marketing'
  text: string
  /** Names in the order they are numbered, each with the example the approvers see. */
  variables: Record<string, string>
  /** Labels by id, in written order. */
  buttons: Record<string, string>
  file: string
  line: number
}
export type TemplateTexts = Map<string, TemplateText>

const grammar = z.record(
  z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be small letters, figures and _'),
  z.strictObject({
    category: z.enum(['utility', 'marketing'], 'must be utility or marketing'),
    text: z.string('must be a text').trim().min(1),
    variables: z.record(z.string(), z.coerce.string(), 'must be a map of names to examples').default({}),
    buttons: z.record(z.string(), z.string(), 'must be a map of ids to labels').default({}),
  }),
  'must be a map of templates',
)

/**
 * Reads flows/templates.yaml; a file that is not there holds no templates.
 * @throws {FlowFaults} when it cannot be read
 */
export async function loadTemplates(file: string, parse: Parse = parseSource): Promise<TemplateTexts> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return readTemplates(parse(file, text))
}

function readTemplates(source: Source): TemplateTexts {
  const parsed = grammar.safeParse(source.value ?? {})
  if (!parsed.success) {
    const faults: Fault[] = parsed.error.issues.map((issue) => issueFault(source, issue, []))
    throw new FlowFaults(faults)
  }
  return new Map(
    Object.entries(parsed.data).map(([name, template]) => [
      name,
      { name, ...template, file: source.file, line: source.lineOf(name) },
    ]),
  )
}

/** The English of all templates by text id: `<name>.text`, `<name>.button.<id>`. */
export function templateEnglish(templates: TemplateTexts): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const template of templates.values()) {
    texts[`${template.name}.text`] = template.text
    for (const [id, label] of Object.entries(template.buttons)) texts[`${template.name}.button.${id}`] = label
  }
  return texts
}
