import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { z } from 'zod'
import { runErrand } from '../../src/messaging/errands.ts'
import { holdInstance } from '../../src/messaging/instance.ts'
import { receiptKey } from '../../src/messaging/known-by.ts'
import { defineErrand } from '../../src/messaging/scene.ts'
import { countBegun, isWatchful, watchOut, workNoted } from '../../src/messaging/watchful.ts'
import { openPostHouse, type PostHouse } from './post-house.ts'

let post: PostHouse
beforeAll(async () => {
  post = await openPostHouse()
})
afterAll(() => post?.close())

const hold = (number: number) => holdInstance(post.url, number, post.office.log)

it('who ends in order leaves nothing behind; who died is found by the next one, once', async () => {
  await (await hold(501)).close()
  const next = await hold(502)
  expect(next.foundDead).toBe(false)
  await sql`insert into lives (instance) values (503)`.execute(post.office.db)
  const third = await hold(504)
  expect(third.foundDead).toBe(true)
  const fourth = await hold(505)
  expect(fourth.foundDead).toBe(false)
  await Promise.all([next.close(), third.close(), fourth.close()])
})

it('a message begun three times by processes that died is kept for a person, and she goes on', async () => {
  const amina = await post.neighbour()
  await post.begins(amina, 'diary')
  await amina.hears('What shall I write down?')
  watchOut(post.office)
  expect(isWatchful(post.office)).toBe(true)
  const message = post.text(amina, 'it dies of this', 'dies-1')
  await sql`insert into begun (channel, key, times)
    values ('telegram', ${receiptKey(post.office, 'telegram', message.providerId)}, 3)`.execute(
    post.office.db,
  )
  await post.door.message(message)
  await amina.hears('Something went wrong here.')
  await amina.says('and this is well')
  await amina.hears('Written: and this is well.')
  expect(await post.diary(amina)).toEqual(['and this is well'])
})

/** What PostgreSQL says when it is shut down in the middle of something. */
const away = () => Object.assign(new Error('terminating connection'), { code: '57P01' })

it('a database that was away while a message was taken is not the message’s fault', async () => {
  const amina = await post.diarist()
  watchOut(post.office)
  let times = 0
  const fails = async () => {
    if (++times <= 4) throw away()
  }
  await post.whileWriting(fails, async () => {
    const message = post.text(amina, 'my page')
    for (let i = 0; i < 4; i++) await expect(post.door.message(message)).rejects.toThrow('terminating')
    await post.door.message(message)
    await amina.hears('Written: my page.')
  })
})

it('and stays so when the database goes again before the next try has begun', async () => {
  const { office } = post
  await expect(workNoted(office, 'a page', () => Promise.reject(away()))).rejects.toThrow('terminating')
  expect([countBegun(office, 'a page'), countBegun(office, 'a page')]).toEqual([0, 0])
  await workNoted(office, 'a page', async () => {})
  expect(countBegun(office, 'a page')).toBe(1)
})

it('nor an errand’s: it is not given up for that', async () => {
  const { errands, db } = post.office
  watchOut(post.office)
  let times = 0
  const run = async () => {
    if (++times < 6) throw away()
  }
  errands.set('test.away', defineErrand({ name: 'test.away', data: z.object({}), run }))
  await sql`insert into errands (id, name, data, due_at) values ('away', 'test.away', '{}', ${post.office.now()})`.execute(
    db,
  )
  for (let i = 0; i < 5; i++) await expect(runErrand(post.office, 'away')).rejects.toThrow('terminating')
  expect(await runErrand(post.office, 'away')).toBe(true)
  expect(times).toBe(6)
  expect(await post.count(sql`select count(*) as n from errands where id = 'away'`)).toBe(0)
})
