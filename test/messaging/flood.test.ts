import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { until } from '../queue/contract.ts'
import { openPostHouse, type PostHouse } from './post-house.ts'

let post: PostHouse
beforeAll(async () => {
  post = await openPostHouse()
})
afterAll(() => post?.close())

const pages = (count: number) => Array.from({ length: count }, (_, i) => `page ${i}`)

it('who floods the house is answered slowly and in order, and nothing of it is lost', async () => {
  const [amina, elif] = [await post.diarist(), await post.diarist()]
  const said = Date.now()
  await Promise.all(pages(48).map((page) => post.door.message(post.text(amina, page))))
  await elif.says('in between')
  await elif.hears('Written: in between.')
  await until(async () => (await post.diary(amina)).length === 48, 20_000)
  // Forty at once, then two a second.
  expect(Date.now() - said).toBeGreaterThan(3000)
  expect(await post.diary(amina)).toEqual(pages(48))
  await post.quiet()
  expect(amina.heard()).toHaveLength(49)
})

it('who goes on while she is being answered is answered no sooner', async () => {
  const amina = await post.diarist()
  await Promise.all(pages(41).map((page) => post.door.message(post.text(amina, page))))
  const more = pages(48).slice(41)
  for (const page of more) {
    await post.door.message(post.text(amina, page))
    await pause(100)
  }
  await until(async () => (await post.diary(amina)).length === 48, 20_000)
  expect(await post.diary(amina)).toEqual(pages(48))
  const took = sql<{ n: string }>`
    select extract(epoch from max(at) - min(at)) n from diary where contact = ${amina.contact} and line = any (${more})`
  expect(await post.count(took)).toBeGreaterThan(2.5)
})

it('who writes each page only when the one before is answered is answered no sooner either', async () => {
  const amina = await post.diarist()
  await Promise.all(pages(40).map((page) => post.door.message(post.text(amina, page))))
  for (const page of pages(44).slice(40)) {
    await post.door.message(post.text(amina, page))
    await until(async () => (await post.diary(amina)).includes(page))
  }
  const line = pages(44).slice(40)
  const gaps = sql<{ n: string }>`
    select min(gap) n from (select extract(epoch from at - lag(at) over (order by at)) gap from diary
      where contact = ${amina.contact} and line = any (${line})) g`
  expect(await post.count(gaps)).toBeGreaterThanOrEqual(0.49)
})

it('a page in the flood that the house stumbles over does not hold up those behind it', async () => {
  const amina = await post.diarist()
  const flood = [...pages(41), 'poison', 'after it', 'page 99']
  await Promise.all(flood.map((page) => post.door.message(post.text(amina, page))))
  await until(async () => (await post.diary(amina)).includes('page 99'), 20_000)
  await amina.hears('Something went wrong here.')
  expect(await post.diary(amina)).toEqual(flood.filter((page) => page !== 'poison'))
  const stuck = sql<{ n: string }>`
    select (select count(*) from errands where due_at < now()) + (select count(*) from messages where status = 'held') n`
  await until(async () => (await post.count(stuck)) === 0)
})

it('“hide” waits in no line, however much stands in it', async () => {
  const amina = await post.diarist()
  await Promise.all(pages(48).map((page) => post.door.message(post.text(amina, page))))
  await post.door.message(post.text(amina, 'hide'))
  expect((await post.diary(amina)).length).toBeLessThan(48)
  await amina.hears('spoon of cumin')
})
