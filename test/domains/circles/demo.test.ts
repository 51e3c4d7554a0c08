import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { loadDemo } from '../../../src/domains/circles/demo.ts'
import { onDuty, peopleOf } from '../../../src/domains/people/people.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

describe('the demo neighbourhood', () => {
  it('has three key mothers, twenty mothers, a professional on duty and a school, all plainly invented', async () => {
    const { office } = house
    const people = await peopleOf(office.db, office, 'demo')
    const count = (role: string) => people.filter((one) => one.role === role).length
    expect(['key-mother', 'mother', 'professional', 'institution'].map(count)).toEqual([3, 20, 1, 1])
    for (const { name } of people) expect(name).toMatch(/ \(demo\)$/)
    expect(await onDuty(office.db, 'demo', office.now())).toHaveLength(1)
  })

  it('has phones that answer, each in its own language', async () => {
    const grace = house.phone('demo-grace')
    await grace.says('menu')
    await grace.hears('What would you like to do?')
  })

  it('has something to come to next week, in the mother’s own language beside the host’s words', async () => {
    const elif = house.phone('demo-elif')
    await elif.says('etkinlikler')
    await elif.taps('Koffie… · Kahve ve…')
    await elif.hears('Koffie en kennismaken\n💬 Fatma (demo): Kahve ve tanışma')
    const weekly = await house.office.db.selectFrom('activity_series').select('rule').execute()
    expect(weekly).toEqual([{ rule: 'FREQ=WEEKLY' }])
  })

  it('is loaded into an empty house only, once', async () => {
    expect(await loadDemo(house.office)).toBe('not-empty')
  })
})
