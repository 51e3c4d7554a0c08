import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { connect } from '../../src/db/database.ts'
import { onItsWay } from '../../src/messaging/arrival.ts'
import type { PostOffice } from '../../src/messaging/post-office.ts'
import { inTurn, replyInTurn, reserveTurns, type Turn, turnComes } from '../../src/messaging/turns.ts'
import { migratedDatabase } from '../servers/migrated.ts'

const PER_SECOND = 10

let database: Awaited<ReturnType<typeof migratedDatabase>>
let offices: PostOffice[]
beforeAll(async () => {
  database = await migratedDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  // Two processes, as far as turns know.
  offices = [0, 1].map(() => {
    const limits = { perSecond: PER_SECOND, perSecondEach: 1 }
    return {
      db: connect(database.url, { max: 1 }),
      channels: new Map([['telegram', { limits }]]),
    } as unknown as PostOffice
  })
  await sql`delete from turns`.execute(offices[0]!.db)
})
afterEach(async () => {
  for (const { db } of offices) await db.destroy()
})

const reserve = async (office: number, turns: number, wish = {}) =>
  reserveTurns(offices[office]!, 'telegram', turns, wish)

const line = async () => {
  const { rows } = await sql<{ at: string }>`
    select unnest(taken) as at from turns where channel = 'telegram'`.execute(offices[0]!.db)
  return rows.map(({ at }) => Number(at))
}

/** A process that pauses for breath. */
function holdBreath(until: number): void {
  while (performance.now() < until);
}

it('of two processes that reserve in turn, no eleven places lie within a second', async () => {
  const turns: Turn[] = []
  for (let i = 0; i < 15; i++) turns.push(...(await reserve(i % 2, 1 + (i % 3))))
  const at = turns.map((turn) => Number(turn.at))
  expect(at).toEqual([...at].sort((a, b) => a - b))
  for (let i = PER_SECOND; i < at.length; i++) expect(at[i]! - at[i - PER_SECOND]!).toBeGreaterThan(1000)
})

it('whoever comes late takes another place, and the others keep their distance to that', async () => {
  const [late] = await reserve(0, 1)
  holdBreath(late!.due + 300)
  await inTurn(offices[0]!, late!)
  const sent = performance.now()
  const others = [...(await reserve(1, PER_SECOND - 1)), ...(await reserve(1, 1))]
  await inTurn(offices[1]!, others.at(-1)!)
  expect(performance.now() - sent).toBeGreaterThan(1000)
})

it('a place that was missed is free again: nothing of the limit is lost', async () => {
  const [late, ...others] = await reserve(0, PER_SECOND, { evenly: 0 })
  const [first] = await reserve(1, 1, { evenly: 0, missed: late! })
  expect(await line()).toEqual([...others, first!].map(({ at }) => Number(at)))
  expect(Number(first!.at) - Number(late!.at)).toBeLessThan(1000)
})

it('a place that was missed long ago is not given back', async () => {
  const [late] = await reserve(0, 1)
  const others = [...(await reserve(1, PER_SECOND - 1)), ...(await reserve(1, 1))]
  const [next] = await reserve(0, 1, { evenly: 0, missed: late! })
  expect(Number(next!.at) - Number(others[0]!.at)).toBeGreaterThan(1000)
})

it('an answer of the database that lay unread for a while does not make a turn later', async () => {
  const [turn] = await reserve(0, 1)
  const asked = reserve(0, 1, { evenly: 0 })
  await pause(0)
  holdBreath(performance.now() + 200)
  const [next] = await asked
  expect(next!.due - turn!.due - (Number(next!.at) - Number(turn!.at))).toBeLessThan(20)
})

it('a call that was long on its way keeps its place for longer, one that came as quick as ever does not', async () => {
  const [quick, slow] = await reserve(0, 2)
  await turnComes(quick!)
  await onItsWay(offices[0]!, quick, async () => {})
  await turnComes(slow!)
  await onItsWay(offices[0]!, slow, () => pause(80))
  const [first, second] = (await line()).slice(-2)
  expect(first! - Number(quick!.at)).toBeLessThan(40)
  expect(second! - Number(slow!.at)).toBeGreaterThan(40)
})

it('a reply waits for nothing while nothing is sent to many', async () => {
  await reserve(1, PER_SECOND, { evenly: 0 })
  const began = await line()
  // The first one only looks whether there is something.
  await replyInTurn(offices[0]!, 'telegram')
  await sql`select 1`.execute(offices[0]!.db)
  await replyInTurn(offices[0]!, 'telegram')
  expect(await line()).toEqual(began)
})

it('a reply stands in the same line as what another process sends to many', async () => {
  await reserve(1, 1)
  // The first one only looks whether there is something.
  await replyInTurn(offices[0]!, 'telegram')
  await sql`select 1`.execute(offices[0]!.db)
  const before = await line()
  await replyInTurn(offices[0]!, 'telegram')
  expect((await line()).slice(0, -1)).toEqual(before.slice(1))
})
