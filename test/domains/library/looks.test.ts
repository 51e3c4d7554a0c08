import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { type Tx, transaction } from '../../../src/db/database.ts'
import { acceptedIn, decideAsk, proposedIn } from '../../../src/domains/library/asks.ts'
import { looksOf } from '../../../src/domains/library/looks.ts'
import { openTestHouse, type Phone, type TestHouse } from '../../house.ts'
import { everythingKept, placesOf } from '../../journeys/traces.ts'
import { moveIn } from '../../people.ts'
import { erasesHerself } from '../../phone.ts'

const ASKED = 'he cries every morning when I bring him'
const PLAIN = 'My two year old only eats pasta and refuses vegetables'

let house: TestHouse
let ids: Record<string, string>
let grace: Phone
beforeAll(async () => {
  house = await openTestHouse()
  ids = await moveIn(house.office, ['grace', 'joy', 'petra'], {
    library: true,
    settings: { 'library.keepLooks': 'P3D', 'escalation.keyMother': 'P30D' },
  })
  grace = house.phone('grace')
}, 120_000)
afterAll(() => house?.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => transaction(house.office.db, work, house.office)
const looks = () => inside((tx) => looksOf(tx, house.office, ids.grace!))
const proposed = () => inside((tx) => proposedIn(tx, house.office, 'zuid'))
const rows = () => house.office.db.selectFrom('library_asks').selectAll().orderBy('at').execute()
const keptPlaces = async (words: string, unsealed: boolean) =>
  placesOf(await everythingKept(house.office), words, unsealed)
const decides = async (status: 'accepted' | 'declined', words?: string) => {
  const [first] = await proposed()
  const desk = { office: house.office, now: house.office.now() }
  const decided = { network: 'zuid', by: ids.petra!, status, words }
  return inside((tx) => decideAsk({ ...desk, tx }, first!.id, decided))
}

/** She asks, is offered titles and taps the first. @returns its label */
async function tapsFirst(words: string): Promise<string> {
  await grace.says(words)
  const { choices } = await grace.hears('Is it about one of these?')
  expect(choices.length).toBeGreaterThan(1)
  await grace.taps(choices[0]!.label)
  await grace.hears(choices[0]!.label)
  return choices[0]!.label
}

describe('what a mother asks the library', () => {
  it('is noted when the library answers by itself, and whether it helped', async () => {
    await grace.says(PLAIN)
    await grace.hears('I am a computer. Did it help?')
    expect(await looks()).toMatchObject([{ words: { text: PLAIN }, how: 'sure', helped: null }])
    await grace.taps('Yes, it helped')
    expect(await looks()).toMatchObject([{ topic: 'picky-eating', helped: true, language: 'en' }])
    expect(await proposed()).toEqual([])
  })

  it('becomes a proposed way of asking when she taps a title', async () => {
    await tapsFirst(ASKED)
    const [, look] = await looks()
    expect(look).toMatchObject({ how: 'chosen', topic: look!.offered[0], words: { text: ASKED } })
    expect(await proposed()).toMatchObject([
      { network: 'zuid', topic: look!.topic, language: 'en', words: ASKED, how: 'chosen' },
    ])
    await grace.taps('Yes, it helped')
    expect(await proposed()).toHaveLength(1)
  })

  it('lies sealed: nobody reads it without the key', async () => {
    expect(await keptPlaces(ASKED, false)).toEqual([])
    expect(await keptPlaces(ASKED, true)).toEqual(
      expect.arrayContaining(['library_looks.words', 'library_asks.words']),
    )
  })

  it('stands in what she is given when she asks for all that is kept', async () => {
    await grace.says('my data')
    await grace.taps('Give me a file')
    await grace.hears('Here is everything')
    const file = await newestFile()
    expect(file).toContain('What you asked the library')
    for (const words of [PLAIN, ASKED]) expect(file).toMatch(new RegExp(`\\d\\d:\\d\\d · ${words}`))
  })

  it('and stands in nobody else’s', async () => {
    const joy = house.phone('joy')
    await joy.says('my data')
    await joy.taps('Give me a file')
    await joy.hears('Here is everything')
    expect(await newestFile()).not.toContain(ASKED)
  })
})

describe('a way of asking that a person has looked at', () => {
  it('leaves no words and no asker when it was declined', async () => {
    expect(await decides('declined')).toBe(true)
    const [row] = await rows()
    expect(row).toMatchObject({ status: 'declined', asker: null, decided_by: ids.petra })
    expect(house.office.sealer.open(row!.words, 'library_asks.words')).toBe('')
    expect(await keptPlaces(ASKED, true)).not.toContain('library_asks.words')
  })

  it('is kept as the person has written it, without whose it was', async () => {
    await tapsFirst('he cries so loud every morning when I bring him')
    await grace.taps('Yes, it helped')
    expect(await decides('accepted', 'every morning tears at the door')).toBe(true)
    const learned = await inside((tx) => acceptedIn(tx, house.office, 'zuid'))
    expect(learned.map(({ words }) => words)).toEqual(['every morning tears at the door'])
    expect((await rows()).every(({ asker }) => asker === null)).toBe(true)
  })
})

describe('a look', () => {
  it('is forgotten when the network’s time for it is over', async () => {
    await house.passes('P2D')
    expect((await looks()).length).toBeGreaterThan(0)
    await house.passes('P1DT1M')
    expect(await looks()).toEqual([])
  })

  it('is forgotten with her, and what she proposed too; what was learned stays', async () => {
    await tapsFirst(ASKED)
    await grace.taps('Yes, it helped')
    expect(await proposed()).toHaveLength(1)
    expect(await looks()).toHaveLength(1)
    await erasesHerself(grace)
    await house.passes('PT2M')
    expect(await proposed()).toEqual([])
    expect(await house.office.db.selectFrom('library_looks').selectAll().execute()).toEqual([])
    for (const unsealed of [true, false]) expect(await keptPlaces(ASKED, unsealed)).toEqual([])
    expect((await rows()).map(({ status }) => status)).toEqual(['declined', 'accepted'])
    // The errand that would have forgotten the look finds nothing left to do.
    await house.passes('P3D')
  })
})

async function newestFile(): Promise<string> {
  const { db, sealer } = house.office
  const found = await sql<{ bytes: Buffer }>`
    select bytes from media order by created_at desc, name limit 1`.execute(db)
  return sealer.openBytes(found.rows[0]!.bytes, 'media.bytes').toString()
}
