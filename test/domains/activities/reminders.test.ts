import { afterEach, describe, expect, it } from '@jest/globals'
import { type Hall, openHall } from './hall.ts'

let hall: Hall
afterEach(() => hall?.close())

/** A hall in which Amina said yes, Elif maybe, Huda no, and Zeynep nothing. */
async function withReplies(startsAt: string, at: string, settings: Record<string, string> = {}) {
  hall = await openHall(startsAt)
  for (const name of ['amina', 'elif', 'huda', 'zeynep']) await hall.add(name, 'mother', 'fatma')
  for (const [key, value] of Object.entries(settings)) await hall.set(key, value)
  const activity = await hall.sends(at)
  await hall.says('amina', activity, 'yes')
  await hall.says('elif', activity, 'maybe')
  await hall.says('huda', activity, 'no')
  hall.timed()
  return activity
}

const reminders = () => hall.timed().filter((line) => line.includes('activity-reminder'))

describe('reminders', () => {
  it('go to yes and maybe only, a day and two hours before, to the minute', async () => {
    await withReplies('2026-11-23T10:00:00Z', '2026-11-26T09:00:00Z')
    await hall.passes('P4D')
    expect(reminders().sort()).toEqual([
      'amina: activity-reminder 2026-11-25T09:00',
      'amina: activity-reminder 2026-11-26T07:00',
      'elif: activity-reminder 2026-11-25T09:00',
      'elif: activity-reminder 2026-11-26T07:00',
    ])
  })

  it('a day before is the same hour by the clock, on the last Sunday of March', async () => {
    // 10:30 on that Sunday is summer time, 10:30 on Saturday was not.
    await withReplies('2027-03-25T10:00:00Z', '2027-03-28T08:30:00Z')
    await hall.passes('P4D')
    expect(reminders().filter((line) => line.startsWith('amina'))).toEqual([
      'amina: activity-reminder 2027-03-27T09:30',
      'amina: activity-reminder 2027-03-28T06:30',
    ])
  })

  it('and on the last Sunday of October', async () => {
    await withReplies('2026-10-22T10:00:00Z', '2026-10-25T09:30:00Z')
    await hall.passes('P4D')
    expect(reminders().filter((line) => line.startsWith('amina'))).toEqual([
      'amina: activity-reminder 2026-10-24T08:30',
      'amina: activity-reminder 2026-10-25T07:30',
    ])
  })

  it('wait until quiet hours are over, unless it is that near', async () => {
    // 7:15 in Rotterdam: two hours before is 5:15, and 7:00 would be too late.
    await withReplies('2026-11-23T10:00:00Z', '2026-11-26T06:15:00Z')
    await hall.passes('P4D')
    expect(reminders().filter((line) => line.startsWith('amina'))).toEqual([
      'amina: activity-reminder 2026-11-25T06:15',
      'amina: activity-reminder 2026-11-26T04:15',
    ])
    await hall.close()
    // 8:30: two hours before is 6:30; 7:00 is early enough.
    await withReplies('2026-11-23T10:00:00Z', '2026-11-26T07:30:00Z')
    await hall.passes('P4D')
    expect(reminders().filter((line) => line.startsWith('amina'))).toEqual([
      'amina: activity-reminder 2026-11-25T07:30',
      'amina: activity-reminder 2026-11-26T06:00',
    ])
  })

  it('move along with the activity, and none is left of its first hour', async () => {
    const activity = await withReplies('2026-11-23T10:00:00Z', '2026-11-26T09:00:00Z')
    const at = '2026-11-27T09:00:00.000Z'
    await hall.flowDoes('fatma', 'activities.setWhen', { activity, at, until: '' })
    await hall.passes('P5D')
    expect(reminders().filter((line) => line.startsWith('amina'))).toEqual([
      'amina: activity-reminder 2026-11-26T09:00',
      'amina: activity-reminder 2026-11-27T07:00',
    ])
  })

  it('are gone when it is cancelled, and for whoever says no', async () => {
    const activity = await withReplies('2026-11-23T10:00:00Z', '2026-11-26T09:00:00Z')
    await hall.says('amina', activity, 'no')
    await hall.passes('PT50H')
    expect(reminders()).toEqual(['elif: activity-reminder 2026-11-25T09:00'])
    await hall.flowDoes('fatma', 'activities.cancel', { activity })
    await hall.passes('P3D')
    expect(reminders()).toEqual([])
  })

  it('are as the network likes them, or none', async () => {
    await withReplies('2026-11-23T10:00:00Z', '2026-11-26T09:00:00Z', { 'reminder.leads': 'PT3H' })
    await hall.passes('P4D')
    expect(reminders()).toContain('amina: activity-reminder 2026-11-26T06:00')
    await hall.close()
    await withReplies('2026-11-23T10:00:00Z', '2026-11-26T09:00:00Z', { 'reminder.leads': 'none' })
    await hall.passes('P4D')
    expect(reminders()).toEqual([])
  })
})

describe('a change', () => {
  it('is told once to those who replied, however often it was changed in between', async () => {
    const activity = await withReplies('2026-11-23T10:00:00Z', '2026-11-26T09:00:00Z')
    for (const label of ['Bibliotheek', 'School', 'Buurthuis'])
      await hall.flowDoes('fatma', 'activities.setWhere', { activity, where: { label } })
    await hall.passes('PT10M')
    expect(hall.news().sort()).toEqual(['amina: activity-news', 'elif: activity-news'])
    const { results } = await hall.flowDoes('amina', 'activities.show', { activity })
    expect(results!.changes).toContain('Buurthuis')
    expect(results!.changes).toContain('Huis van de wijk')
  })

  it('that was taken back is not told', async () => {
    const activity = await withReplies('2026-11-23T10:00:00Z', '2026-11-26T09:00:00Z')
    for (const label of ['Bibliotheek', 'Huis van de wijk'])
      await hall.flowDoes('fatma', 'activities.setWhere', { activity, where: { label } })
    await hall.passes('PT10M')
    expect(hall.news()).toEqual([])
  })

  it('a cancelled one takes no more replies', async () => {
    const activity = await withReplies('2026-11-23T10:00:00Z', '2026-11-26T09:00:00Z')
    await hall.flowDoes('fatma', 'activities.cancel', { activity })
    expect(hall.news().sort()).toEqual(['amina: activity-news', 'elif: activity-news'])
    expect(await hall.says('zeynep', activity, 'yes')).toBe('cancelled')
  })
})
