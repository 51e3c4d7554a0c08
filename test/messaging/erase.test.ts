import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { transaction } from '../../src/db/database.ts'
import { forgetPerson } from '../../src/messaging/erase.ts'
import { exportPerson } from '../../src/messaging/export.ts'
import { plan } from '../../src/messaging/plan.ts'
import type { Errand } from '../../src/messaging/scene.ts'
import { moveIn } from '../people.ts'
import type { Person } from '../standins/telegram-person.ts'
import { openPostHouse, type PostHouse } from './post-house.ts'

let post: PostHouse
let ids: Record<string, string>
let grace: Person
let joy: Person

beforeAll(async () => {
  post = await openPostHouse()
  grace = post.telegram.person(610_001, { language: 'en' })
  joy = post.telegram.person(610_002, { language: 'en' })
  ids = await moveIn(post.office, ['grace', 'joy'], {
    reached: {
      grace: { channel: 'telegram', address: grace.address },
      joy: { channel: 'telegram', address: joy.address },
    },
  })
  await grace.says('Where can I learn Dutch?')
  await grace.hears('Shall I send this to Joy?')
  await grace.taps('Send')
  await joy.hears('Grace writes this to you.')
})
afterAll(() => post?.close())

const forgets = async (person: string) => {
  const { office } = post
  const now = office.now()
  const errands: Errand[] = []
  await transaction(
    office.db,
    async (tx) => {
      const later = (errand: Errand) => void errands.push(errand)
      await forgetPerson({ tx, office, now, later } as Parameters<typeof forgetPerson>[0], person)
      await plan(tx, office, errands, now)
    },
    office,
  )
}
const left = (person: string) =>
  post.count(sql<{ n: string }>`
    select (select count(*) from contacts where person_id = ${person})
      + (select count(*) from messages m join contacts c on c.id = m.contact_id where c.channel = 'telegram'
          and c.person_id is distinct from ${ids.joy}) n`)

it('what she gets to keep stands in the order in which it was said, without what others wrote', async () => {
  const kept = await transaction(
    post.office.db,
    (tx) => exportPerson(tx, post.office, ids.grace!),
    post.office,
  )
  expect(kept.channels).toMatchObject([{ channel: 'telegram', address: grace.address, language: 'en' }])
  expect(kept.messages.map(({ from, text }) => [from, text.split('\n')[0]])).toEqual([
    ['you', 'Where can I learn Dutch?'],
    ['us', expect.stringContaining('Shall I send this to')],
    ['you', 'Send'],
    ['us', expect.stringContaining('has it now')],
  ])
  const joys = await transaction(post.office.db, (tx) => exportPerson(tx, post.office, ids.joy!), post.office)
  expect(JSON.stringify(joys.messages)).not.toContain('learn Dutch')
})

it('who is forgotten leaves no word, no conversation and no errand; her address goes after the goodbye', async () => {
  await forgets(ids.grace!)
  expect(await left(ids.grace!)).toBe(0)
  const hers = sql<{ n: string }>`select count(*) n from errands where data ->> 'person' = ${ids.grace}`
  expect(await post.count(hers)).toBe(0)
  const addresses = () =>
    post.count(sql<{ n: string }>`select count(*) n from contacts where channel = 'telegram'`)
  expect(await addresses()).toBe(2)
  await post.passes('PT2M')
  expect(await addresses()).toBe(1)
})

it('a message of before, brought once more after all is forgotten, has no effect', async () => {
  const before = grace.heard().length
  const calls = post.telegram.calls.length
  await post.telegram.repeats()
  await post.quiet()
  expect(grace.heard()).toHaveLength(before)
  expect(post.telegram.calls.slice(calls).filter(({ method }) => method.startsWith('send'))).toEqual([])
})

it('who comes back before her address is gone is a stranger who stays', async () => {
  await forgets(ids.joy!)
  await joy.says('hello, it is me again')
  await joy.hears(/Which language|Welke taal|Which neighbourhood/)
  await post.passes('PT2M')
  const hers = sql<{
    n: string
  }>`select count(*) n from contacts where channel = 'telegram' and role = 'guest'`
  expect(await post.count(hers)).toBe(1)
  expect(joy.heard().at(-1)!.text).toMatch(/Which language|Welke taal|Which neighbourhood/)
})
