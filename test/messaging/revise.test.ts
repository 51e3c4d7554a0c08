import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { transaction } from '../../src/db/database.ts'
import { revisable, revise } from '../../src/messaging/revise.ts'
import { waitsFor } from '../../src/messaging/slow-down.ts'
import { type Neighbour, openPostHouse, type PostHouse } from './post-house.ts'

let post: PostHouse
beforeAll(async () => {
  post = await openPostHouse()
})
afterEach(() => post.telegram.mends())
afterAll(() => post?.close())

const texts = (one: Neighbour) => one.heard().map(({ text }) => text)

/** Somebody who was told something that can be put in other words. */
async function told() {
  const { office } = post
  const one = await post.neighbour()
  const { contact } = one
  const about = randomUUID()
  const rows = await sql<{ person: string }>`
    update contacts set person_id = ${randomUUID()} where id = ${contact} returning person_id as person`.execute(
    office.db,
  )
  const { person } = rows.rows[0]!
  expect(await sees({ person, about })).toBe('untold')
  await post.plans({ name: 'flow.start', data: { contact, flow: 'news', input: { number: 'one' }, about } })
  await one.hears('News one.')
  await post.quiet()
  return { one, person, about }
}
const sees = (about: { person: string; about: string }) =>
  transaction(post.office.db, (tx) => revisable(tx, post.office, about), post.office)
const says = ({ person, about }: Awaited<ReturnType<typeof told>>, words: string) =>
  revise(post.office, { person, about }, () => words)
const edits = () => post.telegram.callsOf('editMessageText').length

it('what she was told says something else from now on, where it stands', async () => {
  const amina = await told()
  await says(amina, 'News two.')
  expect(texts(amina.one)).toEqual(['News two.'])
  expect(await sees(amina)).toBe('told')
})

it('a voice note that came behind the words is not what is put in other words', async () => {
  const { office } = post
  const amina = await told()
  const voice = { text: '', language: 'en', choices: [], protect: false, media: { id: 'v', kind: 'voice' } }
  await sql`
    insert into messages (contact_id, direction, status, content, created_at, due_at, provider_id, about)
    select contact_id, 'out', 'sent', ${office.sealer.seal(JSON.stringify(voice), 'messages.content')}, created_at,
      due_at, '999999', about from messages where about = ${amina.about}`.execute(office.db)
  await says(amina, 'News two.')
  expect(texts(amina.one)).toEqual(['News two.'])
})

it('whoever has blocked us is left alone from then on', async () => {
  const amina = await told()
  post.telegram.breaks({ error: 403 }, { method: 'editMessageText' })
  await says(amina, 'News two.')
  post.telegram.mends()
  const before = edits()
  await says(amina, 'News three.')
  expect(edits()).toBe(before)
  expect(await sees(amina)).toBe('never')
})

it('a phone that she has blocked is not where she is told something, however late she wrote there', async () => {
  const { office } = post
  const amina = await told()
  await sql`update contacts set blocked_at = ${office.now()} where id = ${amina.one.contact}`.execute(
    office.db,
  )
  expect(await sees(amina)).toBe('never')
})

it('a provider that asks for a pause gets it', async () => {
  const all = [await told(), await told(), await told(), await told(), await told()]
  for (const one of all) {
    post.telegram.breaks({ error: 429, retryAfter: 30 }, { method: 'editMessageText' })
    await says(one, 'News two.')
    post.telegram.mends()
  }
  expect(waitsFor(post.office, 'telegram')).toBeGreaterThan(0)
})
