import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { give, giveToAll } from '../../../src/domains/library/give.ts'
import {
  addVersion,
  entriesOf,
  findEntry,
  topicsIn,
  versionsOf,
} from '../../../src/domains/library/library.ts'
import { addNetwork } from '../../../src/domains/networks/networks.ts'
import { type Neighbourhood, openNeighbourhood } from '../neighbourhood.ts'
import { entry } from './entry.ts'

const FIRST = [entry(), entry({ language: 'nl' }), entry({ topic: 'smell' })]
const MENDED = entry({ digest: 'noise-en-2', answer: 'Ring the bell and be kind.' })
const SECOND = [MENDED, ...FIRST.slice(1), entry({ topic: 'light' })]
const OWN = { ...entry({ answer: 'Call Ans of the stairs.' }), origin: 'own' as const, digest: undefined }

let street: Neighbourhood
beforeAll(async () => {
  street = await openNeighbourhood()
  await addNetwork(street.db, {
    ...{ id: 'carnisse', name: 'Carnisse', city: 'Rotterdam', country: 'NL', zone: 'Europe/Amsterdam' },
    ...{ languages: ['nl'], settings: {} },
  })
})
afterAll(() => street.close())

const given = (network: string, shipped = FIRST) =>
  street.does(({ tx, now }) => give(tx, network, shipped, now))
const versions = async (network: string, topic = 'noise', language = 'en') =>
  (await versionsOf(street.db, network, topic, language)).map(({ version, origin, answer }) => ({
    version,
    origin,
    answer,
  }))
const held = async (network: string) =>
  (await entriesOf(street.db, network)).map(
    ({ topic, language, version }) => `${topic} ${language} ${version}`,
  )

describe('a network that is given the library', () => {
  it('has every answer of it, and another network has none', async () => {
    await given('pendrecht')
    expect(await held('pendrecht')).toEqual(['noise en 1', 'noise nl 1', 'smell en 1'])
    expect(await held('carnisse')).toEqual([])
    expect(await topicsIn(street.db, 'pendrecht')).toEqual(new Set(['noise', 'smell']))
  })

  it('has it as it was shipped', async () => {
    const { asks: _, file: __, digest: ___, ...facts } = FIRST[0]!
    expect(await findEntry(street.db, 'pendrecht', 'noise', 'en')).toEqual({
      ...facts,
      version: 1,
      origin: 'shipped',
    })
    expect(await findEntry(street.db, 'pendrecht', 'noise', 'tr')).toBeNull()
  })

  it('is given nothing twice', async () => {
    await given('pendrecht')
    await Promise.all([given('pendrecht'), given('pendrecht'), given('pendrecht')])
    expect(await held('pendrecht')).toEqual(['noise en 1', 'noise nl 1', 'smell en 1'])
  })

  it('gets what is new in it as a new version, and the old one is kept', async () => {
    await given('pendrecht', SECOND)
    expect(await held('pendrecht')).toEqual(['light en 1', 'noise en 2', 'noise nl 1', 'smell en 1'])
    expect(await versions('pendrecht')).toEqual([
      { version: 2, origin: 'shipped', answer: MENDED.answer },
      { version: 1, origin: 'shipped', answer: FIRST[0]!.answer },
    ])
  })

  it('keeps its own answer on top through an upgrade', async () => {
    await street.does(({ tx, now }) => addVersion(tx, 'pendrecht', OWN, now))
    await given('pendrecht', [entry({ digest: 'noise-en-3', answer: 'Move.' }), ...SECOND.slice(1)])
    expect(await findEntry(street.db, 'pendrecht', 'noise', 'en')).toMatchObject({
      version: 3,
      origin: 'own',
      answer: OWN.answer,
    })
  })

  it('keeps an answer to something that is only asked there', async () => {
    const own = { ...entry({ topic: 'flower-market' }), origin: 'own' as const, digest: undefined }
    await street.does(({ tx, now }) => addVersion(tx, 'pendrecht', own, now))
    await given('pendrecht', FIRST)
    expect(await topicsIn(street.db, 'pendrecht')).toContain('flower-market')
    await given('carnisse')
    expect(await topicsIn(street.db, 'carnisse')).toEqual(new Set(['noise', 'smell']))
  })

  it('writes at the same time as others, and each gets a version', async () => {
    const many = await Promise.all(
      [1, 2, 3, 4].map((at) =>
        street.does(({ tx, now }) => addVersion(tx, 'carnisse', { ...OWN, title: `Noise ${at}` }, now)),
      ),
    )
    expect(many.sort()).toEqual([2, 3, 4, 5])
    expect(await versions('carnisse')).toHaveLength(5)
    expect((await versions('pendrecht')).map(({ version }) => version)).toEqual([3, 2, 1])
  })
})

describe('all networks of a house', () => {
  it('are given the same library at once', async () => {
    const office = { ...street.office, now: () => street.now }
    await giveToAll(office, [...SECOND, entry({ topic: 'bins' })])
    for (const network of ['pendrecht', 'carnisse'])
      expect(await topicsIn(street.db, network)).toContain('bins')
  })
})
