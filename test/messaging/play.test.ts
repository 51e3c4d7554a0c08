import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { type Neighbour, openPostHouse, type PostHouse, WHAT } from './post-house.ts'

let post: PostHouse
beforeAll(async () => {
  post = await openPostHouse()
})
afterAll(() => post?.close())

const texts = (one: Neighbour) => one.heard().map(({ text }) => text)
const begun = async (flow: string, question: string) => {
  const one = await post.neighbour()
  await post.begins(one, flow)
  await one.hears(question)
  return one
}

it('what the house only tells leaves her conversation as it is', async () => {
  const amina = await begun('diary', WHAT)
  await post.begins(amina, 'news', { number: 'one' })
  await amina.hears('News one.')
  await amina.says('my page')
  await amina.hears('Written: my page.')
  expect(texts(amina)).toEqual([WHAT, 'News one.', `Written: my page.\n\n${WHAT}`])
})

it('what the house asks meanwhile waits behind: words answer hers, the buttons answer the house', async () => {
  const amina = await begun('diary', WHAT)
  await post.begins(amina, 'invitation', { what: 'tea' })
  await amina.hears('There is tea.')
  await amina.says('come')
  await amina.hears('Written: come.')
  await amina.taps('I come to tea')
  await amina.hears('Noted for tea.')
  await amina.hears(WHAT)
  await amina.says('and on')
  await amina.hears('Written: and on.')
})

it('several questions of the house keep their own buttons, in whatever order she taps', async () => {
  const amina = await begun('diary', WHAT)
  for (const what of ['tea', 'football', 'sewing']) {
    await post.begins(amina, 'invitation', { what })
    await amina.hears(`There is ${what}.`)
  }
  await amina.taps('I come to football')
  await amina.hears('Noted for football.')
  await amina.taps('I come to tea')
  await amina.hears('Noted for tea.')
  await amina.taps('I come to sewing')
  await amina.hears('Noted for sewing.')
  const left = sql<{ n: string }>`select count(*) n from set_aside where contact_id = ${amina.contact}`
  expect(await post.count(left)).toBe(0)
})

it('whoever has only the menu before her answers what the house brought, and the menu still works', async () => {
  const amina = await begun('menu', 'What would you like to do?')
  await post.begins(amina, 'invitation', { what: 'tea' })
  await amina.hears('There is tea.')
  await amina.says('Not this time')
  await amina.hears('No tea then.')
  await amina.taps('Language')
  await amina.hears(/Which language/)
})

it('an interrupted conversation comes back by itself, the youngest first', async () => {
  const amina = await begun('diary', WHAT)
  await amina.says('help')
  await amina.hears('I am a computer.')
  await amina.says('language')
  await amina.hears(/Which language/)
  await amina.taps('English')
  await amina.hears('From now on I write English.')
  await post.quiet()
  expect(texts(amina).at(-1)).toContain('I am a computer.')
  await amina.taps('Thank you')
  await amina.hears(WHAT)
})

it('a question that ends without a word leaves what was asked after it as it is: it is not asked again', async () => {
  const amina = await begun('shrug', 'Does anybody know?')
  await post.begins(amina, 'invitation', { what: 'tea' })
  await amina.hears('There is tea.')
  await post.passes('PT5S')
  expect(texts(amina)).toHaveLength(2)
  await amina.says('Not this time')
  await amina.hears('No tea then.')
})

it('a word that lets go of everything lets go, though its buttons go on working', async () => {
  const amina = await begun('invitation', 'Will you come?')
  await amina.says('menu')
  await amina.hears('What would you like to do?')
  await amina.taps('Not this time')
  await amina.hears(/No .*then\./)
})

it('a new language holds for what is asked again', async () => {
  const amina = await begun('diary', WHAT)
  await amina.says('help')
  await amina.hears('I am a computer.')
  await amina.says('taal')
  await amina.hears(/Which language/)
  await amina.taps('Nederlands')
  await amina.hears('Vanaf nu')
  await post.quiet()
  expect(texts(amina).at(-1)).not.toContain('I am a computer.')
})

it('what had been interrupted and is asked again is no part of what the house told, and is not of its time', async () => {
  const amina = await begun('diary', WHAT)
  await post.passes('P2D')
  const about = '11111111-2222-4333-8444-555555555555'
  const until = new Date(post.office.now().getTime() + 3_600_000).toISOString()
  const { contact } = amina
  await post.plans({
    name: 'flow.start',
    data: { contact, flow: 'news', input: { number: 'two' }, about, until },
  })
  await post.quiet()
  expect(texts(amina).slice(-2)).toEqual(['News two.', WHAT])
  const rows = await post.office.db
    .selectFrom('messages')
    .select(['about', 'content'])
    .where('contact_id', '=', contact)
    .orderBy('id', 'desc')
    .limit(2)
    .execute()
  const untils = rows.map(
    ({ content }) => JSON.parse(post.office.sealer.open(content, 'messages.content')).until,
  )
  expect(rows.map((row) => row.about)).toEqual([null, about])
  expect(untils).toEqual([undefined, until])
})
