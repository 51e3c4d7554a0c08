import { relative } from 'node:path'
import type { Command } from 'commander'
import { LIMITS as telegram } from '../channels/telegram.ts'
import { LIMITS as whatsapp } from '../channels/whatsapp/parts.ts'
import { readConversations } from '../conversations.ts'
import { lintDanger } from '../domains/danger/lint.ts'
import { readDangerWords } from '../domains/danger/words.ts'
import { lintLibrary } from '../domains/library/lint.ts'
import { readAsks, readLibrary } from '../domains/library/shipped.ts'
import { CONSENTS } from '../domains/people/consents.ts'
import { ROLES } from '../domains/people/people.ts'
import { domains, unopened } from '../domains.ts'
import { checkFlows } from '../engine/check.ts'
import { asLine, type Fault, FlowFaults } from '../engine/fault.ts'
import { actions } from '../messaging/actions.ts'
import { FLOWS, LOCALES } from '../places.ts'

const AUDIENCES = ['guest', ...ROLES]

/** `check`: flows and translations; one line a fault, and ends with 1 when there is one. */
export function checkCommand(program: Command): void {
  program
    .command('check')
    .description('check flows, translations, library and danger words: file, line, what is wrong, what to do')
    .action(async () => {
      const faults = await findFaults()
      for (const fault of faults)
        process.stdout.write(`${asLine({ ...fault, file: relative('.', fault.file) })}\n`)
      const gaps = faults.filter(({ gap }) => gap).length
      process.stdout.write(`${faults.length - gaps} faults, ${gaps} texts not translated yet\n`)
      if (faults.length > 0) process.exitCode = 1
    })
}

/** Everything in flows/ and locales/ that its author has to mend, gaps included. */
export async function findFaults(flowsFolder = FLOWS, localesFolder = LOCALES): Promise<Fault[]> {
  try {
    const { flows, templates, words } = await readConversations(flowsFolder, localesFolder)
    const inFlows = checkFlows(flows, {
      actions: new Map([...actions, ...domains(unopened).actions].map((action) => [action.name, action])),
      templates,
      words,
      // The phones page shows whatever WhatsApp can.
      limits: [
        { channel: 'telegram', limits: telegram },
        { channel: 'whatsapp', limits: whatsapp },
      ],
      audiences: AUDIENCES,
      consents: [...CONSENTS],
    })
    return [...inFlows, ...(await inWords(localesFolder, words.languages))]
  } catch (error) {
    if (error instanceof FlowFaults) return error.faults
    throw error
  }
}

async function inWords(locales: string, languages: string[]): Promise<Fault[]> {
  const [shipped, asks, danger] = await Promise.all([
    readLibrary(locales),
    readAsks(locales),
    readDangerWords(locales),
  ])
  return [...lintLibrary(shipped, asks, languages), ...lintDanger(danger, languages)]
}
