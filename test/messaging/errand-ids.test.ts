import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { everythingKept, placesOf } from '../journeys/traces.ts'
import { type Neighbour, openPostHouse, type PostHouse } from './post-house.ts'

let post: PostHouse
let grace: Neighbour
beforeAll(async () => {
  post = await openPostHouse()
  grace = await post.neighbour()
})
afterAll(() => post?.close())

const MARK = '5f0d7a52-2b0c-4a0e-9f61-4d2c0b7f3a11'
const tomorrow = () => new Date(post.office.now().getTime() + 86_400_000)
const news = (id: string, number: string) => ({
  name: 'flow.start',
  id,
  data: { contact: grace.contact, flow: 'news', input: { number } },
})
const idsIn = async () =>
  (await sql<{ id: string }>`select id from errands where name = 'flow.start'`.execute(post.office.db)).rows

it('neither an errand’s row nor its job is called after a person, whatever id it was planned with', async () => {
  await post.plans({ ...news(`window-${MARK}-17`, '1'), at: tomorrow() })
  expect(await idsIn()).toEqual([{ id: expect.stringMatching(/^e-[\w-]{24}$/) }])
  // The queue of this house lives in the same database.
  expect(placesOf(await everythingKept(post.office), MARK)).toEqual([])
})

it('the same thing planned twice is still done once', async () => {
  await post.plans(news('twice', '2'), news('twice', '2'))
  await grace.hears('News 2.')
  await post.plans(news('other', '3'))
  await grace.hears('News 3.')
  await post.quiet()
  expect(grace.heard()).toHaveLength(2)
})
