import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openTestHouse, type TestHouse } from '../house.ts'
import { moveIn } from '../people.ts'
import { openedRows, stolenRows, tablesWith } from './dump.ts'

const WORRY = 'Kanariewoorden about my youngest'
const MORE = 'Kanariegeel, and more of it'

let house: TestHouse
let ids: Record<string, string>
beforeAll(async () => {
  house = await openTestHouse()
  ids = await moveIn(house.office, ['grace', 'joy', 'petra'])
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
    await grace!.says('my data')
    await grace!.taps('Erase everything')
    await grace!.taps('Yes, erase it')
    await grace!.taps('Erase everything')
    await grace!.hears('It is all erased')
    await house.passes('PT2M')
    const rows = (await openedRows(office)).filter(({ table }) => table !== 'phone_messages')
    expect(tablesWith(rows, ids.grace!)).toEqual([])
    expect(tablesWith(rows, WORRY, MORE)).toEqual([])
    expect(tablesWith(rows, 'An answer of Joy')).toContain('question_entries')
    await joy!.says('menu')
    await joy!.hears(/./)
  })
})
