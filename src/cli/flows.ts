import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { drawFlow } from '../engine/draw.ts'
import { loadFlows } from '../engine/load.ts'
import { OperatorError } from '../operator-error.ts'
import { FLOWS } from '../places.ts'

/** `flows draw [folder]`: every conversation as a Mermaid picture. */
export function flowsCommands(program: Command): void {
  program
    .command('flows')
    .description('look at the conversations')
    .command('draw')
    .argument('[folder]', 'where the .mmd files go', 'flow-pictures')
    .description('draw each flow as a Mermaid picture, one .mmd file a flow')
    .action(drawFlows)
}

async function drawFlows(folder: string): Promise<void> {
  const flows = await loadFlows(FLOWS)
  try {
    await mkdir(folder, { recursive: true })
    for (const flow of flows.values()) await writeFile(join(folder, `${flow.name}.mmd`), drawFlow(flow))
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (!code) throw cause
    throw new OperatorError(`${resolve(folder)} cannot be written (${code}): name another folder`, cause)
  }
  process.stdout.write(`${flows.size} pictures in ${resolve(folder)}\n`)
}
