import { join } from 'node:path'
import type { Flows } from './engine/flow.ts'
import { readKept } from './engine/kept-sources.ts'
import { loadFlows } from './engine/load.ts'
import { loadTemplates, type TemplateTexts, templateEnglish } from './engine/template-texts.ts'
import { KEPT_FLOWS } from './places.ts'
import { loadWords, type Words } from './words/words.ts'

/** All that the house says: its flows, its templates, and both in every language. */
export type Conversations = { flows: Flows; templates: TemplateTexts; words: Words }

/**
 * Reads flows/ and locales/ together, for what is written in flows/ is the English of the house.
 * @throws {FlowFaults} with every fault of a flow that cannot be read
 */
export async function readConversations(flowsFolder: string, localesFolder: string): Promise<Conversations> {
  const parse = await readKept(KEPT_FLOWS)
  const [flows, templates] = await Promise.all([
    loadFlows(flowsFolder, parse),
    loadTemplates(join(flowsFolder, 'templates.yaml'), parse),
  ])
  const english = Object.fromEntries([...flows].map(([name, flow]) => [name, flow.texts]))
  const words = await loadWords(localesFolder, { ...english, templates: templateEnglish(templates) })
  return { flows, templates, words }
}
