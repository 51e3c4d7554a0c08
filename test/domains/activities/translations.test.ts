import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { exportActivities, forgetActivities } from '../../../src/domains/activities/leaving.ts'
import { erase } from '../../../src/domains/people/erasure.ts'
import { type Hall, openHall } from './hall.ts'

/** Fatma writes in Dutch. Elif reads Turkish; Joy reads both, and so does Sevgi. */
let hall: Hall
beforeEach(async () => {
  hall = await openHall('2026-11-23T10:00:00Z')
  await hall.add('amina', 'mother', 'fatma')
  await hall.add('elif', 'mother', 'fatma', ['tr'])
  await hall.add('joy', 'key-mother', undefined, ['nl', 'tr'])
})
afterEach(() => hall?.close())

const IN_FIVE_DAYS = '2026-11-28T09:00:00Z'
/** The mark of the words that she sees now. */
const sees = async (name: string, activity: string, language: string) =>
  (await hall.flowDoes(name, 'activities.toTranslate', { activity, language })).results?.mark ?? ''
const writes = async (name: string, activity: string, words: string, mark?: unknown, language = 'tr') => {
  const input = { activity, language, words, mark: mark ?? (await sees(name, activity, language)) }
  return (await hall.flowDoes(name, 'activities.translated', input)).outcome
}
const cardOf = async (name: string, activity: string) =>
  (await hall.flowDoes(name, 'activities.show', { activity })).results!.card as string

describe('the host’s words in another language', () => {
  it('a key mother who reads both is asked once, and the invitations wait for her', async () => {
    const activity = await hall.sends(IN_FIVE_DAYS)
    expect(hall.news()).toEqual(['joy: activity-translate'])
    const shown = await hall.flowDoes('joy', 'activities.toTranslate', { activity, language: 'tr' })
    expect(shown).toMatchObject({ outcome: 'shown', results: { words: 'Ontbijt', language_name: 'Türkçe' } })
    expect(await writes('joy', activity, 'Kahvaltı')).toBe('thanked')
    expect(hall.news().sort()).toEqual([
      'amina: activity-invitation',
      'elif: activity-invitation',
      'fatma: activity-translated',
      'joy: activity-invitation',
    ])
    expect(await cardOf('elif', activity)).toContain('Ontbijt\n💬 joy: Kahvaltı')
    expect(await cardOf('amina', activity)).not.toContain('Kahvaltı')
    await hall.passes('PT1H')
    expect(hall.news()).toEqual([])
  })

  it('nobody waits longer than the network says; what is written later is read in reminders', async () => {
    const activity = await hall.sends(IN_FIVE_DAYS)
    hall.news()
    await hall.passes('PT29M')
    expect(hall.news()).toEqual([])
    await hall.passes('PT2M')
    expect(hall.news()).toContain('elif: activity-invitation')
    expect(await cardOf('elif', activity)).not.toContain('💬')
    await writes('joy', activity, 'Kahvaltı')
    expect(hall.news()).toEqual(['fatma: activity-translated'])
    expect(await cardOf('elif', activity)).toContain('💬 joy: Kahvaltı')
  })

  it('what begins soon waits only a little', async () => {
    await hall.sends('2026-11-23T11:00:00Z')
    hall.news()
    await hall.passes('PT6M')
    expect(hall.news()).toContain('elif: activity-invitation')
  })

  it('where all read what the host wrote, or nobody reads both, the invitations go at once', async () => {
    await hall.does((desk) => erase(desk, hall.people.joy!, [forgetActivities]))
    await hall.sends(IN_FIVE_DAYS)
    expect(hall.news().sort()).toEqual(['amina: activity-invitation', 'elif: activity-invitation'])
  })

  it('in quiet hours nobody is woken, and nobody waits for who sleeps', async () => {
    await hall.passes('PT12H')
    await hall.sends(IN_FIVE_DAYS)
    expect(hall.news()).toContain('elif: activity-invitation')
    await hall.passes('PT9H')
    expect(hall.timed().filter((line) => line.includes('translate'))).toEqual([
      'joy: activity-translate 2026-11-24T06:00',
    ])
  })

  it('who would hear in quiet hours hears before they begin', async () => {
    await hall.passes('PT10H45M')
    await hall.sends(IN_FIVE_DAYS)
    await hall.passes('PT1H')
    expect(hall.timed()).toContain('elif: activity-invitation 2026-11-23T20:59')
  })

  it('when all who were asked say no, the invitations wait no longer', async () => {
    const activity = await hall.sends(IN_FIVE_DAYS)
    hall.news()
    await hall.flowDoes('joy', 'activities.declineTranslation', { activity, language: 'tr' })
    expect(hall.news()).toContain('elif: activity-invitation')
    expect((await hall.flowDoes('joy', 'activities.toTranslate', { activity, language: 'tr' })).outcome).toBe(
      'gone',
    )
  })

  it('the first of two counts; the other hears that it is done', async () => {
    await hall.add('sevgi', 'key-mother', undefined, ['tr', 'nl'])
    const activity = await hall.sends(IN_FIVE_DAYS)
    expect(hall.news().sort()).toEqual(['joy: activity-translate', 'sevgi: activity-translate'])
    await writes('sevgi', activity, 'Kahvaltı')
    expect(await writes('joy', activity, 'Birlikte kahvaltı')).toBe('done')
    expect(await cardOf('elif', activity)).toContain('💬 sevgi: Kahvaltı')
  })

  it('words that change are asked for again, once those who come are told', async () => {
    const activity = await hall.sends(IN_FIVE_DAYS)
    await writes('joy', activity, 'Kahvaltı')
    hall.news()
    await hall.flowDoes('fatma', 'activities.say', { activity, part: 'what', text: 'Lunch' })
    expect(await cardOf('elif', activity)).not.toContain('💬')
    await hall.passes('PT6M')
    expect(hall.news()).toEqual(['joy: activity-translate'])
    await writes('joy', activity, 'Öğle yemeği')
    expect(await cardOf('elif', activity)).toContain('💬 joy: Öğle yemeği')
  })

  it('who is asked for a second language while the first still stands open answers each in its own', async () => {
    await hall.add('hind', 'key-mother', undefined, ['nl', 'tr', 'ar'])
    const activity = await hall.sends(IN_FIVE_DAYS)
    await writes('joy', activity, 'Kahvaltı')
    await hall.add('nour', 'mother', 'fatma', ['ar'])
    await hall.flowDoes('fatma', 'activities.setWhere', { activity, where: { label: 'School' } })
    await hall.passes('PT6M')
    expect(await writes('hind', activity, 'Birlikte kahvaltı')).toBe('done')
    expect(await writes('hind', activity, 'فطور', undefined, 'ar')).toBe('thanked')
    expect(await cardOf('elif', activity)).toContain('💬 joy: Kahvaltı')
    expect(await cardOf('nour', activity)).toContain('💬 hind: فطور')
  })

  it('of two who write in the same moment one is first, and the tables would take no second', async () => {
    await hall.add('sevgi', 'key-mother', undefined, ['tr', 'nl'])
    const activity = await hall.sends(IN_FIVE_DAYS)
    const mark = await sees('joy', activity, 'tr')
    const both = [
      writes('joy', activity, 'Kahvaltı', mark),
      writes('sevgi', activity, 'Birlikte kahvaltı', mark),
    ]
    expect((await Promise.all(both)).sort()).toEqual(['done', 'thanked'])
    const twice = hall.db
      .updateTable('activity_translations')
      .set({ status: 'written', words: Buffer.from('x') })
      .execute()
    await expect(twice).rejects.toThrow('activity_translations_once')
  })

  it('what was written for other words does not land under the new ones: the new ones are shown', async () => {
    const activity = await hall.sends(IN_FIVE_DAYS)
    const mark = await sees('joy', activity, 'tr')
    await hall.flowDoes('fatma', 'activities.say', { activity, part: 'what', text: 'Lunch' })
    expect(await writes('joy', activity, 'Kahvaltı', mark)).toBe('changed')
    expect(await cardOf('elif', activity)).not.toContain('💬')
    const shown = await hall.flowDoes('joy', 'activities.toTranslate', { activity, language: 'tr' })
    expect(shown.results).toMatchObject({ words: 'Lunch' })
    hall.news()
    await hall.passes('PT6M')
    // She sees them already.
    expect(hall.news()).not.toContain('joy: activity-translate')
    expect(await writes('joy', activity, 'Öğle yemeği', shown.results!.mark)).toBe('thanked')
    expect(await cardOf('elif', activity)).toContain('💬 joy: Öğle yemeği')
  })

  it('whoever was asked for the old words and has not looked is asked for the new ones', async () => {
    const activity = await hall.sends(IN_FIVE_DAYS)
    await hall.flowDoes('fatma', 'activities.say', { activity, part: 'what', text: 'Lunch' })
    hall.news()
    await hall.passes('PT6M')
    expect(hall.news()).toContain('joy: activity-translate')
  })

  it('its host reads it, and may take it out for good', async () => {
    const activity = await hall.sends(IN_FIVE_DAYS)
    await writes('joy', activity, 'Kahvaltı')
    const input = { activity, language: 'tr' }
    expect((await hall.flowDoes('amina', 'activities.takeOutTranslation', input)).outcome).toBe('gone')
    expect((await hall.flowDoes('fatma', 'activities.translation', input)).results).toEqual({
      ...{ words: 'Ontbijt', said: 'Kahvaltı', name: 'joy', language_name: 'Türkçe' },
    })
    expect((await hall.flowDoes('fatma', 'activities.takeOutTranslation', input)).outcome).toBe('out')
    expect(await cardOf('elif', activity)).not.toContain('💬')
    expect(await writes('joy', activity, 'Kahvaltı')).toBe('gone')
  })

  it('in a list the host’s words stand first', async () => {
    const activity = await hall.sends(IN_FIVE_DAYS)
    await writes('joy', activity, 'Kahvaltı')
    const { results } = await hall.flowDoes('elif', 'activities.ahead')
    expect((results!.ahead_list as { label: string }[])[0]!.label).toBe('Ontbijt · Kahvaltı')
  })

  it('what repeats is called the same next time, in every language', async () => {
    const first = await hall.sends('2026-11-24T09:00:00Z', { rhythm: 'weekly' })
    await writes('joy', first, 'Kahvaltı')
    await hall.passes('P2D')
    const next = await hall.db
      .selectFrom('activities')
      .select('id')
      .where('id', '<>', first)
      .executeTakeFirst()
    expect(await cardOf('elif', next!.id)).toContain('💬 joy: Kahvaltı')
  })

  it('whoever writes the new words of a repeat that is not announced yet lets nothing go early', async () => {
    await hall.sends('2026-11-24T09:00:00Z', { rhythm: 'two_weekly' })
    await hall.passes('P2D')
    const next = await hall.db
      .selectFrom('activities')
      .select('id')
      .where('starts_at', '>', hall.now)
      .executeTakeFirstOrThrow()
    hall.news()
    await hall.flowDoes('fatma', 'activities.say', { activity: next.id, part: 'what', text: 'Lunch' })
    await hall.passes('PT6M')
    await writes('joy', next.id, 'Öğle yemeği')
    expect(hall.news()).toEqual(['joy: activity-translate', 'fatma: activity-translated'])
    await hall.passes('P8D')
    expect(hall.timed()).toContain('elif: activity-invitation 2026-12-02T09:00')
  })

  it('is hers who wrote it: she is told that we keep it, and it goes with her', async () => {
    const activity = await hall.sends(IN_FIVE_DAYS)
    await writes('joy', activity, 'Kahvaltı')
    const { office, db } = hall
    const sections = await db
      .transaction()
      .execute((tx) => exportActivities(tx, office, hall.people.joy!, 'nl', hall.now))
    expect(sections.flatMap(({ lines }) => lines)).toContain('Kahvaltı')
    await hall.does((desk) => erase(desk, hall.people.joy!, [forgetActivities]))
    expect(await cardOf('elif', activity)).not.toContain('💬')
  })
})
