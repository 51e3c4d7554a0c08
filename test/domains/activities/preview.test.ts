import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Hall, openHall } from './hall.ts'

let hall: Hall
beforeEach(async () => {
  hall = await openHall('2026-11-23T10:00:00Z')
  for (const name of ['amina', 'elif', 'zeynep', 'hatice', 'noor']) await hall.add(name, 'mother', 'fatma')
})
afterEach(() => hall?.close())

/** WhatsApp lets the house write to so many first, a day. */
function ceiling(outsideADay: number): void {
  const { channels } = hall.office
  const whatsapp = channels.get('whatsapp')!
  channels.set('whatsapp', { ...whatsapp, limits: { ...whatsapp.limits, outsideADay } })
}

async function preview() {
  const { results } = await hall.flowDoes('fatma', 'activities.draft', { kind: 'coffee' })
  const activity = results!.activity as string
  await hall.flowDoes('fatma', 'activities.say', { activity, part: 'what', text: 'Ontbijt' })
  await hall.flowDoes('fatma', 'activities.setWhen', { activity, at: '2026-11-28T09:00:00Z', until: '' })
  await hall.flowDoes('fatma', 'activities.setWhere', { activity, where: { label: 'Huis van de wijk' } })
  return hall.flowDoes('fatma', 'activities.preview', { activity })
}

describe('before she sends it, the host sees', () => {
  it('that all of them hear of it today, where WhatsApp lets us', async () => {
    expect(await preview()).toMatchObject({ outcome: 'complete', results: { count: 5, today: 5, days: 0 } })
  })

  it('how many hear of it today, and when the last of them does', async () => {
    ceiling(2)
    expect(await preview()).toMatchObject({ outcome: 'complete', results: { count: 5, today: 2, days: 2 } })
  })
})
