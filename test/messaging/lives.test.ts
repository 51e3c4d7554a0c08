import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { receiptKey } from '../../src/messaging/contact.ts'
import { holdInstance } from '../../src/messaging/instance.ts'
import { isWatchful, watchOut } from '../../src/messaging/watchful.ts'
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
