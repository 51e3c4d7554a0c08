import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { pino } from 'pino'
import { readConfig } from '../../src/config.ts'
import { openMetrics } from '../../src/metrics.ts'
import { openOffice, realWorld } from '../../src/office.ts'
import { lastingPort, layOut, openBuilt, type Process } from '../faults/built.ts'
import { startProxy } from '../faults/proxy.ts'
import { moveIn } from '../people.ts'
import { migratedDatabase } from '../servers/migrated.ts'
import { type StandInTelegram, standInTelegram } from '../standins/telegram.ts'
import type { Person } from '../standins/telegram-person.ts'

/** What messaging promises when it is several processes, or one that comes and goes. */
export function keepsItsPromisesApart(name: string, settings: () => Record<string, string>) {
  describe(`with its queue on ${name}, in processes of its own, the house`, () => {
    let main: string
    let telegram: StandInTelegram
    let line: Awaited<ReturnType<typeof startProxy>>
    let database: Awaited<ReturnType<typeof migratedDatabase>>
    let env: Record<string, string>
    let running: Process[]
    let grace: Person
    let joy: Person
    let petra: Person

    beforeAll(() => {
      main = layOut()
    })
    beforeEach(async () => {
      running = []
      telegram = await standInTelegram()
      line = await startProxy(() => Number(new URL(telegram.apiRoot).port))
      database = await migratedDatabase()
      const port = await lastingPort(Math.random)
      env = {
        DATABASE_URL: database.url,
        DATA_KEY: randomBytes(32).toString('base64'),
        TELEGRAM_BOT_TOKEN: telegram.token,
        TELEGRAM_API_ROOT: `http://127.0.0.1:${line.port}`,
        PORT: String(port),
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        DEMO: 'false',
        SWEEP_EVERY: 'PT1H',
        ...settings(),
      }
      ;[grace, joy, petra] = [1, 2, 3].map((id) => telegram.person(620_000 + id, { language: 'en' })) as [
        Person,
        Person,
        Person,
      ]
      await people(env, { grace, joy, petra })
    })
    afterEach(async () => {
      await Promise.all(running.map((one) => one.end()))
      await telegram.close()
      await line.close()
      await database.drop()
    })

    const open = async (role: 'web' | 'worker' | 'all') => {
      const PORT = role === 'worker' ? '0' : env.PORT!
      const one = await openBuilt(main, { ...env, ROLE: role, PORT })
      running.push(one)
      return one
    }
    const asks = async () => {
      await grace.says('How do I get a parking permit?')
      await grace.hears('Shall I send this to Joy?')
      await grace.taps('Send')
      await grace.hears('Joy has it now.')
    }

    it('answers by its door and escalates by its worker, each on its own', async () => {
      await open('web')
      await asks()
      expect(await joy.listens(300)).toEqual([])
      await open('worker')
      await joy.hears('How do I get a parking permit?', 10_000)
      const asked = Date.now()
      await petra.hears('How do I get a parking permit?', 10_000)
      expect(Date.now() - asked).toBeLessThan(10_000)
      await grace.hears('Petra', 10_000)
      for (const one of [grace, joy, petra])
        expect(new Set(one.heard().map(({ text }) => text)).size).toBe(one.heard().length)
    }, 40_000)

    it('is told to stop in the middle of answering: what is under way is finished, and nothing is lost or doubled', async () => {
      const house = await open('all')
      line.delay(150)
      const people = Array.from({ length: 12 }, (_, i) => telegram.person(630_000 + i, { language: 'en' }))
      await Promise.all(people.map((one) => one.says('hello')))
      const leaving = house.end('SIGTERM')
      const late = people.map((one) => one.says('Zuid'))
      expect(await leaving).toBe(0)
      line.delay(0)
      await open('all')
      await Promise.all(late)
      await Promise.all(people.map((one) => one.hears(/./)))
      await pause(500)
      for (const one of people) {
        const heard = one.heard().map(({ text }) => text)
        expect(heard.length).toBeGreaterThanOrEqual(2)
        expect(new Set(heard).size).toBe(heard.length)
      }
    }, 40_000)
  })
}

/** Grace, her key mother and the professional, moved in before any house is open. */
async function people(
  env: Record<string, string>,
  phones: Record<'grace' | 'joy' | 'petra', Person>,
): Promise<void> {
  const ground = await openOffice(readConfig(env), realWorld(pino({ level: 'silent' }), openMetrics()))
  const reached = Object.fromEntries(
    Object.entries(phones).map(([who, { address }]) => [who, { channel: 'telegram', address }]),
  )
  await moveIn(ground.office, ['grace', 'joy', 'petra'], {
    reached,
    settings: { 'escalation.keyMother': 'PT2S' },
  })
  await ground.close()
}
