import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { Duration } from 'luxon'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { type House, openHouse } from '../src/house.ts'
import type { Log } from '../src/log.ts'
import { sweep } from '../src/messaging/sweep.ts'
import { type Phone, phoneOf } from './phone.ts'
import { preparedDatabase } from './servers/migrated.ts'

export type { Heard, Phone } from './phone.ts'

const silent = pino({ level: process.env.TEST_LOG ?? 'silent' })

/** The same in every test, for houses are copies of one that was opened before. */
const TEST_KEY = Buffer.alloc(32, 'test').toString('base64')

export type TestHouse = House & {
  phone(name: string): Phone
  /** Moves the clock on, and lets everything happen that becomes due meanwhile. */
  passes(duration: string): Promise<void>
  /** Waits until nothing is being sent and nothing is due. */
  quiet(): Promise<void>
  url: string
}

type Given = {
  log?: Log
  clockMoves?: (milliseconds: number) => void
  flows?: string
  seen?: (url: string) => string
}

/**
 * A whole house on a database of its own, on a free port, with the phones page and a clock that can be moved.
 * @param settings of the environment; `DEMO: 'false'` leaves out the phones page and the invented neighbourhood
 * @param given `log`: where to write; `clockMoves`: hears by how much, so that a provider's clock can go along;
 *   `flows`: another folder of conversations; `seen`: the database's address as the house is told it
 */
export async function openTestHouse(
  settings: Record<string, string> = {},
  { log = silent, clockMoves = () => {}, flows, seen = (url) => url }: Given = {},
): Promise<TestHouse> {
  const demo = settings.DEMO ?? 'true'
  const database = await preparedDatabase(`house_demo_${demo}`, async (url) => {
    await (await openHouse(configOf(url, { DEMO: demo }), { log: silent })).close()
  })
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  const move = (milliseconds: number) => {
    ahead += Math.max(0, milliseconds)
    clockMoves(Math.max(0, milliseconds))
  }
  const config = configOf(seen(database.url), { DEMO: demo, ...settings })
  const house = await openHouse(config, { log, world: { now, ...(flows && { flows }) } })
  const { office } = house
  const quiet = () => untilQuiet(house)
  return {
    ...house,
    url: database.url,
    quiet,
    phone: (name) => phoneOf(house.address, name, quiet),
    async passes(duration) {
      await quiet()
      const until = now().getTime() + Duration.fromISO(duration).toMillis()
      // From one due time to the next, as the clock would: what becomes due may plan what comes after it.
      for (;;) {
        const next = await nextDue(house, until)
        if (next === null) break
        move(next - now().getTime() + 1100)
        await sweep(office)
        await quiet()
      }
      move(until - now().getTime())
      await sweep(office)
      await quiet()
    },
    async close() {
      await house.close()
      await database.drop()
    },
  }
}

function configOf(url: string, settings: Record<string, string>) {
  return readConfig({
    DATABASE_URL: url,
    DATA_KEY: TEST_KEY,
    PORT: '0',
    SWEEP_EVERY: 'PT0.3S',
    ...settings,
  })
}

async function nextDue(house: House, until: number): Promise<number | null> {
  const found = await sql<{ due: Date | null }>`
    select least((select min(due_at) from errands where failed_at is null),
      (select min(due_at) from messages where status = 'queued')) as due`.execute(house.office.db)
  const due = found.rows[0]?.due?.getTime()
  return due !== undefined && due <= until ? due : null
}

async function untilQuiet({ office }: House): Promise<void> {
  const deadline = Date.now() + 25_000
  for (;;) {
    const found = await sql<{ busy: boolean }>`
      select exists (select from messages where status = 'sending' or status = 'queued' and due_at <= ${office.now()})
        or exists (select from errands where due_at <= ${office.now()} and failed_at is null) as busy`.execute(
      office.db,
    )
    if (!found.rows[0]!.busy) return
    if (Date.now() > deadline) throw new Error('The house does not come to rest')
    await pause(10)
  }
}
