import { setTimeout as pause } from 'node:timers/promises'
import type { BaseLogger } from 'pino'
import type { Handler, Queue } from './queue.ts'

/** What is left unfinished so long after a stop is found by the next sweep. */
const FINISHING = 8_000

/**
 * What is due at once is done at once by the process that brought it up, as long as it works at all and has a hand free:
 * only what must wait, or comes in heaps, makes the journey through the queue.
 * @param hands how many such jobs this process does side by side, beside those that the queue brings it
 */
export function atHand(queue: Queue, hands: number, log: BaseLogger): Queue {
  let handlers = new Map<string, Handler>()
  const underWay = new Set<Promise<void>>()
  const take = (name: string, data: object, handler: Handler) => {
    const work: Promise<void> = handler(data)
      .catch((error) => log.error({ job: name, err: error }, 'a job ended in an error, its row stays due'))
      .finally(() => underWay.delete(work))
    underWay.add(work)
  }
  return {
    ...queue,
    add(name, data, options = {}) {
      const handler = options.at ? undefined : handlers.get(name)
      if (handler && underWay.size < hands) return take(name, data, handler)
      queue.add(name, data, options)
    },
    work(given, options) {
      handlers = given
      queue.work(given, options)
    },
    async close() {
      handlers = new Map()
      await Promise.race([Promise.all(underWay), pause(FINISHING, undefined, { ref: false })])
      await queue.close()
    },
  }
}
