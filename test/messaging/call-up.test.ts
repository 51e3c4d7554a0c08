import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { callUp } from '../../src/messaging/call-up.ts'
import { runErrand } from '../../src/messaging/errands.ts'
import { until } from '../queue/contract.ts'
import { openPostHouse, type PostHouse } from './post-house.ts'

let post: PostHouse
beforeAll(async () => {
  // Nobody sweeps: what comes has come by its nudge.
  post = await openPostHouse({ settings: { SWEEP_EVERY: 'PT1H' } })
})
afterAll(() => post?.close())

it('a timer far ahead does not burden the queue; when its time is near it is called up, once', async () => {
  const [near, far] = await post.neighbours(2)
  const { office } = post
  const inSeconds = (seconds: number) => new Date(office.now().getTime() + seconds * 1000)
  const before = await office.queue.depth()
  const news = (contact: string, at: Date) => ({
    name: 'flow.start',
    data: { contact, flow: 'news', input: { number: 'one' } },
    at,
  })
  await post.plans(news(near!.contact, inSeconds(40)), news(far!.contact, inSeconds(100)))
  await until(async () => (await office.queue.depth()) === before + 1)
  await callUp({ ...office, now: () => inSeconds(-5) })
  expect(await office.queue.depth()).toBe(before + 1)
  const later = { ...office, now: () => inSeconds(45) }
  await callUp(later)
  await callUp(later)
  await until(async () => (await office.queue.depth()) === before + 2)
})

it('what was put off after it failed is called up under the name it was put off with: one job, not two', async () => {
  const { office } = post
  const given: (string | undefined)[] = []
  const add: typeof office.queue.add = (name, data, options) => {
    given.push(options?.id)
    office.queue.add(name, data, options)
  }
  const inSeconds = (seconds: number) => ({
    ...{ ...office, queue: { ...office.queue, add } },
    now: () => new Date(office.now().getTime() + seconds * 1000),
  })
  await post.plans({ name: 'nobody.knows', data: {}, at: inSeconds(1000).now() })
  const { rows } = await sql<{ id: string }>`
    update errands set attempts = 2 where name = 'nobody.knows' returning id`.execute(office.db)
  await runErrand(inSeconds(1001), rows[0]!.id)
  await callUp(inSeconds(1010))
  expect(given).toHaveLength(2)
  expect(new Set(given).size).toBe(1)
})
