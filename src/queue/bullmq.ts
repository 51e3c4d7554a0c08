import { setTimeout as pause } from 'node:timers/promises'
import { Queue as BullQueue, type Job } from 'bullmq'
import type { BaseLogger } from 'pino'
import { onPostgres } from './on-postgres.ts'
import { onRedis } from './on-redis.ts'
import type { AddOptions, Queue } from './queue.ts'
import { keepWorking } from './work.ts'

// A name of BullMQ's: jobs of all kinds stand in one line, so that each comes in the order it was given.
const LINE = 'house'
// Enough for calls to providers under way; who stops us waits ten seconds.
const FINISHING = 8_000

/**
 * Opens the queue on Redis, or without it on the PostgreSQL that holds the rows. Redis may be away: it is found when it comes.
 * @throws when PostgreSQL is to carry the queue and does not answer
 */
export async function openQueue(
  where: { redisUrl?: string | undefined; databaseUrl: string },
  log: BaseLogger,
): Promise<Queue> {
  const carrier = where.redisUrl ? await onRedis(where.redisUrl) : await onPostgres(where.databaseUrl)
  const line = new BullQueue(
    LINE,
    { ...carrier.producing, defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 } },
    carrier.factory as undefined,
  )
  line.on('error', () => {})
  const workers: { leave(): Promise<void> }[] = []
  let failed = 0
  let closed: Promise<void> | null = null
  const closeAll = async () => {
    const finished = Promise.all(workers.map((worker) => worker.leave()))
    await Promise.race([finished, pause(FINISHING, undefined, { ref: false })])
    await Promise.race([line.close().catch(() => {}), pause(500, undefined, { ref: false })])
    await carrier.close()
  }

  return {
    add(name, data, options = {}) {
      line.add(name, data, jobOptions(options)).catch((error) => {
        failed++
        log.debug(
          { job: name, error: error?.name },
          'a nudge could not be handed over, the sweep will find its row',
        )
      })
    },
    work(handlers, { concurrency }) {
      const take = async ({ name, data }: Job) => {
        const handler = handlers.get(name)
        if (!handler) return log.warn({ job: name }, 'nobody here knows this kind of job')
        await handler(data).catch((error) =>
          log.error({ job: name, err: error }, 'a job ended in an error, its row stays due'),
        )
      }
      workers.push(keepWorking(LINE, take, concurrency, carrier))
    },
    trouble: carrier.trouble,
    async depth() {
      const counts = await line.getJobCounts('wait', 'delayed')
      return Object.values(counts).reduce((sum, count) => sum + count, 0)
    },
    failures: () => failed,
    close() {
      closed ??= closeAll()
      return closed
    },
  }
}

function jobOptions({ id, at }: AddOptions) {
  return {
    ...(id !== undefined && { jobId: id }),
    ...(at && { delay: Math.max(0, at.getTime() - Date.now()) }),
  }
}
