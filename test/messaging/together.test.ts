import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { z } from 'zod'
import { transaction } from '../../src/db/database.ts'
import { lockById, setRole } from '../../src/messaging/contact.ts'
import { defineAction } from '../../src/messaging/scene.ts'
import { together } from '../../src/messaging/together.ts'
import { openPostHouse, type PostHouse, WHAT } from './post-house.ts'

let post: PostHouse
beforeAll(async () => {
  post = await openPostHouse({ settings: { SWEEP_EVERY: 'PT1H' } })
})
afterAll(() => post?.close())

const diarists = (count: number) => Promise.all(Array.from({ length: count }, () => post.diarist()))

/** How many transactions wrote these diaries. */
const transactions = (contacts: string[]) =>
  post.count(
    sql`select count(distinct xmin::text) as n from diary where contact = any (${contacts}::bigint[])`,
  )

it('what many say at one moment is taken in few transactions, and everybody is answered', async () => {
  const all = await diarists(12)
  await Promise.all(all.map((one, i) => post.door.message(post.text(one, `page ${i}`))))
  for (const [i, one] of all.entries()) await one.hears(`Written: page ${i}.`)
  expect(await transactions(all.map(({ contact }) => contact))).toBeLessThan(4)
})

it('a poison among them is found and tried three times in all; what stood beside it has its effect once', async () => {
  const all = await diarists(6)
  const before = post.stumbles()
  await Promise.all(all.map((one, i) => post.door.message(post.text(one, i === 3 ? 'poison' : `page ${i}`))))
  for (const [i, one] of all.entries())
    await one.hears(i === 3 ? 'Something went wrong here.' : `Written: page ${i}.`)
  expect(post.stumbles() - before).toBe(3)
  expect(await Promise.all(all.map(post.diary))).toEqual(all.map((_, i) => (i === 3 ? [] : [`page ${i}`])))
})

it('repeats and strangers among them are what they ever are', async () => {
  const [amina, elif] = await diarists(2)
  const [once, stranger] = [post.text(amina!, 'once'), post.telegram.person(990_001, { language: 'en' })]
  await post.door.message(once)
  const answers = await Promise.all([
    post.door.message(once),
    post.door.message(post.text(elif!, 'mine')),
    post.door.message(post.text({ address: stranger.address }, 'hello')),
  ])
  expect(answers).toEqual(['repeat', 'stored', 'stored'])
  await elif!.hears('Written: mine.')
  await stranger.hears('language')
  expect(await post.diary(amina!)).toEqual(['once'])
})

it('whoever the house is busy with holds up nobody else', async () => {
  const [amina, elif, joy] = await diarists(3)
  const written = await transaction(
    post.office.db,
    async (tx) => {
      await lockById(tx, post.office, amina!.contact)
      const said = [amina!, elif!, joy!].map((one) => post.door.message(post.text(one, 'page')))
      await elif!.hears('Written: page.')
      await joy!.hears('Written: page.')
      expect(await post.diary(amina!)).toEqual([])
      return said
    },
    post.office,
  )
  await Promise.all(written)
  await amina!.hears('Written: page.')
})

it('what one of them changes about another is not lost', async () => {
  const [maker, made] = await diarists(2)
  const person = '00000000-0000-4000-8000-00000000abcd'
  await sql`update contacts set person_id = ${person} where id = ${made!.contact}`.execute(post.office.db)
  const { actions } = post.office
  const write = actions.get('diary.write')!
  actions.set(
    'diary.write',
    defineAction({
      name: 'diary.write',
      input: z.object({ line: z.string() }),
      outcomes: ['written'],
      async run(scene, input) {
        if (input.line === 'appoint') await setRole(scene.tx, person, 'key-mother')
        return (await write.run(scene, input)) as { outcome: 'written' }
      },
    }),
  )
  try {
    await Promise.all([
      post.door.message(post.text(maker!, 'appoint')),
      post.door.message(post.text(made!, 'page')),
    ])
    await made!.hears('Written: page.')
    const { rows } = await sql`select role from contacts where id = ${made!.contact}`.execute(post.office.db)
    expect(rows).toEqual([{ role: 'key-mother' }])
  } finally {
    actions.set('diary.write', write)
  }
  expect(made!.heard().filter(({ text }) => text.includes(WHAT))).toHaveLength(2)
})

it('what comes while others are under way goes together with all that came meanwhile, each with its own result', async () => {
  const rounds: number[][] = []
  const goes: (() => void)[] = []
  const ask = together(
    async (items: number[]) => {
      rounds.push(items)
      await new Promise<void>((go) => goes.push(go))
      if (items.includes(9)) throw new Error('nine')
      return items.map((item) => item * 2)
    },
    { atOnce: 1, most: 3 },
  )
  const soon = () => new Promise((go) => setImmediate(go))
  const first = ask(1)
  await soon()
  const rest = [2, 3, 4, 9].map((item) => ask(item).catch((error: Error) => error.message))
  await soon()
  expect(rounds).toEqual([[1]])
  for (let i = 0; i < 3; i++) {
    goes.shift()!()
    await soon()
    await soon()
  }
  expect(rounds).toEqual([[1], [2, 3, 4], [9]])
  expect([await first, ...(await Promise.all(rest))]).toEqual([2, 4, 6, 8, 'nine'])
})
