import { afterAll, beforeAll } from '@jest/globals'
import { startRedis } from '../servers/redis.ts'
import { keepsItsPromisesApart } from './processes.ts'
import { keepsItsPromises } from './promises.ts'

let redis: Awaited<ReturnType<typeof startRedis>>
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

keepsItsPromises('Redis', () => ({ REDIS_URL: redis.url }))
keepsItsPromisesApart('Redis', () => ({ REDIS_URL: redis.url }))
