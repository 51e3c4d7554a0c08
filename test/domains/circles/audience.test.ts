import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type Audience, audienceOf } from '../../../src/domains/circles/audience.ts'
import { goAway } from '../../../src/domains/circles/circles.ts'
import { erase } from '../../../src/domains/people/erasure.ts'
import { changePerson, type PersonPatch } from '../../../src/domains/people/people.ts'
import { type Neighbourhood, openNeighbourhood } from '../neighbourhood.ts'
import { twoCircles } from '../two-circles.ts'

const HOUR = 3_600_000
let place: Neighbourhood
beforeAll(async () => {
  place = await openNeighbourhood()
  await twoCircles(place)
  await place.add('Hatice', 'mother')
})
afterAll(() => place.close())

const fatmas = { network: 'pendrecht', circles: [] as string[] }
beforeEach(() => {
  fatmas.circles = [place.people.Fatma!]
})

async function reached(audience: Audience): Promise<string[]> {
  const { people } = await audienceOf(place.db, audience, place.now)
  const names = new Map(Object.entries(place.people).map(([name, id]) => [id, name]))
  return people.map((id) => names.get(id)!)
}

const change = (name: string, patch: PersonPatch) =>
  changePerson(place.db, place.office, place.people[name]!, patch)

const writesIn = (name: string, language: string) =>
  place.db.updateTable('contacts').set({ language }).where('person_id', '=', place.people[name]!).execute()

const block = (name: string, at: Date | null) =>
  place.db
    .updateTable('contacts')
    .set({ blocked_at: at })
    .where('person_id', '=', place.people[name]!)
    .execute()

describe('an audience', () => {
  it('of a circle is the mothers who trust its key mother', async () => {
    expect(await reached(fatmas)).toEqual(['Amina', 'Naima'])
  })

  it('of several circles is the mothers of each, once', async () => {
    expect(await reached({ ...fatmas, circles: [place.people.Joy!, ...fatmas.circles] })).toEqual([
      'Amina',
      'Naima',
      'Blessing',
    ])
  })

  it('of a holiday is the same circle: who sends it is not asked where she is', async () => {
    await goAway(place.db, place.people.Fatma!, new Date(place.now.getTime() + HOUR), place.people.Joy!)
    expect(await reached(fatmas)).toEqual(['Amina', 'Naima'])
  })

  it('of the network is every mother and key mother, with a circle or without, but whoever sends it', async () => {
    const all: Audience = { network: 'pendrecht', circles: 'all' }
    expect(await reached(all)).toEqual(['Fatma', 'Joy', 'Amina', 'Naima', 'Blessing', 'Hatice'])
    expect(await reached({ ...all, except: [place.people.Fatma!] })).not.toContain('Fatma')
    expect(await reached({ ...all, network: 'beverwaard' })).toEqual([])
  })

  it('of some languages is who speaks one of them, counted by the language in which she is written to', async () => {
    await change('Naima', { languages: ['ar', 'nl'] })
    await writesIn('Naima', 'ar')
    const all: Audience = { network: 'pendrecht', circles: 'all' }
    expect(await reached({ ...all, languages: ['ar', 'tr'] })).toEqual(['Naima'])
    const { languages } = await audienceOf(place.db, all, place.now)
    expect(languages).toEqual([
      { language: 'nl', count: 5 },
      { language: 'ar', count: 1 },
    ])
  })

  it('of some ages is who told of a child that old', async () => {
    await change('Amina', { children: ['0-3', '12-17'] })
    expect(await reached({ ...fatmas, ageGroups: ['12-17'] })).toEqual(['Amina'])
    expect(await reached({ ...fatmas, ageGroups: ['4-11'] })).toEqual([])
  })

  it('has nobody who pauses, until her pause is over', async () => {
    await change('Amina', { pausedUntil: new Date(place.now.getTime() + HOUR) })
    expect(await reached(fatmas)).toEqual(['Naima'])
    await change('Amina', { pausedUntil: place.now })
    expect(await reached(fatmas)).toEqual(['Amina', 'Naima'])
  })

  it('has nobody who stopped invitations', async () => {
    await change('Amina', { invitations: false })
    expect(await reached(fatmas)).toEqual(['Naima'])
    await change('Amina', { invitations: true })
  })

  it('has nobody who blocked us on every phone of hers, or has not come in yet', async () => {
    await block('Amina', place.now)
    expect(await reached(fatmas)).toEqual(['Naima'])
    await block('Amina', null)
    await change('Amina', { joinedAt: null })
    expect(await reached(fatmas)).toEqual(['Naima'])
    await change('Amina', { joinedAt: place.now })
  })

  it('has nobody who was erased', async () => {
    await place.does((desk) => erase(desk, place.people.Naima!, []))
    expect(await reached(fatmas)).toEqual(['Amina'])
  })
})
