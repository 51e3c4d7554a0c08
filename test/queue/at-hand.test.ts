import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { atHand } from '../../src/queue/at-hand.ts'
import { openQueue } from '../../src/queue/bullmq.ts'
import type { Queue } from '../../src/queue/queue.ts'
import { silent } from '../servers/postgres.ts'
import { startRedis } from '../servers/redis.ts'
import { until } from './contract.ts'

let redis: Awaited<ReturnType<typeof startRedis>>
let carried: Queue
let queue: Queue
let done: unknown[]
let free: () => void
let held: Promise<void>
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())
beforeEach(async () => {
  await redis.command('flushall')
  carried = await openQueue({ redisUrl: redis.url, databaseUrl: 'not used' }, silent)
  queue = atHand(carried, { free: 1, forHeaps: 1 }, silent)
  done = []
  held = new Promise((resolve) => {
    free = resolve
  })
})

const note = async (data: unknown) => void done.push(data)
const hold = async (data: unknown) => {
  await held
  done.push(data)
}

it('what is due at once is begun at once, without the queue', async () => {
  queue.work(new Map([['note', note]]), { concurrency: 1 })
  queue.add('note', { n: 1 })
  expect(done).toEqual([{ n: 1 }])
  await queue.close()
})

it('what is due later, or comes when no hand is free, goes through the queue', async () => {
  queue.work(
    new Map([
      ['hold', hold],
      ['note', note],
    ]),
    { concurrency: 1 },
  )
  queue.add('hold', { n: 1 })
  queue.add('note', { n: 2 })
  queue.add('note', { n: 3 }, { at: new Date(Date.now() + 300) })
  expect(done).toEqual([])
  await until(() => done.length === 2)
  expect(done).toEqual([{ n: 2 }, { n: 3 }])
  free()
  await queue.close()
  expect(done).toHaveLength(3)
})

it('what comes in heaps waits for its own hand, and holds nothing else up', async () => {
  queue.work(
    new Map([
      ['hold', hold],
      ['note', note],
    ]),
    { concurrency: 1 },
  )
  queue.add('hold', { n: 1 }, { heap: true })
  queue.add('note', { n: 2 }, { heap: true })
  queue.add('note', { n: 3 })
  expect(done).toEqual([{ n: 3 }])
  expect(await carried.depth()).toBe(0)
  free()
  await until(() => done.length === 3)
  expect(done).toEqual([{ n: 3 }, { n: 1 }, { n: 2 }])
  await queue.close()
})

it('what is left of a heap when a process stops is left to its rows', async () => {
  queue.work(
    new Map([
      ['hold', hold],
      ['note', note],
    ]),
    { concurrency: 1 },
  )
  queue.add('hold', { n: 1 }, { heap: true })
  queue.add('note', { n: 2 }, { heap: true })
  setTimeout(free, 50)
  await queue.close()
  expect(done).toEqual([{ n: 1 }])
})

it('a process that does not work leaves everything to those that do', async () => {
  queue.add('note', { n: 1 })
  queue.add('note', { n: 2 }, { heap: true })
  await until(async () => (await carried.depth()) === 2)
  expect(done).toEqual([])
  await queue.close()
})

it('a job that ends in an error harms no other, and closing waits for what is under way', async () => {
  const fails = async () => {
    throw new Error('as it happens')
  }
  queue.work(
    new Map([
      ['fails', fails],
      ['hold', hold],
    ]),
    { concurrency: 1 },
  )
  queue.add('fails', {})
  await new Promise(setImmediate)
  queue.add('hold', { n: 1 })
  setTimeout(free, 50)
  await queue.close()
  expect(done).toEqual([{ n: 1 }])
})
