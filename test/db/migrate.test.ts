import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { connect, type Database } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrate.ts'
import { OperatorError } from '../../src/operator-error.ts'
import { freshDatabase } from '../servers/postgres.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let root: string

beforeEach(async () => {
  fresh = await freshDatabase()
  db = connect(fresh.url)
  root = mkdtempSync(join(tmpdir(), 'migrations-'))
  mkdirSync(join(root, 'domains', 'people'), { recursive: true })
  writeFileSync(
    join(root, 'domains', 'people', '2026-11-02-people.sql'),
    'create table people (id int references circles)',
  )
  writeFileSync(
    join(root, '2026-11-01-circles.sql'),
    'create table circles (id int primary key); insert into circles values (1)',
  )
  writeFileSync(join(root, 'notes.sql'), 'this is no migration')
})
afterEach(async () => {
  await db.destroy()
  await fresh.drop()
  rmSync(root, { recursive: true })
})

it('every table is made once, in the order of the files’ names, wherever they lie', async () => {
  expect(await migrate(db, root)).toEqual(['2026-11-01-circles.sql', '2026-11-02-people.sql'])
  expect(await migrate(db, root)).toEqual([])
})

it('three processes that start at once make them once', async () => {
  const others = [connect(fresh.url), connect(fresh.url)]
  const runs = await Promise.all([db, ...others].map((one) => migrate(one, root)))
  expect(runs.flat().sort()).toEqual(['2026-11-01-circles.sql', '2026-11-02-people.sql'])
  await Promise.all(others.map((one) => one.destroy()))
})

it('a file that has run and was changed since is refused by its name', async () => {
  await migrate(db, root)
  writeFileSync(join(root, '2026-11-01-circles.sql'), 'create table circles (id bigint primary key)')
  const refusal = await migrate(db, root).catch((error) => error)
  expect(refusal).toBeInstanceOf(OperatorError)
  expect(refusal.message).toContain('2026-11-01-circles.sql')
})

it('a file that fails leaves nothing of itself, and runs whole when it is mended', async () => {
  const file = join(root, '2026-11-03-needs.sql')
  writeFileSync(file, 'create table needs (id int); select nonsense')
  await expect(migrate(db, root)).rejects.toThrow(/2026-11-03-needs.sql.*nonsense/)
  writeFileSync(file, 'create table needs (id int)')
  expect(await migrate(db, root)).toEqual(['2026-11-03-needs.sql'])
})

it('a table that somebody holds is waited for, in steps that let others through', async () => {
  await migrate(db, root)
  writeFileSync(join(root, '2026-11-04-circles-name.sql'), 'alter table circles add column name text')
  const busy = db.transaction().execute(async (tx) => {
    await sql`lock table circles`.execute(tx)
    await pause(1_300)
  })
  await pause(50)
  expect(await migrate(db, root)).toEqual(['2026-11-04-circles-name.sql'])
  await busy
})
