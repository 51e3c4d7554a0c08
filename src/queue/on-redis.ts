import { setTimeout as pause } from 'node:timers/promises'
import { Redis, type RedisOptions } from 'ioredis'
import type { Carrier } from './work.ts'

const RETRY = (times: number) => Math.min(50 * 2 ** times, 1_000)

// BullMQ blocks for ten seconds at most.
const SILENCE = 12_000

const COMMON: RedisOptions = {
  retryStrategy: RETRY,
  connectTimeout: 3_000,
  keepAlive: 5_000,
  // This one was the primary until a moment ago: connect again, to the new one, and send the command there.
  reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
}

// What Redis refuses a write with, and what its operator must know.
const REFUSALS: [start: string, line: string][] = [
  ['READONLY', 'Redis is a read-only replica: REDIS_URL must name the primary'],
  ['OOM', 'Redis is full: raise its maxmemory'],
  ['NOREPLICAS', 'Redis has fewer replicas than min-replicas-to-write asks for'],
  ['MISCONF', 'Redis cannot save to its disk and takes no more writes'],
  ['NOAUTH', 'Redis wants a password: put it into REDIS_URL'],
  ['WRONGPASS', 'Redis refuses the password in REDIS_URL'],
]

/** BullMQ on Redis. It waits a moment for Redis, so that a first nudge finds it, and goes on without. */
export async function onRedis(url: string): Promise<Carrier> {
  const producer = new Redis(url, {
    ...COMMON,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 2_000,
  })
  producer.on('error', () => {})
  await Promise.race([
    new Promise((resolve) => producer.once('ready', resolve)),
    pause(1_000, undefined, { ref: false }),
  ])
  const lines: Redis[] = []
  return {
    producing: {
      connection: producer as never,
      skipWaitingForReady: true,
      skipVersionCheck: true,
      skipMetasUpdate: true,
    },
    get working() {
      const working = new Redis(url, { ...COMMON, maxRetriesPerRequest: null })
      const duplicate = working.duplicate.bind(working)
      // BullMQ makes itself a second line, to block on: that one is watched as well.
      working.duplicate = (override) => watched(duplicate(override), lines)
      return watched(working, lines) as never
    },
    trouble: () => troubleOf(producer),
    answers: async () =>
      producer.ping().then(
        () => true,
        () => false,
      ),
    async close() {
      for (const line of [producer, ...lines]) line.disconnect()
    },
  }
}

/**
 * A worker's line is answered every few seconds. When it is not, nobody may have hung up and yet nobody is there: connect again.
 * ioredis has `socketTimeout` for this, but its timer outlives the connection and then cuts the next one (5.11).
 */
function watched(line: Redis, lines: Redis[]): Redis {
  lines.push(line)
  line.on('error', () => {})
  let heard = -1
  const watch = setInterval(() => {
    const now = line.stream?.bytesRead ?? -1
    if (line.status === 'ready' && now === heard) line.disconnect(true)
    heard = now
  }, SILENCE).unref()
  line.once('end', () => clearInterval(watch))
  return line
}

async function troubleOf(redis: Redis): Promise<string | null> {
  try {
    const memory = await redis.info('memory')
    const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1]
    if (policy && policy !== 'noeviction')
      return `Redis has maxmemory-policy ${policy} and may drop jobs: set it to noeviction`
    await redis.set('parents-network:probe', '1', 'PX', 1_000)
    return null
  } catch (error) {
    const message = (error as Error).message
    return REFUSALS.find(([start]) => message.startsWith(start))?.[1] ?? 'Redis does not answer'
  }
}
