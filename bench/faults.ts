import { parseArgs } from 'node:util'
import { openServers } from '../test/servers/run.ts'

const OPTIONS = {
  /** Only trials whose id contains this. */
  only: { type: 'string', default: '' },
  /** Another seed for all of them. */
  seed: { type: 'string' },
  /** As large as in `npm test`. */
  short: { type: 'boolean', default: false },
  /** The short form with the bug that each must notice. */
  bugs: { type: 'boolean', default: false },
} as const

/**
 * `npm run bench faults`: each trial of the delivery promises in its long form. One JSON line each, with its seed, its counts
 * and what is wrong in them. Ends with 1 when a promise was not kept, or a sown bug not noticed.
 */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: OPTIONS })
  const servers = await openServers()
  // Only now: what they are built on asks where the servers are.
  const { TRIALS } = await import('../test/faults/trials.ts')
  const { tryOut } = await import('../test/faults/trial.ts')
  const form = { long: !values.short && !values.bugs, sown: values.bugs, seed: Number(values.seed ?? 0) }
  try {
    for (const trial of TRIALS.filter(({ id }) => id.includes(values.only))) {
      const began = Date.now()
      const { counted, wrong } = await tryOut(trial, form)
      const kept = Object.keys(wrong).length === 0
      const seconds = Math.round((Date.now() - began) / 1000)
      const told = { bench: 'faults', trial: trial.id, ...(form.sown && { bug: trial.bug.name }) }
      process.stdout.write(`${JSON.stringify({ ...told, kept, wrong, seconds, ...counted })}\n`)
      if (kept === form.sown) process.exitCode = 1
    }
  } finally {
    await servers.close()
  }
}
