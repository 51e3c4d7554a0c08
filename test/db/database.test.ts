import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import { andCommit, connect, type Database, isDown, transaction } from '../../src/db/database.ts'
import { until } from '../queue/contract.ts'
import { freshDatabase, startPostgres } from '../servers/postgres.ts'

type Seats = Kysely<{ seats: { id: number; taken: number } }>
const random = () => 0.5
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database

beforeAll(async () => {
  fresh = await freshDatabase()
  db = connect(fresh.url, { max: 4 })
  await sql`create table seats (id int primary key, taken int not null); insert into seats values (1, 0), (2, 0)`.execute(
    db,
  )
})
afterAll(async () => {
  await db.destroy()
  await fresh.drop()
})

it('a statement is prepared once on a connection', async () => {
  await db.connection().execute(async (one) => {
    const seats = one as unknown as Seats
    for (let i = 0; i < 3; i++) await seats.selectFrom('seats').selectAll().where('id', '=', i).execute()
    const { rows } = await sql<{
      n: number
    }>`select count(*)::int as n from pg_prepared_statements where statement like '%from "seats"%'`.execute(
      one,
    )
    expect(rows[0]?.n).toBe(1)
  })
})

it('two who take seats in opposite order both get them in the end', async () => {
  let tries = 0
  let seated = 0
  const take = ([first, second]: [number, number]) =>
    transaction(
      db,
      async (tx) => {
        tries++
        await sql`update seats set taken = taken + 1 where id = ${first}`.execute(tx)
        seated++
        // Neither moves on before both sit: now each wants what the other has.
        await until(() => seated >= 2)
        await sql`update seats set taken = taken + 1 where id = ${second}`.execute(tx)
      },
      { random: Math.random },
    )
  await Promise.all([take([1, 2]), take([2, 1])])
  expect(tries).toBe(3)
  const { rows } = await sql<{ taken: number }>`select taken from seats order by id`.execute(db)
  expect(rows).toEqual([{ taken: 2 }, { taken: 2 }])
})

it('what fails half-way leaves no trace, and is not tried again', async () => {
  let tries = 0
  const half = transaction(
    db,
    async (tx) => {
      tries++
      await sql`insert into seats values (3, 0)`.execute(tx)
      throw new Error('changed her mind')
    },
    { random },
  )
  await expect(half).rejects.toThrow('changed her mind')
  expect(tries).toBe(1)
  expect((await sql`select 1 from seats where id = 3`.execute(db)).rows).toEqual([])
})

it('the last statement of a transaction is committed by the time its rows are there', async () => {
  const other = connect(fresh.url, { max: 1 })
  await transaction(
    other,
    async (tx) => {
      await sql`insert into seats values (4, 0)`.execute(tx)
      const last = await sql<{
        id: number
      }>`insert into seats values (${5}, 0) returning id ${andCommit}`.execute(tx)
      expect(last.rows).toEqual([{ id: 5 }])
      expect((await sql`select 1 from seats where id in (4, 5)`.execute(db)).rows).toHaveLength(2)
    },
    { random },
  )
  expect((await sql`select 1 from seats where id = 5`.execute(other)).rows).toHaveLength(1)
  await other.destroy()
})

it('a last statement that fails takes its transaction along, and the connection goes on', async () => {
  const other = connect(fresh.url, { max: 1 })
  const fails = transaction(
    other,
    async (tx) => {
      await sql`insert into seats values (6, 0)`.execute(tx)
      await sql`insert into seats values (${1}, 0) ${andCommit}`.execute(tx)
    },
    { random },
  )
  await expect(fails).rejects.toMatchObject({ code: '23505' })
  expect((await sql`select 1 from seats where id = 6`.execute(other)).rows).toEqual([])
  await other.destroy()
})

it('a fault that only the commit finds is thrown by the last statement', async () => {
  await sql`create table late (id int unique deferrable initially deferred); insert into late values (1)`.execute(
    db,
  )
  const fails = transaction(db, (tx) => sql`insert into late values (${1}) ${andCommit}`.execute(tx), {
    random,
  })
  await expect(fails).rejects.toMatchObject({ code: '23505' })
})

it('nothing may come after the last statement of a transaction', async () => {
  const more = transaction(
    db,
    async (tx) => {
      await sql`insert into seats values (${7}, 0) ${andCommit}`.execute(tx)
      await sql`insert into seats values (8, 0)`.execute(tx)
    },
    { random },
  )
  await expect(more).rejects.toThrow('after the last of its transaction')
  expect((await sql`select id from seats where id in (7, 8)`.execute(db)).rows).toEqual([{ id: 7 }])
})

it('a race is tried again also when a statement behind it is heard first', async () => {
  let tries = 0
  const race = sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`
  await transaction(
    db,
    async (tx) => {
      if (++tries > 1) return
      const first = race.execute(tx)
      const behind = sql`select ${1}::int`.execute(tx)
      await Promise.all([first.finally(() => behind.catch(() => {})), behind])
    },
    { random },
  )
  expect(tries).toBe(2)
})

it('what was under way beside a statement that failed writes nothing when all is over', async () => {
  let isOver = false
  let beside = Promise.resolve()
  const fails = transaction(
    db,
    async (tx) => {
      const goOn = async () => {
        await sql`select ${1}::int`.execute(tx)
        await until(() => isOver)
        await sql`insert into seats values (11, 0)`.execute(tx)
      }
      beside = goOn()
      await Promise.all([beside, sql`insert into seats values (${1}, 0)`.execute(tx)])
    },
    { random },
  )
  await expect(fails).rejects.toMatchObject({ code: '23505' })
  isOver = true
  await expect(beside).rejects.toThrow('when its transaction was over')
  expect((await sql`select 1 from seats where id = 11`.execute(db)).rows).toEqual([])
})

it('a transaction does not begin inside another', async () => {
  const nested = transaction(
    db,
    async (tx) => {
      await sql`insert into seats values (12, 0)`.execute(tx)
      await transaction(tx, async () => {}, { random })
    },
    { random },
  )
  await expect(nested).rejects.toThrow('inside another')
  expect((await sql`select 1 from seats where id = 12`.execute(db)).rows).toEqual([])
})

it('a race without an end is given up after five tries', async () => {
  let tries = 0
  const racing = transaction(
    db,
    async (tx) => {
      tries++
      await sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`.execute(tx)
    },
    { random: () => 0 },
  )
  await expect(racing).rejects.toMatchObject({ code: '40001' })
  expect(tries).toBe(5)
})

it('a table that changed under a prepared statement is read all the same', async () => {
  const single = connect(fresh.url, { max: 1 })
  await sql`create table changing (id int); insert into changing values (1)`.execute(single)
  const read = () =>
    transaction(single, async (tx) => (await sql`select * from changing where id = ${1}`.execute(tx)).rows, {
      random,
    })
  expect(await read()).toEqual([{ id: 1 }])
  await sql`alter table changing add column name text`.execute(db)
  expect(await read()).toEqual([{ id: 1, name: null }])
  await single.destroy()
})

it('a server that was away is told apart from a mistake, and used again when it is back', async () => {
  const server = await startPostgres()
  const there = connect(server.url, { max: 3 })
  const ask = () => sql`select 1 as n`.execute(there)
  await Promise.all([ask(), ask(), ask()])
  await server.down()
  const away = await transaction(there, (tx) => sql`select 1`.execute(tx), { random }).catch((error) => error)
  expect(isDown(away)).toBe(true)
  await server.up()
  expect((await ask()).rows).toEqual([{ n: 1 }])
  expect(isDown(await sql`select nonsense`.execute(there).catch((error) => error))).toBe(false)
  await there.destroy()
  await server.stop()
})

it('a connection that is ended in the middle of a transaction is not used again', async () => {
  const other = connect(fresh.url, { max: 1 })
  const cut = transaction(
    other,
    async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db)
      await sql`insert into seats values (9, 0)`.execute(tx)
    },
    { random },
  )
  expect(isDown(await cut.catch((error) => error))).toBe(true)
  expect((await sql`select 1 from seats where id = 9`.execute(other)).rows).toEqual([])
  await other.destroy()
})

it('a server without a free place, or that turned read-only, counts as down', async () => {
  expect(isDown(Object.assign(new pg.DatabaseError('too many clients', 0, 'error'), { code: '53300' }))).toBe(
    true,
  )
  const readOnly = connect(`${fresh.url}?options=-c%20default_transaction_read_only%3Don`)
  expect(isDown(await sql`insert into seats values (10, 0)`.execute(readOnly).catch((error) => error))).toBe(
    true,
  )
  await readOnly.destroy()
})
