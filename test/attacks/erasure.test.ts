import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { invite } from '../../src/domains/circles/invitations.ts'
import { forgetKept } from '../../src/messaging/kept-words.ts'
import { openTestHouse, type Phone, type TestHouse } from '../house.ts'
import { moveIn } from '../people.ts'
import { erasesHerself } from '../phone.ts'
import { openedRows, stolenRows, tablesWith } from './dump.ts'

const WORRY = 'Who has Kanariewoorden for me?'
const MORE = 'Kanariegeel, and more of it'

let house: TestHouse
let ids: Record<string, string>
beforeAll(async () => {
  house = await openTestHouse()
  ids = await moveIn(house.office, ['grace', 'elif', 'joy', 'petra', 'ineke'], {
    language: { elif: 'en', ineke: 'en' },
  })
})
afterAll(() => house.close())

describe('somebody who steals the tables', () => {
  it('reads neither a name nor a word of a mother without the key', async () => {
    const grace = house.phone('grace')
    await grace.says('my data')
    await grace.says('menu')
    await grace.says(WORRY)
    await grace.taps('Send')
    await house.phone('joy').hears(WORRY)
    const rows = await stolenRows(house.office)
    expect(tablesWith(rows, WORRY, 'Grace"', 'Petra"')).toEqual([])
    expect(tablesWith(await openedRows(house.office), WORRY)).toContain('question_entries')
  })
})

describe('somebody who asked on her way in', () => {
  async function asksOnHerWayIn(name: string, question: string): Promise<Phone> {
    const phone = house.phone(name)
    await phone.says('hello')
    await phone.taps('English')
    await phone.says(question)
    await phone.hears('I keep your question.')
    return phone
  }

  it('has her question sealed while it is kept, and erased with her', async () => {
    const CANARY = 'Who of you has kanarievragen for me?'
    const mina = await asksOnHerWayIn('mina', CANARY)
    expect(tablesWith(await stolenRows(house.office), CANARY)).toEqual([])
    expect(tablesWith(await openedRows(house.office), CANARY)).toContain('kept_words')
    await mina.taps('Zuid')
    await mina.taps('No, thank you')
    await mina.hears('I keep nothing.')
    expect(tablesWith(await openedRows(house.office), CANARY)).not.toContain('kept_words')
  })

  it('has it forgotten thirty days after she last asked', async () => {
    const CANARY = 'Who of you has seen my kanariepiet?'
    await asksOnHerWayIn('noor', CANARY)
    const isKept = async () => tablesWith(await openedRows(house.office), CANARY).includes('kept_words')
    const { db, now } = house.office
    const forgetIn = (days: number) =>
      forgetKept({ db, now: () => new Date(now().getTime() + days * 24 * 3_600_000) })
    await forgetIn(29)
    expect(await isKept()).toBe(true)
    await forgetIn(31)
    expect(await isKept()).toBe(false)
  })

  it('keeps no more than a few thousand letters, however much she writes', async () => {
    const lina = await asksOnHerWayIn('lina', 'Who of you has room for kanaries?')
    for (let i = 0; i < 5; i++) await lina.says(`Who of you has ${`a cage number ${i}, `.repeat(60)}for me?`)
    await lina.hears('I cannot keep so many words.')
    const kept = await house.office.db.selectFrom('kept_words').select('words').execute()
    expect(kept.every(({ words }) => words.length < 6000)).toBe(true)
  })

  it('has it erased too when a person was called for her', async () => {
    const CANARY = 'Where do I find a good kanarievogel here?'
    const lale = await asksOnHerWayIn('lale', CANARY)
    await lale.says('My husband hit me again last night and he says he will kill me')
    await lale.taps('Zuid')
    await lale.hears('I have called a person')
    await lale.says('stop')
    await lale.taps('Yes, erase it')
    await lale.hears('It is all erased')
    expect(tablesWith(await openedRows(house.office), CANARY)).not.toContain('kept_words')
  })
})

describe('a mother who has herself erased', () => {
  it('is quoted nowhere any more, not even on the way to those whom she asked', async () => {
    const { office } = house
    const [grace, joy, petra] = ['grace', 'joy', 'petra'].map((name) => house.phone(name))
    await joy!.says('An answer of Joy, which stays')
    await joy!.taps('Send')
    await grace!.hears('An answer of Joy')
    await grace!.taps('Ask more')
    await grace!.says(MORE)
    await joy!.hears(MORE)
    await house.passes('PT5H')
    await petra!.hears(MORE)
    await erasesHerself(grace!)
    await house.passes('PT2M')
    const rows = (await openedRows(office)).filter(({ table }) => table !== 'phone_messages')
    expect(tablesWith(rows, ids.grace!)).toEqual([])
    expect(tablesWith(rows, WORRY, MORE)).toEqual([])
    expect(tablesWith(rows, 'An answer of Joy')).toContain('question_entries')
    await joy!.says('menu')
    await joy!.hears(/./)
  })
})

describe('a mother who was in danger and has herself erased', () => {
  it('is quoted nowhere any more, not even where somebody looked and passed it on', async () => {
    const FEAR = 'My husband hit me again last night and he says he will kill me, kanarievrees'
    const [elif, petra, ineke] = ['elif', 'petra', 'ineke'].map((name) => house.phone(name))
    await elif!.says(FEAR)
    await petra!.hears('Please open this now')
    await petra!.taps('Open')
    await petra!.hears('kanarievrees')
    await petra!.taps('I cannot now')
    await ineke!.hears('Please open this now')
    await ineke!.taps('Open')
    await ineke!.hears('kanarievrees')
    await erasesHerself(elif!)
    await house.passes('PT2M')
    const rows = (await openedRows(house.office)).filter(({ table }) => table !== 'phone_messages')
    expect(tablesWith(rows, 'kanarievrees', 'what Elif wrote', ids.elif!)).toEqual([])
    await ineke!.taps('Open')
    await ineke!.hears('Elif waited for a person here.')
    await ineke!.taps('I take it')
    await ineke!.hears('You look after Elif.')
    await house.passes('PT2M')
    await ineke!.taps('It is settled')
    await ineke!.hears('The name is erased too')
    await house.passes('PT2M')
    const left = (await openedRows(house.office)).filter(({ table }) => table !== 'phone_messages')
    expect(left.filter(({ row }) => row.includes('Elif') && !row.includes('(demo)'))).toEqual([])
  })
})

describe('a key mother who has herself erased', () => {
  it('is named to none of her mothers any more', async () => {
    const { office } = house
    const noor = house.phone('noor')
    const { code } = await invite(office.db, office, { network: 'zuid', keyMother: ids.joy! }, office.now())
    await noor.opensLink(code)
    await noor.taps('English')
    await noor.taps('Yes, all right')
    await noor.says('Noor')
    await noor.taps('None of these')
    await noor.hears('Joy')
    await noor.taps('Yes, please')
    await noor.hears('Welcome')
    const told = async () =>
      (await openedRows(office)).filter(
        ({ table, row }) => ['messages', 'contacts', 'set_aside'].includes(table) && row.includes('Joy'),
      )
    expect(await told()).not.toEqual([])
    const joy = house.phone('joy')
    await erasesHerself(joy)
    await house.passes('PT2M')
    expect(await told()).toEqual([])
    await noor.says('menu')
    await noor.hears(/./)
  })
})
