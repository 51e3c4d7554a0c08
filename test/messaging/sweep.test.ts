import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { holdInstance } from '../../src/messaging/instance.ts'
import { sweep } from '../../src/messaging/sweep.ts'
import { until } from '../queue/contract.ts'
import { type Neighbour, openPostHouse, type PostHouse } from './post-house.ts'

const DEAD = 1001
const LIVING = 1002

let post: PostHouse
beforeAll(async () => {
  post = await openPostHouse({ settings: { SWEEP_EVERY: 'PT1H' } })
})
afterAll(() => post?.close())

/** A message to her that this instance was about to send so many seconds ago. */
async function claimed(one: Neighbour, instance: number, secondsAgo: number): Promise<void> {
  const content = { text: `From ${instance}.`, language: 'en', choices: [], protect: false }
  const at = new Date(post.office.now().getTime() - secondsAgo * 1000)
  await sql`
    insert into messages (contact_id, direction, status, content, due_at, claimed_by, claimed_at)
    values (${one.contact}, 'out', 'sending', ${post.office.sealer.seal(JSON.stringify(content), 'messages.content')},
      ${at}, ${instance}, ${at})`.execute(post.office.db)
}

it('takes over what a process that died was about to send, and leaves what a living one has in hand', async () => {
  const [amina, elif, grace, fatma] = (await post.neighbours(4)) as [
    Neighbour,
    Neighbour,
    Neighbour,
    Neighbour,
  ]
  const living = await holdInstance(post.url, LIVING, post.office.log)
  await claimed(amina, DEAD, 10)
  await claimed(elif, LIVING, 10)
  // It may still be coming up again.
  await claimed(grace, DEAD, 1)
  // Of our own, but let go of when the database was away.
  await claimed(fatma, post.office.instance, 10)
  await sweep(post.office)
  await sweep(post.office)
  expect(amina.heard().map(({ text }) => text)).toEqual([`From ${DEAD}.`])
  expect(elif.heard()).toEqual([])
  expect(grace.heard()).toEqual([])
  expect(fatma.heard()).toHaveLength(1)
  await living.close()
  await sweep(post.office)
  expect(elif.heard().map(({ text }) => text)).toEqual([`From ${LIVING}.`])
  await until(async () => {
    await sweep(post.office)
    return grace.heard().length === 1
  })
})

it('runs what is due and was forgotten, and nothing that is not due', async () => {
  const [amina, elif] = (await post.neighbours(2)) as [Neighbour, Neighbour]
  const inSeconds = (seconds: number) => new Date(post.office.now().getTime() + seconds * 1000)
  for (const [one, at] of [
    [amina, inSeconds(-10)],
    [elif, inSeconds(60)],
  ] as const)
    await sql`
      insert into errands (id, name, data, due_at)
      values (${`forgotten-${one.contact}`}, 'flow.start',
        ${JSON.stringify({ contact: one.contact, flow: 'news', input: { number: 'old' } })}, ${at})`.execute(
      post.office.db,
    )
  await Promise.all([sweep(post.office), sweep(post.office)])
  await amina.hears('News old.')
  await post.quiet()
  expect(amina.heard()).toHaveLength(1)
  expect(elif.heard()).toEqual([])
})

it('does not send a broadcast that was left behind faster than its pace', async () => {
  const listeners = await post.neighbours(60)
  const ago = new Date(post.office.now().getTime() - 60_000)
  const content = { text: 'News for all.', language: 'en', choices: [], protect: false }
  for (const one of listeners)
    await sql`
      insert into messages (contact_id, direction, status, priority, content, due_at)
      values (${one.contact}, 'out', 'queued', 1,
        ${post.office.sealer.seal(JSON.stringify(content), 'messages.content')}, ${ago})`.execute(
      post.office.db,
    )
  await sweep(post.office)
  await post.quiet()
  expect(listeners.filter((one) => one.heard().length !== 1)).toEqual([])
  expect(post.telegram.busiestSecond()).toBeLessThanOrEqual(45)
})

it('what waits for its turn in the line of many until it is of no use is never sent, nor taken for asked', async () => {
  const amina = await post.neighbour()
  const until = new Date(post.office.now().getTime() - 1000).toISOString()
  const data = { contact: amina.contact, flow: 'invitation', input: { what: 'tea' }, bulk: true, until }
  await post.plans({ name: 'flow.start', data })
  await post.quiet()
  await amina.says('I come to tea')
  await post.quiet()
  expect(await post.rows(amina)).toContainEqual({
    ...{ direction: 'out', status: 'failed', trouble: 'outdated', text: 'There is tea. Will you come?' },
  })
  expect(amina.heard().filter(({ text }) => text.includes('tea'))).toEqual([])
})
