import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Handler, Queue } from '../../src/queue/queue.ts'

export type Carrier = {
  open(): Promise<Queue>
  down(): Promise<void>
  up(): Promise<void>
  close(): Promise<void>
}

/** What every driver of the queue promises. */
export function keepsTheQueuesPromises(name: string, prepare: () => Promise<Carrier>) {
  describe(`the queue on ${name}`, () => {
    let carrier: Carrier
    let queues: Queue[]
    let done: unknown[]
    const open = async () => {
      const queue = await carrier.open()
      queues.push(queue)
      return queue
    }
    const note: Handler = async (data) => void done.push((data as { n: unknown }).n)
    const notes = new Map([['note', note]])

    beforeEach(async () => {
      carrier = await prepare()
      queues = []
      done = []
    })
    afterEach(async () => {
      await Promise.all(queues.map((queue) => queue.close()))
      await carrier.close()
    })

    it('a nudge is worked on at once, in another process too', async () => {
      const [web, worker] = [await open(), await open()]
      worker.work(notes, { concurrency: 5 })
      await until(async () => (await worker.trouble()) === null)
      web.add('note', { n: 'warm' })
      await until(() => done.length === 1)
      const since = Date.now()
      web.add('note', { n: 1 })
      await until(() => done.length === 2)
      expect(Date.now() - since).toBeLessThan(2_000)
      expect(await worker.depth()).toBe(0)
    })

    it('a reminder comes at its time, also when a later one was there first', async () => {
      const queue = await open()
      queue.work(notes, { concurrency: 5 })
      const at = Date.now()
      queue.add('note', { n: 'later' }, { at: new Date(at + 1_500) })
      await pause(300)
      queue.add('note', { n: 'soon' }, { at: new Date(at + 700) })
      await pause(250)
      expect(done).toEqual([])
      await until(() => done.length === 1)
      expect(Date.now() - at).toBeGreaterThanOrEqual(690)
      await until(() => done.length === 2)
      expect(done).toEqual(['soon', 'later'])
    })

    it('the same id waits once, and may come again when it is done', async () => {
      const queue = await open()
      for (let i = 0; i < 5; i++)
        queue.add('note', { n: i }, { id: 'ticket-7', at: new Date(Date.now() + 400) })
      await pause(200)
      expect(await queue.depth()).toBe(1)
      queue.work(notes, { concurrency: 5 })
      await until(() => done.length === 1)
      await pause(100)
      queue.add('note', { n: 'again' }, { id: 'ticket-7' })
      await until(() => done.length === 2)
      expect(done[1]).toBe('again')
    })

    it('a job that fails, and one that nobody knows, harm no other', async () => {
      const queue = await open()
      const handlers = new Map<string, Handler>([
        ...notes,
        ['fail', async () => Promise.reject(new Error('no'))],
      ])
      queue.add('unknown', {})
      queue.add('fail', {})
      queue.add('note', { n: 1 })
      queue.work(handlers, { concurrency: 1 })
      await until(() => done.length === 1)
      await until(async () => (await queue.depth()) === 0)
    })

    it('who closes finishes what is under way and takes nothing new', async () => {
      const queue = await open()
      let finished = false
      const slow = async () => {
        done.push('begun')
        await pause(400)
        finished = true
      }
      queue.work(new Map([['slow', slow]]), { concurrency: 1 })
      queue.add('slow', {})
      queue.add('slow', {})
      await until(() => done.length === 1)
      await queue.close()
      expect(finished).toBe(true)
      expect(done).toEqual(['begun'])
    })

    it('an outage is told and counted, does not hold anybody up, and is over when it is over', async () => {
      const queue = await open()
      queue.work(notes, { concurrency: 5 })
      queue.add('note', { n: 'before' })
      await until(() => done.length === 1)
      await carrier.down()
      const since = performance.now()
      for (let i = 0; i < 50; i++) queue.add('note', { n: 'lost' })
      expect(performance.now() - since).toBeLessThan(5_000)
      await until(() => queue.failures() === 50)
      expect(await queue.trouble()).toMatch(/does not answer/)
      await carrier.up()
      await until(async () => (await queue.trouble()) === null)
      queue.add('note', { n: 'after' })
      await until(() => done.includes('after'), 5_000)
    })

    it('closing during an outage takes a moment only', async () => {
      const queue = await open()
      queue.work(notes, { concurrency: 5 })
      queue.add('note', { n: 1 })
      await until(() => done.length === 1)
      await carrier.down()
      const since = Date.now()
      await queue.close()
      expect(Date.now() - since).toBeLessThan(8_000)
      await carrier.up()
    })
  })
}

export async function until(holds: () => boolean | Promise<boolean>, patience = 10_000): Promise<void> {
  const end = Date.now() + patience
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${patience} ms in vain for: ${holds}`)
    await pause(10)
  }
}
