import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { z } from 'zod'
import { runErrand } from '../../src/messaging/errands.ts'
import { defineErrand } from '../../src/messaging/scene.ts'
import { sweep } from '../../src/messaging/sweep.ts'
import { startProxy } from '../faults/proxy.ts'
import { until } from '../queue/contract.ts'
import { type Neighbour, openPostHouse, type PostHouse, WHAT } from './post-house.ts'

/** Nobody sweeps while this is tested: whatever happens, the queue has brought about. */
const NO_SWEEP = { SWEEP_EVERY: 'PT1H' }

/** What messaging promises about every message, whatever carries the queue. */
export function keepsItsPromises(name: string, settings: () => Record<string, string>) {
  describe(`with its queue on ${name} the post office`, () => {
    let post: PostHouse
    let line: Awaited<ReturnType<typeof startProxy>>
    let databasePort = 0
    /** Telegram's limits; everything goes until a test sets them. */
    const limits = { perSecond: Infinity, perChat: Infinity }
    const tried: string[] = []

    beforeAll(async () => {
      line = await startProxy(() => databasePort)
      const seen = (address: string) => {
        const url = new URL(address)
        databasePort = Number(url.port)
        url.port = String(line.port)
        url.searchParams.delete('host')
        return url.href
      }
      post = await openPostHouse({ settings: { ...NO_SWEEP, ...settings() }, limits, seen })
      post.office.errands.set('test.note', noteIn(tried))
    })
    afterAll(async () => {
      await post?.close()
      await line?.close()
    })

    const update = (id: number, chat: number, text: string) => ({
      update_id: id,
      message: {
        message_id: id,
        date: Math.floor(Date.now() / 1000),
        chat: { id: chat, type: 'private' },
        from: { id: chat, is_bot: false, first_name: 'X' },
        text,
      },
    })
    const sentTo = (chat: number) =>
      post.telegram.calls.filter(
        ({ method, payload }) => method.startsWith('send') && Number(payload.chat_id) === chat,
      )

    it('gives a message that is brought twice, or 64 times at once, one effect', async () => {
      const amina = await post.diarist()
      const [once, often] = [update(1, amina.id, 'twice'), update(2, amina.id, 'often')]
      expect([await post.knocks(once), await post.knocks(once)]).toEqual([200, 200])
      const answers = await Promise.all(Array.from({ length: 64 }, () => post.knocks(often)))
      expect(new Set(answers)).toEqual(new Set([200]))
      await amina.hears('Written: often.')
      await post.quiet()
      expect(await post.diary(amina)).toEqual(['twice', 'often'])
      expect(amina.heard()).toHaveLength(3)
      expect((await post.rows(amina)).filter(({ direction }) => direction === 'in')).toHaveLength(2)
    })

    it('lets one person’s messages take effect in the order in which they came, also when all come at once', async () => {
      const [amina, elif] = [await post.diarist(), await post.diarist()]
      const pages = Array.from({ length: 20 }, (_, i) => `page ${i}`)
      await Promise.all(
        pages.flatMap((page) => [amina, elif].map((one) => post.door.message(post.text(one, page)))),
      )
      await post.quiet()
      for (const one of [amina, elif]) {
        expect(await post.diary(one)).toEqual(pages)
        expect(
          one
            .heard()
            .slice(1)
            .map(({ text }) => text),
        ).toEqual(pages.map((page) => `Written: ${page}.\n\n${WHAT}`))
      }
    })

    it('says 200 only when it is stored; what came while the database was away is taken when it is back', async () => {
      const amina = await post.diarist()
      await line.cut()
      expect(await post.knocks(update(3, amina.id, 'too early'))).toBe(503)
      const brought = amina.says('in the dark')
      await pause(300)
      expect(post.telegram.waiting()).toBe(1)
      await line.heal()
      await brought
      await amina.hears('Written: in the dark.')
      expect(await post.knocks(update(3, amina.id, 'too early'))).toBe(200)
      await amina.hears('Written: too early.')
      await until(async () => (await post.office.queue.trouble()) === null)
      expect(await post.diary(amina)).toEqual(['in the dark', 'too early'])
    })

    it('stores a reply with what caused it, before anybody is sent anything', async () => {
      const amina = await post.diarist()
      post.telegram.breaks('die', { chat: amina.id, times: 2 })
      await amina.says('kept')
      const [, , reply] = await post.rows(amina)
      expect(reply).toMatchObject({ direction: 'out', text: `Written: kept.\n\n${WHAT}` })
      expect(await post.diary(amina)).toEqual(['kept'])
      expect(amina.heard()).toHaveLength(1)
      await amina.hears('Written: kept.', 8000)
    })

    it('keeps the order of what it sends while the provider is in trouble', async () => {
      const amina = await post.diarist()
      post.telegram.breaks('gateway', { chat: amina.id })
      post.telegram.breaks({ error: 500 }, { chat: amina.id })
      for (const page of ['one', 'two', 'three']) await amina.says(page)
      await amina.hears('Written: three.', 8000)
      expect(
        amina
          .heard()
          .slice(1)
          .map(({ text }) => text.split('\n')[0]),
      ).toEqual(['Written: one.', 'Written: two.', 'Written: three.'])
      await post.quiet()
      expect(new Set((await post.rows(amina)).map(({ status }) => status))).toEqual(
        new Set(['taken', 'sent']),
      )
    })

    it('waits as long as it is told to, and lets nobody else wait', async () => {
      const [amina, elif] = [await post.diarist(), await post.diarist()]
      post.telegram.breaks({ error: 429, retryAfter: 2 }, { chat: amina.id })
      await amina.says('slowly')
      const told = Date.now()
      await elif.says('at once')
      await elif.hears('Written: at once.', 500)
      await amina.hears('Written: slowly.', 5000)
      expect(Date.now() - told).toBeGreaterThan(1900)
      expect(sentTo(amina.id)).toHaveLength(3)
    })

    it('rests a whole bot that was too fast, and no other channel', async () => {
      const grace = await post.diarist()
      const many: Neighbour[] = []
      for (let i = 0; i < 5; i++) many.push(await post.diarist())
      for (const one of many) post.telegram.breaks({ error: 429, retryAfter: 2 }, { chat: one.id })
      await Promise.all(many.map((one) => one.says('one')))
      await until(() => many.every(({ id }) => sentTo(id).length === 2))
      const told = Date.now()
      await grace.says('three')
      const phone = post.phone(`${name}-phone`.toLowerCase())
      const before = Date.now()
      await phone.says('hello').catch(() => {})
      await phone.hears(/./)
      expect(Date.now() - before).toBeLessThan(8000)
      await grace.hears('Written: three.', 8000)
      expect(grace.heard().at(-1)!.at - told).toBeGreaterThan(1500)
      await Promise.all(many.map((one) => one.hears('Written: one.', 8000)))
    })

    it('lets whoever blocked us in peace, and brings what waited when she writes', async () => {
      const amina = await post.diarist()
      post.telegram.breaks({ error: 403 }, { chat: amina.id })
      await post.begins(amina, 'news', { number: 'one' })
      await until(async () => (await post.rows(amina)).at(-1)?.status === 'parked')
      await post.begins(amina, 'news', { number: 'two' })
      await post.quiet()
      await sweep(post.office)
      expect(sentTo(amina.id)).toHaveLength(2)
      expect((await post.rows(amina)).map(({ status }) => status)).toEqual(['sent', 'parked', 'parked'])
      await amina.says('here I am again, with my page')
      await post.quiet()
      expect(
        amina
          .heard()
          .map(({ text }) => text.split('\n')[0])
          .slice(1),
      ).toEqual(['News one.', 'News two.', 'Written: here I am again, with my page.'])
    })

    it('lets a reply overtake a broadcast, which keeps below Telegram’s limits', async () => {
      const listeners = await post.neighbours(300)
      const amina = await post.diarist()
      await pause(1000)
      Object.assign(limits, { perSecond: 30, perChat: 1 })
      const before = post.telegram.calls.length
      await post.plans(
        ...listeners.map(({ contact }) => ({
          name: 'flow.start',
          data: { contact, flow: 'news', input: { number: 'for all' }, bulk: true },
        })),
      )
      const heard = () => listeners.filter((one) => one.heard().length > 0).length
      await until(() => heard() > 20, 20_000)
      for (const page of ['one', 'two', 'three']) {
        const said = Date.now()
        await amina.says(page)
        await amina.hears(`Written: ${page}.`)
        expect(Date.now() - said).toBeLessThan(5000)
        expect(heard()).toBeLessThan(300)
        await pause(1100)
      }
      await until(() => heard() === 300, 45_000)
      await pause(300)
      const calls = post.telegram.calls.slice(before).filter(({ method }) => method.startsWith('send'))
      expect(calls.filter(({ ok }) => ok)).toHaveLength(303)
      // Calls that left in their turn arrive bunched when the machine is busy with other tests; without turns all 300 would.
      expect(busiestSecond(calls)).toBeLessThanOrEqual(45)
      Object.assign(limits, { perSecond: Infinity, perChat: Infinity })
    }, 90_000)

    it('runs an errand once, however many want to run it', async () => {
      await post.plans({ name: 'test.note', id: 'once', data: { n: 'once' } })
      await Promise.all(Array.from({ length: 8 }, () => runErrand(post.office, 'once')))
      await post.quiet()
      expect(await noted('once')).toBe(1)
    })

    it('tries an errand again that failed, without a trace of the failure', async () => {
      await post.plans({ name: 'test.note', data: { n: 'again', fails: 1 } })
      await until(async () => (await noted('again')) === 1)
      expect(tried.filter((n) => n === 'again')).toHaveLength(2)
    })

    it('plans the same thing once, though it is planned twice', async () => {
      const at = new Date(post.office.now().getTime() + 500)
      for (let i = 0; i < 3; i++)
        await post.plans({ name: 'test.note', id: 'planned', data: { n: 'planned' }, at })
      await until(async () => (await noted('planned')) > 0)
      await pause(200)
      expect(await noted('planned')).toBe(1)
    })

    it('breaks a silence once and at its time, and none that was broken before', async () => {
      const [amina, elif] = await Promise.all([post.neighbour(), post.neighbour()])
      for (const one of [amina, elif]) await post.begins(one, 'patience')
      const asked = (await amina.hears('Are you there?')).at
      await elif.hears('Are you there?')
      await elif.says('yes')
      await elif.hears('There you are.')
      const broken = await amina.hears('Nobody answers.', 3000)
      expect(broken.at - asked).toBeGreaterThan(800)
      expect(broken.at - asked).toBeLessThan(3000)
      await pause(500)
      expect(amina.heard()).toHaveLength(2)
      expect(elif.heard()).toHaveLength(2)
    })

    // The last one: it moves the clock, and the queue's is the real one.
    it('leaves an errand to a person that failed five times', async () => {
      await post.plans({ name: 'test.note', id: 'hopeless', data: { n: 'hopeless', fails: 99 } })
      await post.passes('P1D')
      expect(tried.filter((n) => n === 'hopeless')).toHaveLength(5)
      expect(await noted('hopeless')).toBe(0)
      const kept = sql<{
        n: string
      }>`select attempts n from errands where data ->> 'n' = 'hopeless' and failed_at is not null`
      expect(await post.count(kept)).toBe(5)
    })

    const noted = (n: string) =>
      post.count(sql<{ n: string }>`select count(*) n from diary where line = ${n}`)
  })
}

/** An errand that writes into the tables, and then fails as often as its data say. */
function noteIn(tried: string[]) {
  return defineErrand({
    name: 'test.note',
    data: z.object({ n: z.string(), fails: z.number().default(0) }),
    async run({ tx }, { n, fails }) {
      await sql`insert into diary (line) values (${n})`.execute(tx)
      tried.push(n)
      if (tried.filter((one) => one === n).length <= fails) throw new Error('Not this time')
    },
  })
}

function busiestSecond(calls: { at: number }[]): number {
  return Math.max(...calls.map(({ at }) => calls.filter((one) => one.at > at - 1000 && one.at <= at).length))
}
