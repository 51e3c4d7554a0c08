import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { exportActivities, forgetActivities } from '../../../src/domains/activities/leaving.ts'
import { erase } from '../../../src/domains/people/erasure.ts'
import { type Hall, openHall } from './hall.ts'

let hall: Hall
beforeEach(async () => {
  hall = await openHall('2026-11-23T10:00:00Z')
  await hall.add('amina', 'mother', 'fatma')
  await hall.add('elif', 'mother', 'fatma')
})
afterEach(() => hall?.close())

const leaves = (name: string) => hall.does((desk) => erase(desk, hall.people[name]!, [forgetActivities]))
const exported = async (name: string) => {
  const { office, db } = hall
  const sections = await db
    .transaction()
    .execute((tx) => exportActivities(tx, office, hall.people[name]!, 'nl', hall.now))
  return sections.flatMap(({ title, lines }) => [title, ...lines])
}

describe('who leaves', () => {
  it('gives her place to the next, and nothing of her stays', async () => {
    const activity = await hall.sends('2026-11-26T09:00:00Z', { room: 1 })
    await hall.says('amina', activity, 'yes')
    await hall.says('elif', activity, 'yes')
    hall.news()
    await leaves('amina')
    expect(hall.news()).toContain('elif: activity-offer')
    expect(await hall.replies(activity)).toEqual({ elif: 'offered' })
  })

  it('and hosts with another leaves it to her', async () => {
    await hall.add('joy', 'key-mother')
    const activity = await hall.sends('2026-11-26T09:00:00Z')
    await hall.flowDoes('fatma', 'activities.addCoHost', { activity, person: hall.people.joy })
    await leaves('fatma')
    expect((await hall.flowDoes('joy', 'activities.overview', { activity })).outcome).toBe('once')
  })

  it('and hosts alone: the other key mothers are asked, and the first who takes it has it', async () => {
    await hall.add('joy', 'key-mother')
    await hall.add('samira', 'key-mother')
    const activity = await hall.sends('2026-11-26T09:00:00Z')
    hall.news()
    await leaves('fatma')
    expect(
      hall
        .news()
        .filter((line) => line.includes('orphan'))
        .sort(),
    ).toEqual(['joy: activity-orphan', 'samira: activity-orphan'])
    expect((await hall.flowDoes('joy', 'activities.takeOver', { activity })).outcome).toBe('yours')
    expect((await hall.flowDoes('samira', 'activities.takeOver', { activity })).outcome).toBe('taken')
  })

  it('as the last key mother: the professional is asked, and mothers can still reply', async () => {
    const activity = await hall.sends('2026-11-26T09:00:00Z')
    hall.news()
    await leaves('fatma')
    expect(hall.news().filter((line) => line.includes('orphan'))).toEqual(['ineke: activity-orphan'])
    expect(await hall.says('amina', activity, 'yes')).toBe('placed')
    expect((await hall.flowDoes('amina', 'activities.show', { activity })).results!.host).toBe('Het netwerk')
  })

  it('takes her words out of what is over', async () => {
    const activity = await hall.sends('2026-11-26T09:00:00Z')
    await hall.says('amina', activity, 'yes')
    await hall.passes('P4D')
    await leaves('fatma')
    expect((await exported('amina')).join('\n')).not.toContain('Ontbijt')
  })

  it('is named nowhere any more, not even as a circle that was invited', async () => {
    const joy = await hall.add('joy', 'key-mother')
    const activity = await hall.sends('2026-11-26T09:00:00Z')
    await hall.flowDoes('fatma', 'activities.setWhom', { activity, whom: 'circles', chosen: [joy] })
    await leaves('joy')
    const rows = await hall.db.selectFrom('activities').select('audience').execute()
    expect(JSON.stringify(rows)).not.toContain(joy)
  })

  it('takes her drafts along', async () => {
    await hall.flowDoes('fatma', 'activities.draft', { kind: 'talk' })
    await leaves('fatma')
    expect(await hall.db.selectFrom('activities').selectAll().execute()).toEqual([])
  })
})

describe('what is kept of her', () => {
  it('is told to her: what she replied, hosts, and said afterwards', async () => {
    const activity = await hall.sends('2026-11-26T09:00:00Z')
    await hall.says('amina', activity, 'yes', { brings: 1 })
    await hall.passes('P4D')
    await hall.flowDoes('fatma', 'activities.came', { activity, happened: true })
    await hall.flowDoes('amina', 'activities.feedback', { activity, face: 'good', body: null })
    await hall.flowDoes('amina', 'activities.feedback', { activity, face: null, body: { text: 'Fijn!' } })
    const lines = await exported('amina')
    expect(lines.join('\n')).toContain('Ontbijt · Huis van de wijk · ja · +1 · je was er')
    expect(lines.join('\n')).toContain('😊 · Fijn!')
    expect((await exported('fatma')).join('\n')).toContain('2026-11-26 10:00 · Ontbijt')
    const seen = await hall.flowDoes('fatma', 'activities.overview', { activity })
    expect(seen).toMatchObject({ outcome: 'over', results: { came: 1, good: 1, said: '„Fijn!”' } })
    await leaves('amina')
    const after = await hall.flowDoes('fatma', 'activities.overview', { activity })
    expect(after).toMatchObject({ results: { good: 1, said: '' } })
  })
})
