import { afterAll, expect, it } from '@jest/globals'
import { openQueue } from '../../src/queue/bullmq.ts'
import { freshDatabase, silent, startPostgres } from '../servers/postgres.ts'
import { startRedis } from '../servers/redis.ts'
import { keepsTheQueuesPromises, until } from './contract.ts'

keepsTheQueuesPromises('Redis', async () => {
  let redis = await startRedis()
  return {
    open: () => openQueue({ redisUrl: redis.url, databaseUrl: 'not used' }, silent),
    down: () => redis.stop(),
    up: async () => {
      redis = await startRedis({ port: redis.port })
    },
    close: () => redis.stop(),
  }
})

let postgres: Awaited<ReturnType<typeof startPostgres>> | null = null
afterAll(() => postgres?.stop())

keepsTheQueuesPromises('PostgreSQL', async () => {
  postgres ??= await startPostgres()
  const server = postgres
  const { url } = await server.freshDatabase()
  return {
    open: () => openQueue({ databaseUrl: url }, silent),
    down: () => server.down(),
    up: () => server.up(),
    close: async () => {},
  }
})

it('the service starts while Redis is away and works when it comes', async () => {
  const gone = await startRedis()
  await gone.stop()
  const queue = await openQueue({ redisUrl: gone.url, databaseUrl: 'not used' }, silent)
  const done: unknown[] = []
  queue.work(new Map([['note', async (data) => void done.push(data)]]), { concurrency: 2 })
  expect(await queue.trouble()).toBe('Redis does not answer')
  const back = await startRedis({ port: gone.port })
  await until(async () => (await queue.trouble()) === null)
  queue.add('note', {})
  await until(() => done.length === 1)
  await queue.close()
  await back.stop()
})

it('a Redis that may drop jobs, is full or takes no writes is named in one line', async () => {
  const redis = await startRedis()
  const queue = await openQueue({ redisUrl: redis.url, databaseUrl: 'not used' }, silent)
  await until(async () => (await queue.trouble()) === null)
  await redis.command('config', 'set', 'maxmemory-policy', 'volatile-lru')
  expect(await queue.trouble()).toMatch(/volatile-lru.*noeviction/)
  await redis.command('config', 'set', 'maxmemory-policy', 'noeviction')
  await redis.command('config', 'set', 'maxmemory', '1')
  expect(await queue.trouble()).toMatch(/full/)
  await redis.command('config', 'set', 'maxmemory', '0')
  await redis.command('replicaof', '127.0.0.1', '1')
  expect(await queue.trouble()).toMatch(/read-only|does not answer/)
  await redis.command('replicaof', 'no', 'one')
  await until(async () => (await queue.trouble()) === null)
  await queue.close()
  await redis.stop()
})

it('several processes may bring the queue’s tables up at once', async () => {
  const { url, drop } = await freshDatabase()
  const queues = await Promise.all([1, 2, 3].map(() => openQueue({ databaseUrl: url }, silent)))
  expect(await Promise.all(queues.map((queue) => queue.depth()))).toEqual([0, 0, 0])
  await Promise.all(queues.map((queue) => queue.close()))
  await drop()
})
