import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { consentsOf, noteConsent } from '../../../src/domains/people/consents.ts'
import { dutyList, onDuty, setDuty } from '../../../src/domains/people/duty.ts'
import { erase, revenants, tombstones } from '../../../src/domains/people/erasure.ts'
import { readName } from '../../../src/domains/people/name.ts'
import { pauseUntil } from '../../../src/domains/people/pause.ts'
import { changePerson, findPerson, mayBeReached, nameOf, speaks } from '../../../src/domains/people/people.ts'
import { type Neighbourhood, openNeighbourhood } from '../neighbourhood.ts'

let place: Neighbourhood
beforeAll(async () => {
  place = await openNeighbourhood()
})
afterAll(() => place.close())

const blocks = (person: string) =>
  sql`update contacts set blocked_at = ${place.now} where person_id = ${person}`.execute(place.db)

describe('a name', () => {
  it('is a first name or nickname, with an emoji if she likes, up to 40 characters', () => {
    expect(readName('  Amina   🌷 ')).toBe('Amina 🌷')
    expect(readName('أمينة')).toBe('أمينة')
    expect(readName('🌷'.repeat(40))).toBe('🌷'.repeat(40))
    expect(readName('x'.repeat(41))).toBeNull()
    expect(readName(' \n ')).toBeNull()
  })

  it('lies sealed in its table', async () => {
    const id = await place.add('Canary', 'mother')
    const row = await place.db
      .selectFrom('people')
      .select('name')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(row.name.toString('latin1')).not.toContain('Canary')
    expect(await nameOf(place.db, place.office, id)).toBe('Canary')
  })
})

describe('whether a phone may ring', () => {
  it('follows what she said: no invitations, no reminders, a pause, a block', async () => {
    const amina = await place.add('Amina', 'mother')
    const may = (purpose: 'questions' | 'invitations' | 'reminders', now = place.now) =>
      mayBeReached(place.db, amina, purpose, now)
    expect(await may('invitations')).toBe(true)
    await changePerson(place.db, place.office, amina, { invitations: false })
    expect([await may('invitations'), await may('reminders')]).toEqual([false, true])
    const tomorrow = new Date(place.now.getTime() + 86_400_000)
    await changePerson(place.db, place.office, amina, { pausedUntil: tomorrow })
    expect([await may('questions'), await may('questions', tomorrow)]).toEqual([false, true])
    await changePerson(place.db, place.office, amina, { pausedUntil: null })
    await blocks(amina)
    expect(await may('questions')).toBe(false)
  })

  it('is no for somebody who was appointed and has not come in', async () => {
    const petra = await place.add('Petra', 'professional')
    await changePerson(place.db, place.office, petra, { joinedAt: null })
    expect(await mayBeReached(place.db, petra, 'questions', place.now)).toBe(false)
  })
})

describe('the duty list', () => {
  it('is everybody as they came until it is made, and then only those in it, in order', async () => {
    const one = await place.add('Ineke', 'professional')
    const two = await place.add('Wim', 'professional')
    expect(await onDuty(place.db, 'pendrecht', place.now)).toEqual([one, two])
    await setDuty(place.db, 'pendrecht', [two, one])
    expect(await onDuty(place.db, 'pendrecht', place.now)).toEqual([two, one])
    await changePerson(place.db, place.office, two, { pausedUntil: new Date(place.now.getTime() + 1000) })
    expect(await onDuty(place.db, 'pendrecht', place.now)).toEqual([one])
    await blocks(one)
    expect(await onDuty(place.db, 'pendrecht', place.now)).toEqual([])
    expect(await dutyList(place.db, 'pendrecht')).toEqual([two, one])
  })
})

describe('languages and consents', () => {
  it('put the language she speaks now first and forget none', async () => {
    const id = await place.add('Noor', 'mother')
    await speaks(place.db, id, 'ar')
    await speaks(place.db, id, 'ar')
    expect((await findPerson(place.db, place.office, id))!.languages).toEqual(['ar', 'nl'])
  })

  it('keep the first day of a wording and note a new wording beside it', async () => {
    const id = await place.add('Huda', 'mother')
    const given = { kind: 'keep', language: 'nl', channel: 'phones' }
    const later = new Date(place.now.getTime() + 1000)
    await noteConsent(place.db, id, { ...given, wording: '1', givenAt: place.now })
    await noteConsent(place.db, id, { ...given, wording: '1', givenAt: later })
    await noteConsent(place.db, id, { ...given, wording: '2', givenAt: later })
    const noted = await consentsOf(place.db, id)
    expect(noted.map(({ wording, givenAt }) => [wording, givenAt])).toEqual([
      ['1', place.now],
      ['2', later],
    ])
  })
})

describe('a pause', () => {
  const now = new Date('2027-03-27T21:00:00Z')
  const until = (what: string) => pauseUntil(what, now, 'Europe/Amsterdam')?.toISOString() ?? null

  it('ends in the morning of that day where she lives, also when the clocks change', () => {
    expect(until('tomorrow')).toBe('2027-03-28T05:00:00.000Z')
    expect(until('week')).toBe('2027-04-03T05:00:00.000Z')
    expect(until('month')).toBe('2027-04-27T05:00:00.000Z')
    expect(until('2027-12-31')).toBe('2027-12-31T06:00:00.000Z')
  })

  it('is none for today, the past, a day that does not exist, or years ahead', () => {
    for (const day of ['2027-03-27', '2020-01-01', '2027-02-31', '2031-01-01', 'soon'])
      expect(until(day)).toBeNull()
  })
})

describe('an erased person', () => {
  it('leaves a mark that names nobody, by which she is found again in a restored backup', async () => {
    const id = await place.add('Salma', 'mother')
    const asked: string[] = []
    await place.does((desk) => erase(desk, id, [async (_, person) => void asked.push(person)]))
    expect(asked).toEqual([id])
    expect(await findPerson(place.db, place.office, id)).toBeNull()
    const marks = await tombstones(place.db)
    expect(await revenants(place.db, place.office, marks)).toEqual([])
    const name = place.office.sealer.seal('Salma', 'people.name')
    await place.db
      .insertInto('people')
      .values({
        id,
        network_id: 'pendrecht',
        name,
        role: 'mother',
        paused_until: null,
        joined_at: null,
        created_at: place.now,
      })
      .execute()
    expect(await revenants(place.db, place.office, marks)).toEqual([id])
  })
})
