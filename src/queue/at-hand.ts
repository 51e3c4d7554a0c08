import { setTimeout as pause } from 'node:timers/promises'
import type { BaseLogger } from 'pino'
import type { Handler, Queue } from './queue.ts'

/** What is left unfinished so long after a stop is found by the next sweep. */
const FINISHING = 8_000

/** Jobs that a process does side by side, beside those that the queue brings it; of a heap fewer, for others come between. */
export type Hands = { free: number; forHeaps: number }

/**
 * What is due at once is done at once by the process that brought it up, as long as it works at all and has a hand free; what
 * comes in heaps waits for one. Only what must wait for its time, or for a hand, makes the journey through the queue.
 */
export function atHand(queue: Queue, hands: Hands, log: BaseLogger): Queue {
  let handlers = new Map<string, Handler>()
  const underWay = new Set<Promise<void>>()
  const heap: (() => Promise<void>)[] = []
  let atHeap = 0

  const take = (data: object, handler: Handler, name: string) => {
    const work: Promise<void> = handler(data)
      .catch((error) => log.error({ job: name, err: error }, 'a job ended in an error, its row stays due'))
      .finally(() => underWay.delete(work))
    underWay.add(work)
    return work
  }
  const walkHeap = async () => {
    atHeap++
    for (let next = heap.shift(); next; next = heap.shift()) await next()
    atHeap--
  }
  return {
    ...queue,
    add(name, data, options = {}) {
      const handler = options.at ? undefined : handlers.get(name)
      if (handler && options.heap) {
        heap.push(() => take(data, handler, name))
        if (atHeap < hands.forHeaps) void walkHeap()
      } else if (handler && underWay.size - atHeap < hands.free) void take(data, handler, name)
      else queue.add(name, data, options)
    },
    work(given, options) {
      handlers = given
      queue.work(given, options)
    },
    async close() {
      handlers = new Map()
      heap.length = 0
      await Promise.race([Promise.all(underWay), pause(FINISHING, undefined, { ref: false })])
      await queue.close()
    },
  }
}
