import { afterEach, describe, expect, it } from '@jest/globals'
import { calendarFile } from '../../../src/domains/activities/calendar.ts'
import { continuityRound } from '../../../src/domains/activities/continuity.ts'
import { ruleFor, timesOf } from '../../../src/domains/activities/series.ts'
import { type Hall, openHall } from './hall.ts'

const ZONE = 'Europe/Amsterdam'

/** The first times of a rhythm, in universal time. */
function times(rhythm: Parameters<typeof ruleFor>[0], first: string, most: number, skipped: string[] = []) {
  const rule = ruleFor(rhythm, new Date(first), ZONE)
  const found: string[] = []
  for (const time of timesOf({ rule, first: new Date(first), skipped }, ZONE, new Date(first))) {
    if (found.length >= most) break
    found.push(time.toISOString().slice(0, 16))
  }
  return found
}

describe('what repeats', () => {
  it('keeps its hour on the wall when the clock changes, in March and in October', () => {
    expect(times('weekly', '2027-03-23T08:30:00Z', 2)).toEqual(['2027-03-30T07:30', '2027-04-06T07:30'])
    expect(times('weekly', '2026-10-20T07:30:00Z', 2)).toEqual(['2026-10-27T08:30', '2026-11-03T08:30'])
  })

  it('comes every two weeks, or monthly on its weekday; the fifth is the last', () => {
    expect(times('two_weekly', '2026-12-01T08:30:00Z', 2)).toEqual(['2026-12-15T08:30', '2026-12-29T08:30'])
    expect(times('monthly', '2026-12-08T08:30:00Z', 2)).toEqual(['2027-01-12T08:30', '2027-02-09T08:30'])
    expect(times('monthly', '2026-12-29T08:30:00Z', 2)).toEqual(['2027-01-26T08:30', '2027-02-23T08:30'])
  })

  it('leaves out what is skipped', () => {
    expect(times('weekly', '2026-12-01T08:30:00Z', 1, ['2026-12-08'])).toEqual(['2026-12-15T08:30'])
  })
})

describe('in a network', () => {
  let hall: Hall
  afterEach(() => hall?.close())
  const starts = async () => {
    const rows = await hall.db.selectFrom('activities').select('starts_at').orderBy('starts_at').execute()
    return rows.map(({ starts_at: at }) => at!.toISOString().slice(0, 16))
  }

  it('the next time is made when one is over; mothers hear of it some days before', async () => {
    hall = await openHall('2026-11-23T10:00:00Z')
    await hall.add('amina', 'mother', 'fatma')
    await hall.sends('2026-11-26T09:00:00Z', { rhythm: 'weekly' })
    await hall.passes('P3DT3H')
    expect(await starts()).toEqual(['2026-11-26T09:00', '2026-12-03T09:00'])
    hall.timed()
    await hall.passes('P2D')
    expect(hall.timed()).toEqual(['amina: activity-invitation 2026-11-27T09:00'])
  })

  it('a cancelled one is followed by the next; a skipped day by the one after; an ended series by none', async () => {
    hall = await openHall('2026-11-23T10:00:00Z')
    const activity = await hall.sends('2026-11-26T09:00:00Z', { rhythm: 'weekly' })
    await hall.flowDoes('fatma', 'activities.skip', { activity })
    await hall.flowDoes('fatma', 'activities.cancel', { activity })
    expect(await starts()).toEqual(['2026-11-26T09:00', '2026-12-10T09:00'])
    const [second] = await hall.db
      .selectFrom('activities')
      .select('id')
      .where('status', '=', 'sent')
      .execute()
    await hall.flowDoes('fatma', 'activities.endRepeats', { activity: second!.id })
    await hall.passes('P30D')
    expect(await starts()).toEqual(['2026-11-26T09:00', '2026-12-10T09:00'])
  })

  it('the calendar of a person holds what is ahead, repeats too, and ends with her', async () => {
    hall = await openHall('2026-11-23T10:00:00Z')
    const amina = await hall.add('amina', 'mother', 'fatma')
    const activity = await hall.sends('2026-11-26T09:00:00Z', { rhythm: 'weekly' })
    const one = await calendarFile(hall.office, `activity-${activity}`)
    expect(one!.bytes.toString()).toContain('DTSTART:20261126T090000Z')
    expect(one!.bytes.toString()).toContain('SUMMARY:Ontbijt')
    const address = async (action: string) => {
      const { results } = await hall.flowDoes('amina', action)
      return (results!.link as string).replace('/m/', '')
    }
    const first = await address('activities.calendar')
    expect(first).not.toContain(amina)
    expect(await address('activities.calendar')).toBe(first)
    const all = (await calendarFile(hall.office, first))!.bytes.toString()
    expect(all).toContain('DTSTART:20261203T090000Z')
    expect(all).toContain('DTSTART:20261210T090000Z')
    const second = await address('activities.newCalendar')
    expect(await calendarFile(hall.office, first)).toBeNull()
    expect(await calendarFile(hall.office, second)).not.toBeNull()
    expect(await calendarFile(hall.office, `calendar-${amina}`)).toBeNull()
    await hall.db.deleteFrom('people').where('id', '=', amina).execute()
    expect(await calendarFile(hall.office, second)).toBeNull()
  })

  it('the key group and the professional hear when nothing lies ahead, once in a while, and not when something does', async () => {
    hall = await openHall('2026-11-23T10:00:00Z')
    expect(await continuityRound(hall.office)).toBe(0)
    const activity = await hall.sends('2026-11-26T09:00:00Z')
    expect(await continuityRound(hall.office)).toBe(0)
    await hall.flowDoes('fatma', 'activities.cancel', { activity })
    expect(await continuityRound(hall.office)).toBe(1)
    expect((await hall.planned()).sort()).toEqual(['fatma: nothing-ahead', 'ineke: nothing-ahead'])
    expect(await continuityRound(hall.office)).toBe(0)
    await hall.passes('P22D')
    expect(await continuityRound(hall.office)).toBe(1)
  })
})
