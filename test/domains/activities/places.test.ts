import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Hall, openHall } from './hall.ts'

let hall: Hall
const mothers = Array.from({ length: 40 }, (_, n) => `mother${n + 1}`)

beforeAll(async () => {
  hall = await openHall('2026-11-23T10:00:00Z')
  for (const name of mothers) await hall.add(name, 'mother', 'fatma')
})
afterAll(() => hall?.close())

const next = (days: number) => new Date(hall.now.getTime() + days * 86_400_000).toISOString()
const saying = async (activity: string, reply: string) =>
  Object.entries(await hall.replies(activity)).flatMap(([name, said]) => (said === reply ? [name] : []))

describe('forty are invited to a room for twenty', () => {
  it('twenty-five say yes at once: twenty are in, five wait, nobody sits twice', async () => {
    const activity = await hall.sends(next(4), { room: 20 })
    expect(hall.news().filter((line) => line.endsWith('activity-invitation'))).toHaveLength(40)
    const outcomes = await Promise.all(mothers.slice(0, 25).map((name) => hall.says(name, activity, 'yes')))
    expect(outcomes.filter((one) => one === 'placed')).toHaveLength(20)
    expect(outcomes.filter((one) => one === 'waiting')).toHaveLength(5)
    const placed = await saying(activity, 'yes')
    expect(await hall.says(placed[0]!, activity, 'yes')).toBe('placed')
    expect(await saying(activity, 'yes')).toHaveLength(20)
  })

  it('who cancels lets the first who waits have a place, for a while, then the next', async () => {
    const activity = await hall.sends(next(4), { room: 1 })
    await hall.says('mother1', activity, 'yes')
    await hall.says('mother2', activity, 'yes')
    await hall.says('mother3', activity, 'yes')
    hall.news()
    await hall.says('mother1', activity, 'no')
    expect(hall.news()).toEqual(['mother2: activity-offer'])
    // Meanwhile the place is hers, and nobody else's.
    expect(await hall.says('mother4', activity, 'yes')).toBe('waiting')
    await hall.passes('PT4H1M')
    expect(hall.news()).toEqual(['mother3: activity-offer'])
    expect(await hall.says('mother3', activity, 'yes')).toBe('placed')
    expect(await hall.says('mother2', activity, 'yes')).toBe('waiting')
    await hall.passes('PT5H')
    expect(await saying(activity, 'yes')).toEqual(['mother3'])
  })

  it('whoever brings others takes places for them too, and keeps her own when there is no room', async () => {
    const activity = await hall.sends(next(4), { room: 3 })
    await hall.says('mother1', activity, 'yes', { brings: 1 })
    await hall.says('mother2', activity, 'yes')
    expect(await hall.says('mother2', activity, 'yes', { brings: 2 })).toBe('crowded')
    expect(await saying(activity, 'yes')).toEqual(['mother1', 'mother2'])
    await hall.says('mother3', activity, 'yes', { brings: 1 })
    hall.news()
    // One comes alone after all: a place for one, and two who wait together.
    await hall.says('mother1', activity, 'yes', { brings: 0 })
    expect(hall.news()).toEqual([])
    expect(await hall.says('mother4', activity, 'yes')).toBe('placed')
  })

  it('a larger room lets in those who wait', async () => {
    const activity = await hall.sends(next(4), { room: 1 })
    for (const name of ['mother1', 'mother2', 'mother3']) await hall.says(name, activity, 'yes')
    hall.news()
    await hall.flowDoes('fatma', 'activities.setRoom', { activity, room: 3 })
    expect(hall.news().sort()).toEqual(['mother2: activity-offer', 'mother3: activity-offer'])
  })

  it('an offer shortly before leaves time for the next', async () => {
    const activity = await hall.sends(next(0.1), { room: 1 })
    for (const name of ['mother1', 'mother2', 'mother3']) await hall.says(name, activity, 'yes')
    hall.news()
    await hall.says('mother1', activity, 'no')
    await hall.passes('PT1H15M')
    expect(hall.news().filter((line) => line.includes('offer'))).toEqual([
      'mother2: activity-offer',
      'mother3: activity-offer',
    ])
  })

  it('whoever rests or wants no invitations is not invited; whoever joined later finds it in the calendar', async () => {
    await hall.db
      .updateTable('people')
      .set({ invitations: false })
      .where('id', '=', hall.people.mother7!)
      .execute()
    hall.news()
    await hall.sends(next(4))
    expect(hall.news().filter((line) => line.startsWith('mother7:'))).toEqual([])
    const { outcome } = await hall.flowDoes('mother7', 'activities.ahead')
    expect(outcome).toBe('some')
  })
})

describe('a place that comes free in the evening, and quiet hours from ten to seven', () => {
  /** Cancels one place at eight in the evening in Rotterdam. @param hours from then to the activity @returns until when it is kept */
  const keptUntil = async (hours: number) => {
    await hall.passes(
      `PT${(19 * 60 - hall.now.getUTCHours() * 60 - hall.now.getUTCMinutes() + 1440) % 1440}M`,
    )
    const activity = await hall.sends(next(hours / 24), { room: 1 })
    for (const name of ['mother1', 'mother2']) await hall.says(name, activity, 'yes')
    await hall.says('mother1', activity, 'no')
    const { offered_until: until } = await hall.db
      .selectFrom('activity_replies')
      .select('offered_until')
      .where('activity_id', '=', activity)
      .where('person', '=', hall.people.mother2!)
      .executeTakeFirstOrThrow()
    return until!.toISOString().slice(11, 16)
  }

  it('is kept for as many waking hours: the rest of them in the morning', async () => {
    expect(await keptUntil(4 * 24)).toBe('08:00')
  })

  it('in the morning leaves time for the next', async () => {
    expect(await keptUntil(14)).toBe('07:30')
  })

  it('is not kept until the morning when it begins before that, or as good as', async () => {
    expect(await keptUntil(11.5)).toBe('23:00')
  })
})

describe('nobody but the host', () => {
  it('changes or cancels an activity', async () => {
    const activity = await hall.sends(next(4))
    await hall.add('joy', 'key-mother')
    expect((await hall.flowDoes('joy', 'activities.cancel', { activity })).outcome).toBe('gone')
    const named = { activity, part: 'what', text: 'Iets anders' }
    expect((await hall.flowDoes('joy', 'activities.say', named)).outcome).toBe('gone')
    await hall.flowDoes('fatma', 'activities.addCoHost', { activity, person: hall.people.joy })
    expect((await hall.flowDoes('joy', 'activities.say', named)).outcome).toBe('kept')
  })

  it('what is not complete, or over, is not sent', async () => {
    const { results } = await hall.flowDoes('fatma', 'activities.draft', { kind: 'talk' })
    const { activity } = results as { activity: string }
    expect((await hall.flowDoes('fatma', 'activities.send', { activity })).outcome).toBe('not_yet')
    const at = new Date(hall.now.getTime() - 1000).toISOString()
    expect((await hall.flowDoes('fatma', 'activities.setWhen', { activity, at, until: '' })).outcome).toBe(
      'past',
    )
  })
})
