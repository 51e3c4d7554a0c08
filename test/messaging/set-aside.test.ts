import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { transaction } from '../../src/db/database.ts'
import type { Session } from '../../src/engine/session.ts'
import { forgetLetGo, putAside, takeAside } from '../../src/messaging/set-aside.ts'
import { type Neighbour, openPostHouse, type PostHouse } from './post-house.ts'

let post: PostHouse
let amina: Neighbour
beforeAll(async () => {
  post = await openPostHouse()
  amina = await post.neighbour()
})
afterAll(() => post?.close())

const session = (id: string): Session => ({
  id,
  stack: [],
  wait: { for: 'time', since: '2026-11-23T10:00:00Z', until: '2026-11-23T11:00:00Z' },
})
const minute = (n: number) => new Date(Date.UTC(2026, 10, 23, 10, n))
const put = (id: string, n: number, comesBack = true) =>
  transaction(
    post.office.db,
    (tx) => putAside(tx, post.office, amina.contact, session(id), minute(n), comesBack),
    post.office,
  )
const take = (id?: string, contact = amina.contact) =>
  transaction(post.office.db, (tx) => takeAside(tx, post.office, contact, id), post.office)

it('what was interrupted last comes back first; what was let go comes back by its buttons only', async () => {
  await put('first', 1)
  await put('let-go', 3, false)
  await put('second', 2)
  expect((await take())?.id).toBe('second')
  expect((await take())?.id).toBe('first')
  expect(await take()).toBeNull()
  expect((await take('let-go'))?.id).toBe('let-go')
})

it('a conversation that is put aside again is there once, as it was last', async () => {
  await put('again', 1)
  await put('again', 5, false)
  expect(await take()).toBeNull()
  expect((await take('again'))?.id).toBe('again')
  expect(await take('again')).toBeNull()
})

it('nobody takes up another person’s conversation, though she knew its name', async () => {
  await put('hers', 1)
  const elif = await post.neighbour()
  expect(await take('hers', elif.contact)).toBeNull()
  expect((await take('hers'))?.id).toBe('hers')
})

it('what is said in it lies sealed', async () => {
  await transaction(
    post.office.db,
    (tx) =>
      putAside(
        tx,
        post.office,
        amina.contact,
        {
          ...session('sealed'),
          stack: [{ flow: 'diary', version: '1', step: 'page', values: { page: 'a secret' } }],
        },
        minute(9),
      ),
    post.office,
  )
  const rows = await post.office.db.selectFrom('set_aside').select('session').execute()
  expect(rows.some(({ session: bytes }) => bytes.includes('secret'))).toBe(false)
})

it('what was let go a month ago is forgotten; what comes back by itself stays', async () => {
  const daysAgo = (days: number) => post.office.now().getTime() - days * 24 * 3_600_000
  const putAt = (id: string, days: number, comesBack: boolean) =>
    put(id, (daysAgo(days) - minute(0).getTime()) / 60_000, comesBack)
  await putAt('let-go-long-ago', 40, false)
  await putAt('let-go-lately', 20, false)
  await putAt('comes-back', 40, true)
  await forgetLetGo(post.office)
  expect(await take('let-go-long-ago')).toBeNull()
  expect((await take('let-go-lately'))?.id).toBe('let-go-lately')
  expect((await take('comes-back'))?.id).toBe('comes-back')
})
