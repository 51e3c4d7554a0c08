import { describe, expect, it } from '@jest/globals'
import { SendError } from '../src/channels/channel.ts'
import { openLog } from '../src/log.ts'
import { OperatorError } from '../src/operator-error.ts'

const CANARIES = ['Aminacanary', '+31612345678', '31612345678', 'my husband hits me', 'amina@example.org']

describe('the log', () => {
  it('tells what happened, where and how often', () => {
    const { log, lines } = openTestLog()
    log.info({ event: 'stored', channel: 'telegram', count: 3, person: ID }, 'A message was stored')
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'info',
        event: 'stored',
        channel: 'telegram',
        count: 3,
        person: ID,
        role: 'web',
      }),
    ])
  })

  it.each(CANARIES)('never holds %p, whichever way it is handed in', (canary) => {
    const { log, written } = openTestLog()
    log.info(
      { name: canary, text: canary, address: canary, from: canary, body: { text: canary } },
      'A message came in',
    )
    log.info({ person: canary, contact: canary, message: canary, ticket: canary }, 'A message came in')
    log.error(new Error(`duplicate key (${canary})`))
    log.error(
      { err: new TypeError(canary, { cause: new Error(canary) }), error: new Error(canary) },
      'It failed',
    )
    log.error(
      { err: Object.assign(new Error('x'), { detail: canary, code: canary, name: `${canary} error` }) },
      'It failed',
    )
    log.warn('A sentence with %s', canary)
    log.child({ name: canary, session: { text: canary } }).warn({ any: canary }, 'A child of the log')
    expect(written()).toContain('A child of the log')
    if (canary !== 'Aminacanary')
      log.info({ id: canary, what: canary, kind: canary }, 'A wrong use of a good name')
    expect(written()).not.toContain(canary)
  })

  it('keeps where an error happened and its code, without the words of it', () => {
    const { log, lines } = openTestLog()
    const cause = Object.assign(new Error('Key (name)=(Amina) exists'), {
      code: '23505',
      constraint: 'people_key',
    })
    log.error({ err: new Error('Amina\n    at Amina (amina.ts:1:1)', { cause }) }, 'It failed')
    expect(lines()[0].err).toMatchObject({
      name: 'Error',
      cause: { code: '23505', constraint: 'people_key' },
    })
    expect(JSON.stringify(lines()[0].err.stack)).toMatch(/log\.test\.ts:\d+:\d+/)
    expect(JSON.stringify(lines())).not.toContain('Amina')
  })

  it('keeps the sentences that our own code wrote for the operator', () => {
    const { log, lines } = openTestLog()
    log.error({ err: new SendError('misconfigured', 'Telegram refused the token') }, 'Not sent')
    log.error({ err: new OperatorError('PORT 3000 is taken') }, 'Not opened')
    log.error({ err: new SendError('gone', 'No WhatsApp at whatsapp:+31612345678') }, 'Not sent')
    expect(lines().map((line) => line.err.reason)).toEqual([
      'Telegram refused the token',
      'PORT 3000 is taken',
      '(left out: it may hold an address)',
    ])
  })
})

const ID = '6f1c1f0e-7a55-4c56-9d2b-123456789012'

function openTestLog() {
  const kept: string[] = []
  const log = openLog('info', { role: 'web' }, { write: (line) => void kept.push(line) })
  return { log, lines: () => kept.map((line) => JSON.parse(line)), written: () => kept.join('') }
}
