import { setTimeout as pause } from 'node:timers/promises'
import { type BackendFactory, type Job, Worker } from 'bullmq'

/** What carries BullMQ's jobs. */
export type Carrier = {
  /** Options of where jobs are handed over: fails soon rather than waits. */
  producing: { connection: never; [option: string]: unknown }
  /** Where work is fetched: waits for as long as it takes. */
  readonly working: never
  factory?: BackendFactory
  trouble(): Promise<string | null>
  answers(): Promise<boolean>
  close(): Promise<void>
}

const RETRY_PAUSE = 500

/** Works on a line of jobs until `leave()`. A worker that could not begin, because its carrier was away, is replaced. */
export function keepWorking(
  line: string,
  take: (job: Job) => Promise<void>,
  concurrency: number,
  carrier: Carrier,
) {
  let worker: Worker | null = null
  let leaving = false
  const underWay = new Set<Promise<void>>()
  const noteAndTake = (job: Job) => {
    const work = take(job).finally(() => underWay.delete(work))
    underWay.add(work)
    return work
  }
  const shift = async () => {
    while (!leaving) {
      worker = newWorker(line, noteAndTake, concurrency, carrier)
      try {
        await worker.waitUntilReady()
        // Rejects when the carrier went away in the very moment of the beginning; later losses are mended inside.
        await worker.run()
      } catch {
        void worker.close(true).catch(() => {})
        await pause(RETRY_PAUSE)
      }
    }
  }
  void shift()
  return {
    async leave() {
      leaving = true
      if (await carrier.answers()) return worker?.close()
      // BullMQ would wait to take its leave of a carrier that is away: finish the work, and go.
      await worker?.pause(true)
      await Promise.allSettled(underWay)
      await worker?.close(true)
    },
  }
}

function newWorker(
  line: string,
  take: (job: Job) => Promise<void>,
  concurrency: number,
  carrier: Carrier,
): Worker {
  const options = {
    connection: carrier.working,
    concurrency,
    autorun: false,
    // Seconds. A call that was missed in the moment of a restart is made up for by looking again.
    drainDelay: 2,
    // Two processes killed in a row are no reason to give a job up.
    maxStalledCount: 1_000_000,
    stalledInterval: 5_000,
    lockDuration: 15_000,
    // BullMQ's own 15 s would leave work lying after a restart of its carrier.
    runRetryDelay: RETRY_PAUSE,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  }
  // The types say that only Redis has no factory; at run time an absent one means Redis.
  const worker = new Worker(line, take, options, carrier.factory as undefined)
  worker.on('error', () => {})
  return worker
}
