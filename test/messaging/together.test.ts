import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { transaction } from '../../src/db/database.ts'
import { lockById, setRole } from '../../src/messaging/contact.ts'
import { forgetPerson } from '../../src/messaging/erase.ts'
import { noteHidden } from '../../src/messaging/hidden.ts'
import { addressKey } from '../../src/messaging/known-by.ts'
import type { Scene } from '../../src/messaging/scene.ts'
import { together } from '../../src/messaging/together.ts'
import { type Neighbour, openPostHouse, type PostHouse, WHAT } from './post-house.ts'

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
  const appoints = async ({ tx }: Scene, line: string) => {
    if (line === 'appoint') await setRole(tx, person, 'key-mother')
  }
  await post.whileWriting(appoints, async () => {
    await Promise.all([
      post.door.message(post.text(maker!, 'appoint')),
      post.door.message(post.text(made!, 'page')),
    ])
    await made!.hears('Written: page.')
    const { rows } = await sql`select role from contacts where id = ${made!.contact}`.execute(post.office.db)
    expect(rows).toEqual([{ role: 'key-mother' }])
  })
  expect(made!.heard().filter(({ text }) => text.includes(WHAT))).toHaveLength(2)
})

it('danger waits for nobody with whom it came', async () => {
  const [slow, amina] = await diarists(2)
  let goOn = () => {}
  const gate = new Promise<void>((open) => {
    goOn = open
  })
  const lingers = (_: Scene, line: string) => (line === 'slow' ? gate : Promise.resolve())
  await post.whileWriting(lingers, async () => {
    const first = post.door.message(post.text(slow!, 'slow'))
    const danger = post.door.message(post.text(amina!, 'My husband hits me and the children'))
    const heard = await Promise.race([danger, pause(5_000, 'waits')])
    goOn()
    await Promise.all([first, danger])
    expect(heard).toBe('stored')
  })
})

it('whoever takes long holds up nobody who comes after', async () => {
  const [slow, ...all] = await diarists(4)
  const lingers = async (_: Scene, line: string) => {
    if (line === 'slow') await pause(800)
  }
  await post.whileWriting(lingers, async () => {
    await Promise.all([slow!, ...all].map((one, i) => post.door.message(post.text(one, i ? 'page' : 'slow'))))
  })
  expect(await Promise.all(all.map(post.diary))).toEqual([['page'], ['page'], ['page']])
  expect(await transactions([slow!, ...all].map(({ contact }) => contact))).toBe(4)
})

it('who hides her screen is taken together with others, and it is known that she did', async () => {
  const all = await diarists(4)
  const hides = async (scene: Scene, line: string) => {
    if (line === 'hidden') noteHidden(scene)
  }
  await post.whileWriting(hides, async () => {
    await Promise.all(all.map((one, i) => post.door.message(post.text(one, i ? 'page' : 'hidden'))))
  })
  expect(await transactions(all.map(({ contact }) => contact))).toBe(1)
  const hidden = sql<{ n: string }>`
    select count(*) n from contacts where id = ${all[0]!.contact} and last_hid_at is not null and hid_at = last_hid_at`
  expect(await post.count(hidden)).toBe(1)
})

it('what was said once is counted once, however often it is tried', async () => {
  const [amina, ...others] = await diarists(25)
  for (const [i, other] of others.entries())
    await Promise.all([
      post.door.message(post.text(amina!, `page ${i}`)),
      post.door.message(post.text(other, 'poison')),
    ])
  const line = sql<{ n: string }>`
    select count(*) n from contacts where id = ${amina!.contact} and holding`
  expect(await post.count(line)).toBe(0)
  expect(await post.diary(amina!)).toHaveLength(others.length)
})

it('a stranger who writes twice at once is one person, and heard in order', async () => {
  const [amina] = await diarists(1)
  const { address } = post.telegram.person(990_002, { language: 'en' })
  const said = ['first', 'second'].map((text) => post.door.message(post.text({ address }, text)))
  await Promise.all([...said, post.door.message(post.text(amina!, 'page'))])
  const { rows } = await sql<{ id: string }>`
    select id from contacts where address_key = ${addressKey(post.office, 'telegram', address)}`.execute(
    post.office.db,
  )
  expect(rows).toHaveLength(1)
  const heard = await post.rows({ contact: rows[0]!.id } as Neighbour)
  expect(heard.flatMap(({ direction, text }) => (direction === 'in' ? [text] : []))).toEqual([
    'first',
    'second',
  ])
})

it.each([
  ['before', 0],
  ['after', 1],
])('who erases herself %s she writes on her other phone leaves nothing of hers behind', async (_, place) => {
  const phones = await diarists(2)
  const person = randomUUID()
  const ids = phones.map(({ contact }) => contact)
  await sql`update contacts set person_id = ${person} where id = any (${ids}::bigint[])`.execute(
    post.office.db,
  )
  const erases = async (scene: Scene, line: string) => {
    if (line === 'erase') await forgetPerson(scene, person, scene.contact)
  }
  await post.whileWriting(erases, async () => {
    const said = phones.map((one, i) => post.door.message(post.text(one, i === place ? 'erase' : 'page')))
    expect(await Promise.all(said)).toEqual(['stored', 'stored'])
  })
  const hers = sql<{ n: string }>`select count(*) n from contacts where person_id = ${person}`
  expect(await post.count(hers)).toBe(0)
  // Each is taken alone then, and either may come first: her diary is closed for what comes after she erased herself.
  expect(await post.diary(phones[place]!)).toEqual(['erase'])
})

it('repeats alone, many at one moment, are repeats', async () => {
  const all = await diarists(3)
  const said = all.map((one) => post.text(one, 'once'))
  const take = () => Promise.all(said.map((one) => post.door.message(one)))
  expect(await take()).toEqual(['stored', 'stored', 'stored'])
  expect(await take()).toEqual(['repeat', 'repeat', 'repeat'])
  expect(await Promise.all(all.map(post.diary))).toEqual([['once'], ['once'], ['once']])
})

it('one id from two addresses at one moment has its effect once', async () => {
  const [amina, elif, joy] = await diarists(3)
  const answers = await Promise.all([
    post.door.message(post.text(amina!, 'mine', 'the-same')),
    post.door.message(post.text(elif!, 'mine', 'the-same')),
    post.door.message(post.text(joy!, 'mine')),
  ])
  expect(answers.sort()).toEqual(['repeat', 'stored', 'stored'])
  expect((await Promise.all([amina!, elif!].map(post.diary))).flat()).toEqual(['mine'])
  expect(await post.diary(joy!)).toEqual(['mine'])
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
