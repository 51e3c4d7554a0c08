import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { openPostHouse, type PostHouse } from './post-house.ts'

let post: PostHouse
beforeAll(async () => {
  post = await openPostHouse()
})
afterAll(() => post?.close())

const kept = () =>
  sql<{ kind: string; raw: Buffer }>`select kind, raw from quarantine order by id`.execute(post.office.db)

it('a message that the house stumbles over is kept for a person; she hears so, and goes on where she was', async () => {
  const [amina, elif] = [await post.diarist(), await post.diarist()]
  await amina.says('first')
  await Promise.all([amina.says('poison for the house'), elif.says('mine')])
  await amina.hears('Something went wrong here.')
  await elif.hears('Written: mine.')
  await amina.says('last')
  await amina.hears('Written: last.')
  expect(post.stumbles()).toBe(3)
  expect(await post.diary(amina)).toEqual(['first', 'last'])
  const { rows } = await kept()
  expect(rows.map(({ kind }) => kind)).toEqual(['stumbled'])
  expect(JSON.parse(post.office.sealer.open(rows[0]!.raw, 'quarantine.raw'))).toEqual({
    from: amina.address,
    kind: 'text',
    text: 'poison for the house',
  })
})

it('brought again, it is a repeat like any other', async () => {
  const amina = await post.diarist()
  const before = post.stumbles()
  await amina.says('poison once more')
  await amina.hears('Something went wrong here.')
  await post.telegram.repeats()
  await post.quiet()
  expect(post.stumbles()).toBe(before + 3)
  expect(amina.heard()).toHaveLength(2)
})

it('what the house cannot understand is kept once, and nobody hears of it', async () => {
  const amina = await post.diarist()
  const before = (await kept()).rows.length
  const strange = { update_id: 77, chat_boost: { chat: { id: amina.id } } }
  expect([await post.knocks(strange), await post.knocks(strange)]).toEqual([200, 200])
  expect((await kept()).rows.slice(before).map(({ kind }) => kind)).toEqual(['chat_boost'])
  expect(amina.heard()).toHaveLength(1)
})

it('of somebody who is forgotten nothing is kept, neither what stumbled nor what was not understood', async () => {
  const [amina, elif] = [await post.diarist(), await post.diarist()]
  for (const one of [amina, elif]) {
    await one.says('poison of mine')
    await one.hears('Something went wrong here.')
    await post.knocks({ update_id: one.id, chat_boost: { chat: { id: one.id } } })
  }
  const keptOf = async ({ id }: { id: number }) =>
    (await kept()).rows.filter(({ raw }) => post.office.sealer.open(raw, 'quarantine.raw').includes(`${id}`))
      .length
  expect([await keptOf(amina), await keptOf(elif)]).toEqual([2, 2])
  const asked = post.office.now().toISOString()
  await post.plans({ name: 'contact.erase', data: { gone: amina.contact, asked } })
  await post.quiet()
  expect([await keptOf(amina), await keptOf(elif)]).toEqual([0, 2])
})
