import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { connect } from '../../src/db/database.ts'
import { type Sealer, sealer } from '../../src/db/sealed.ts'
import { migratedDatabase } from '../servers/migrated.ts'
import { type StandInTelegram, standInTelegram } from '../standins/telegram.ts'
import type { Limits } from '../standins/telegram-api.ts'
import { type Bringer, bringer } from './bringer.ts'
import { type Bug, lastingPort, layOut, openBuilt, type Process } from './built.ts'
import { seeded } from './chance.ts'

export type House = Process & { address: string }

/** A place for one trial: a database, a stand-in Telegram, and houses that come and go. */
export type Ground = {
  seed: number
  random: () => number
  db: Kysely<object>
  sealer: Sealer
  telegram: StandInTelegram
  bringer: Bringer
  settings: Record<string, string>
  main: string
  /** Opens a house, at the same address as the one of this place before it. */
  open(place?: number): Promise<House>
  /** Kills the house and opens the next one there. */
  replace(house: House, signal?: NodeJS.Signals): Promise<House>
  /** Waits until nothing is left to do, and then past the next sweeps. @returns false when patience ended first */
  settle(patience: number, stay?: number): Promise<boolean>
  close(): Promise<void>
}

export type Wanted = {
  seed: number
  bugs?: Bug[]
  settings?: Record<string, string>
  /** Where the houses find the database, when not directly where it is. */
  database?: { url: string; drop(): Promise<unknown> }
  /** The database as the houses see it: through a proxy. */
  databaseSeen?: (url: string) => string
  /** The same for Telegram. */
  telegramSeen?: (url: string) => string
  /** Instead of a new one: what the database was made with. */
  key?: Buffer
  /** What is done to the tables before anybody comes. */
  sabotage?: string
  repeat?: number
  limits?: Limits
  /** How long to stay after all is quiet: past the sweeps of the houses. */
  stay?: number
}

const SECRET = 'a-secret-for-the-faults'

/** Lays the ground for one trial: seed, bugs and settings as wanted, one network, nobody in it yet. */
export async function layGround(wanted: Wanted): Promise<Ground> {
  const { seed, bugs = [], stay = 1200 } = wanted
  const random = seeded(seed)
  const database = wanted.database ?? (await migratedDatabase())
  const key = wanted.key ?? randomBytes(32)
  const db = connect(database.url, { max: 2 }) as unknown as Kysely<object>
  await sql`
    insert into networks (id, name, city, country, time_zone, languages, settings)
    values ('zuid', 'Zuid', 'Rotterdam', 'NL', 'Europe/Amsterdam', '{en,nl}', '{"quiet.hours": "none"}')`.execute(
    db,
  )
  if (wanted.sabotage) await sql.raw(wanted.sabotage).execute(db)
  const telegram = await standInTelegram({ limits: wanted.limits })
  const main = layOut(bugs)
  const seen = wanted.databaseSeen?.(database.url) ?? database.url
  const settings = {
    // A house that is to bring its own PostgreSQL is told of none.
    ...(seen && { DATABASE_URL: seen }),
    DATA_KEY: key.toString('base64'),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: wanted.telegramSeen?.(telegram.apiRoot) ?? telegram.apiRoot,
    TELEGRAM_WEBHOOK_SECRET: SECRET,
    SWEEP_EVERY: 'PT0.5S',
    ...wanted.settings,
  }
  const ports: number[] = []
  const open = async (place = 0): Promise<House> => {
    ports[place] ??= await lastingPort(random)
    const address = `http://127.0.0.1:${ports[place]}`
    const house = await openBuilt(main, { ...settings, PORT: String(ports[place]), PUBLIC_URL: address })
    living.add(house)
    void house.ended.then(() => living.delete(house))
    return { ...house, address }
  }
  const living = new Set<Process>()
  const doors = () => ports.map((port) => `http://127.0.0.1:${port}/webhooks/telegram`)
  const updates = bringer({ doors, secret: SECRET, random, repeat: wanted.repeat })

  return {
    seed,
    random,
    db,
    sealer: sealer([key]),
    telegram,
    bringer: updates,
    settings,
    main,
    open,
    async replace(house, signal = 'SIGKILL') {
      await house.end(signal)
      return open(ports.findIndex((port) => house.address.endsWith(`:${port}`)))
    },
    async settle(patience, longer = stay) {
      for (const until = Date.now() + patience; Date.now() < until; await pause(50)) {
        if ((await unfinished(db)) > 0 || updates.underWay() > 0) continue
        await pause(longer)
        return (await unfinished(db)) === 0
      }
      return false
    },
    async close() {
      await updates.close()
      await Promise.all([...living].map((house) => house.end()))
      await telegram.close()
      await db.destroy()
      await database.drop()
    },
  }
}

/** What a house still has to do, in the long run too: only what failed for good and what she must open herself is finished. */
async function unfinished(db: Kysely<object>): Promise<number> {
  const found = await sql<{ n: string }>`
    select (select count(*) from messages where status in ('queued', 'sending', 'held'))
      + (select count(*) from errands where failed_at is null and due_at < now() + interval '1 minute') as n`
    .execute(db)
    // The database is away at this moment: then all is unfinished.
    .catch(() => null)
  return found ? Number(found.rows[0]!.n) : 1
}
