import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Command } from 'commander'
import { networkCommands } from '../../src/cli/network.ts'
import { personCommands } from '../../src/cli/person.ts'
import { readConfig } from '../../src/config.ts'
import { openLog } from '../../src/log.ts'
import { openMetrics } from '../../src/metrics.ts'
import { openOffice, realWorld } from '../../src/office.ts'
import { freshDatabase } from '../servers/postgres.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let open: () => ReturnType<typeof openOffice>
beforeAll(async () => {
  database = await freshDatabase()
  const config = readConfig({ DATABASE_URL: database.url, DATA_KEY: randomBytes(32).toString('base64') })
  open = () => openOffice(config, realWorld(openLog('silent'), openMetrics()))
})
afterAll(() => database.drop())

/** What the operator reads after typing this. */
async function run(...words: string[]): Promise<string[][]> {
  const program = new Command().exitOverride()
  networkCommands(program, open)
  personCommands(program, open)
  const write = process.stdout.write
  let printed = ''
  process.stdout.write = (text: string | Uint8Array) => {
    printed += String(text)
    return true
  }
  try {
    await program.parseAsync(words, { from: 'user' })
  } finally {
    process.stdout.write = write
  }
  const lines = printed.trimEnd().split('\n')
  return lines.filter(Boolean).map((line) => line.split('\t'))
}

const zuid = ['network', 'add', 'zuid', '--name', 'Zuid', '--city', 'Rotterdam', '--languages', 'nl,en']
const person = (...words: string[]) => run('person', ...words)

describe('an operator', () => {
  it('makes a network, looks at it and changes a setting', async () => {
    expect(await run(...zuid)).toEqual([['zuid', 'Zuid', 'Rotterdam', 'nl,en']])
    expect(await run('network', 'list')).toEqual([['zuid', 'Zuid', 'Rotterdam', 'nl,en']])
    await run('network', 'set', 'zuid', 'escalation.keyMother', 'PT2S')
    const shown = (await run('network', 'show', 'zuid')).map(([line]) => line)
    expect(shown).toContain('escalation.keyMother = PT2S')
    expect(shown).toContain('thread.idle = P7D (default)')
  })

  it.each([
    [zuid, 'There is a network zuid already'],
    [['network', 'show', 'noord'], 'There is no network noord: network list'],
    [['network', 'set', 'nowhere', 'x', 'y'], 'There is no network nowhere: network list'],
    [['network', 'set', 'zuid', 'thread.idle', 'soon'], 'thread.idle takes an ISO 8601 duration'],
    [['network', 'set', 'zuid', 'thread.idel', 'P1D'], 'The settings are one of escalation.keyMother'],
    [['network', 'add', 'x', '--name', 'X', '--city', 'Y'], 'Mend the id'],
    [
      ['person', 'add', '--network', 'zuid', '--role', 'queen', '--name', 'A'],
      '--role takes mother, key-mother',
    ],
    [['person', 'add', '--network', 'zuid', '--role', 'mother', '--name', ' '], '--name takes 1 to 40'],
    [['person', 'erase', 'me'], 'There is nobody with the id me'],
    [['person', 'duty', '--network', 'zuid', 'nobody'], 'There is nobody with the id nobody'],
  ])('who errs reads in one line what to do: %j', async (words, told) => {
    const error = await run(...words).catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ name: 'OperatorError', message: expect.stringContaining(told) })
    expect((error as Error).message).not.toContain('\n')
  })

  it('appoints somebody, who waits as invited; her name shows only when asked for', async () => {
    const [[id, role], [, code]] = (await person(
      'add',
      '--network',
      'zuid',
      '--role',
      'professional',
      '--name',
      'Ineke',
    )) as [[string, string], [string, string]]
    expect(role).toBe('professional')
    expect(code).toMatch(/^([0-9A-Z]{4} ?){4}$/)
    expect(await person('list', '--network', 'zuid')).toEqual([[id, 'professional', 'invited']])
    expect(await person('list', '--network', 'zuid', '--names')).toEqual([
      [id, 'professional', 'invited', 'Ineke'],
    ])
    expect(await person('duty', '--network', 'zuid', id)).toEqual([['1', id]])
    expect((await person('export', id, '--language', 'en')).flat().join('\n')).toContain('Name: Ineke')
  })

  it('is told what a network still lacks', async () => {
    const lacks = (await run('network', 'check', 'zuid')).flat().join('\n')
    expect(process.exitCode).toBe(1)
    process.exitCode = 0
    expect(lacks).toContain('nobody is on duty')
    expect(lacks).toContain('no key mother speaks nl')
  })

  it('erases somebody, and erases her again when she comes back with a backup', async () => {
    const [[id]] = (await person('list', '--network', 'zuid')) as [[string]]
    const { office, close } = await open()
    const backup = await office.db
      .selectFrom('people')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    await person('erase', id)
    expect(await person('list', '--network', 'zuid')).toEqual([])
    const marks = join(mkdtempSync(join(process.env.TEST_SERVERS_DIR ?? tmpdir(), 'marks-')), 'erased.txt')
    await writeFile(marks, (await person('erased')).join('\n'))
    await office.db.insertInto('people').values(backup).execute()
    expect(await person('erase', '--again', marks)).toEqual([['1 erased']])
    expect(await person('list', '--network', 'zuid')).toEqual([])
    await close()
  })
})
