import type { Bug } from './built.ts'

/** Bugs sown on purpose, each to show that a trial would have noticed it. */
export const SENDS_BEFORE_COMMIT: Bug[] = [
  // Whoever sends first must be able to write after it.
  { file: 'messaging/receive.js', from: '{ isLast: true }', to: '{ isLast: false }' },
  {
    file: 'messaging/leave-traces.js',
    from: '    return written.map((one, i) => ({ ...one, rows: rows[i] }));',
    to: `    for (const [n, { contact, out }] of written.entries())
        for (const [i, { id }] of rows[n].entries()) {
            const { language, text, choices } = out[i].content;
            const said = { id, address: contact.address, language, direction: 'ltr', text, choices };
            const { providerId } = await office.channels.get(contact.channel).send(said);
            await tx.updateTable('messages').set({ status: 'sent', provider_id: providerId }).where('id', '=', id).execute();
        }
    await new Promise((go) => setTimeout(go, 100));
    return written.map((one) => ({ ...one, rows: [] }));`,
  },
]
export const NO_UNIQUE_KEY = 'alter table receipts drop constraint receipts_once'
export const NO_SWEEP = { SWEEP_EVERY: 'PT1H' }
export const NO_CATCH_UP: Bug[] = [{ file: 'house.js', from: 'rounds.catchUp()', to: 'void rounds' }]
export const IMPATIENT: Bug[] = [
  { file: 'messaging/send-trouble.js', from: 'error.retryAfter ?? backOff(', to: '5 ?? backOff(' },
  // Many who are told to wait hold up the channel, and with it themselves.
  { file: 'messaging/hand-over.js', from: 'if (waits > 0)', to: 'if (false)' },
]
export const NO_QUARANTINE: Bug[] = [
  { file: 'messaging/receive.js', from: 'attempt > TRIES ? keepAside : take', to: 'take' },
  // Whoever is brought again and again waits in line, and that has its own way aside.
  { file: 'messaging/flow-errands.js', from: 'if (gaveUp)', to: 'if (false)' },
]
/** She is told it was taken while the database was away. */
export const SAYS_STORED: Bug[] = [
  {
    file: 'messaging/receive.js',
    from: 'if (await isKnown(office.db,',
    to: 'if (isDown(error) || await isKnown(office.db,',
  },
]
export const LEAVES_AT_ONCE: Bug[] = [
  {
    file: 'start.js',
    from: 'process.on(signal, () => void stop(0))',
    to: 'process.on(signal, () => process.exit(0))',
  },
]
export const NO_ADOPTION: Bug[] = [
  { file: 'db/embedded.js', from: 'const PATIENCE = 20_000', to: 'const PATIENCE = 4_000' },
  { file: 'db/embedded.js', from: 'if (found)\n            return found;', to: '' },
]
