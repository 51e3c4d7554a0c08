import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { countsOf } from '../../../src/domains/broadcasts/counts.ts'
import { exportBroadcasts, forgetBroadcasts } from '../../../src/domains/broadcasts/erasure.ts'
import { cut } from '../../../src/domains/broadcasts/running.ts'
import { erase } from '../../../src/domains/people/erasure.ts'
import { changePerson } from '../../../src/domains/people/people.ts'
import { addContact } from '../../../src/messaging/contact.ts'
import { type Neighbourhood, openNeighbourhood } from '../neighbourhood.ts'
import { twoCircles } from '../two-circles.ts'

let place: Neighbourhood
beforeEach(async () => {
  place = await openNeighbourhood()
  await twoCircles(place)
})
afterEach(() => place.close())

const words = { text: 'Tomorrow at ten there is coffee.' }
const circle = { reach: 'circle', body: words }
const network = { reach: 'network', body: words }

async function sends(name: string, draft: Record<string, unknown> = circle) {
  const { outcome, results } = await place.flowDoes(name, 'broadcasts.send', draft)
  return { outcome, id: results?.broadcast as string }
}
const previews = (name: string, draft: Record<string, unknown>) =>
  place.flowDoes(name, 'broadcasts.preview', draft)
const counts = (id: string) => countsOf(place.db, id)

describe('a broadcast to her circle', () => {
  it('is previewed with its head-count and languages, and reaches each mother of it once', async () => {
    const { outcome, results } = await previews('Fatma', circle)
    expect({ outcome, ...results }).toMatchObject({
      ...{ outcome: 'ready', count: 2, languages: 'Nederlands 2', enough: 0, later: false },
      // On WhatsApp, and silent so far.
      ...{ outside: 2, days: 0 },
    })
    const { id } = await sends('Fatma')
    await place.passes('PT1M')
    expect(place.news()).toEqual([
      'Amina: broadcast-arrived',
      'Naima: broadcast-arrived',
      'Fatma: broadcast-report',
    ])
    expect(await counts(id)).toMatchObject({ people: 2, replied: 0, enough: 0 })
  })

  it('waits for its time, which is never one that has passed', async () => {
    expect((await previews('Fatma', { ...circle, day: '2026-11-22', hour: '10' })).outcome).toBe('past')
    expect((await sends('Fatma', { ...circle, day: '2026-11-24', hour: '09' })).outcome).toBe('planned')
    await place.passes('PT21H')
    expect(place.news()).toEqual([])
    await place.passes('PT1H30M')
    expect(place.news()).toContain('Amina: broadcast-arrived')
  })

  it('waits for the morning when it is quiet', async () => {
    await place.passes('PT12H')
    const { outcome } = await sends('Fatma')
    expect(outcome).toBe('planned')
    await place.passes('PT7H')
    expect(place.news()).toEqual([])
    await place.passes('PT2H')
    expect(place.news()).toContain('Amina: broadcast-arrived')
  })

  it('is not sent with nothing in it, with too much in it, or to nobody', async () => {
    expect((await previews('Fatma', { ...circle, body: { text: '  ' } })).outcome).toBe('empty')
    const long = await previews('Fatma', { ...circle, body: { text: 'ا'.repeat(5000) } })
    expect(long).toMatchObject({ outcome: 'too_long', results: { length: 5000, longest: 800 } })
    await place.add('Sevda', 'key-mother')
    expect((await previews('Sevda', circle)).outcome).toBe('nobody')
    expect((await place.flowDoes('Sevda', 'broadcasts.mayTell')).outcome).toBe('network')
  })

  it('leaves out who pauses or has stopped it between the preview and its time', async () => {
    const { id } = await sends('Fatma', { ...circle, day: '2026-11-24', hour: '09' })
    await changePerson(place.db, place.office, place.people.Amina!, { invitations: false })
    await place.passes('P1D')
    expect(place.news()).toEqual(['Naima: broadcast-arrived', 'Fatma: broadcast-report'])
    expect((await counts(id)).people).toBe(1)
  })

  it('never brings anybody more than the network allows a week', async () => {
    await place.set('broadcast.weekly', '2')
    for (let i = 0; i < 2; i++) {
      await sends('Fatma')
      await place.passes('PT1M')
    }
    place.news()
    expect((await previews('Fatma', circle)).outcome).toBe('nobody')
    const { id } = await sends('Ans', network)
    await place.passes('PT1M')
    expect(place.news().filter((line) => line.endsWith('arrived'))).toEqual([
      'Fatma: broadcast-arrived',
      'Joy: broadcast-arrived',
      'Blessing: broadcast-arrived',
    ])
    expect(await counts(id)).toMatchObject({ people: 5, enough: 2 })
    await place.passes('P7D')
    expect((await previews('Fatma', circle)).results).toMatchObject({ count: 2 })
  })

  it('is stopped before its time, and then goes to nobody', async () => {
    const { id } = await sends('Fatma', { ...circle, day: '2026-11-24', hour: '09' })
    expect((await place.flowDoes('Joy', 'broadcasts.stop', { broadcast: id })).outcome).toBe('not_yours')
    expect((await place.flowDoes('Fatma', 'broadcasts.stop', { broadcast: id })).outcome).toBe('stopped')
    expect((await place.flowDoes('Fatma', 'broadcasts.stop', { broadcast: id })).outcome).toBe('over')
    await place.passes('P2D')
    expect(place.news()).toEqual([])
  })

  it('that takes a while tells its sender how far it is, once a quarter and never twice a minute', async () => {
    await place.close()
    // Half a second before the phones are left alone.
    place = await openNeighbourhood('2026-11-23T20:59:59.500Z')
    await twoCircles(place)
    for (let i = 0; i < 500; i++) await place.add(`mother ${i}`, 'mother', 'Fatma')
    await sends('Fatma')
    await place.passes('PT5M')
    const reports = () =>
      place.brought.splice(0).flatMap(({ flow, input }) => (flow === 'broadcast-report' ? input.news : []))
    expect(reports()).toEqual([])
    await place.passes('PT12H')
    expect(reports()).toEqual(['quarter3', 'done'])
  })

  it('that takes a while is shown as it goes on to a sender who has meanwhile written from a phone that can', async () => {
    await place.close()
    place = await openNeighbourhood('2026-11-23T20:59:59.500Z')
    await twoCircles(place)
    for (let i = 0; i < 500; i++) await place.add(`mother ${i}`, 'mother', 'Fatma')
    await sends('Fatma')
    await place.passes('PT5M')
    place.news()
    const telegram = { name: 'telegram', limits: { windowHours: null }, revise: async () => {} }
    ;(place.office.channels as Map<string, unknown>).set('telegram', telegram)
    const { people, db, office, now } = place
    const contact = { channel: 'telegram', address: '1', person: people.Fatma!, language: 'nl' }
    await db.transaction().execute((tx) => addContact(tx, office, contact))
    const hers = db.updateTable('contacts').where('person_id', '=', people.Fatma!)
    await hers.where('channel', '=', 'telegram').set({ last_inbound_at: now }).execute()
    await place.passes('PT30M')
    expect(place.brought.map(({ input }) => input.news)).toEqual(['begun'])
  })

  it('is cut once, however often a job comes for it', async () => {
    const { id } = await sends('Fatma')
    await Promise.all([1, 2, 3].map(() => place.does((desk) => cut(desk, id))))
    await place.passes('PT1M')
    expect(place.news().filter((line) => line.endsWith('arrived'))).toHaveLength(2)
  })
})

describe('a broadcast to the network', () => {
  it('goes out when a second key mother says yes, once', async () => {
    const { outcome, id } = await sends('Fatma', network)
    expect(outcome).toBe('asked')
    expect(place.news()).toEqual(['Ans: broadcast-asked', 'Joy: broadcast-asked'])
    const yes = { broadcast: id, yes: true }
    expect((await place.flowDoes('Fatma', 'broadcasts.agree', yes)).outcome).toBe('settled')
    expect((await place.flowDoes('Amina', 'broadcasts.agree', yes)).outcome).toBe('settled')
    expect((await place.flowDoes('Joy', 'broadcasts.agree', yes)).outcome).toBe('agreed')
    expect((await place.flowDoes('Ans', 'broadcasts.agree', yes)).outcome).toBe('settled')
    await place.passes('PT1M')
    expect(place.news().filter((line) => line.endsWith('arrived'))).toEqual([
      'Joy: broadcast-arrived',
      'Amina: broadcast-arrived',
      'Naima: broadcast-arrived',
      'Blessing: broadcast-arrived',
    ])
  })

  it('is left to the others by a key mother’s no, and ended by a professional’s', async () => {
    const { id } = await sends('Fatma', network)
    place.news()
    const no = { broadcast: id, yes: false }
    expect((await place.flowDoes('Joy', 'broadcasts.agree', no)).outcome).toBe('noted')
    expect((await place.flowDoes('Ans', 'broadcasts.agree', no)).outcome).toBe('refused')
    expect(place.news()).toEqual(['Fatma: broadcast-report'])
    await place.passes('P3D')
    expect(place.news()).toEqual([])
  })

  it('is not sent when nobody answers in time, and she hears so', async () => {
    await sends('Fatma', network)
    place.news()
    await place.passes('P3D')
    expect(place.news()).toEqual(['Fatma: broadcast-report'])
  })

  it('of a professional needs nobody’s yes', async () => {
    expect((await sends('Ans', network)).outcome).toBe('on_its_way')
  })
})

describe('an answer to a broadcast', () => {
  it('reaches whoever sent it, in one thread, also when another is her key mother', async () => {
    const { id } = await sends('Ans', network)
    await place.passes('PT1M')
    place.news()
    const says = (text: string) =>
      place.flowDoes('Amina', 'broadcasts.reply', { broadcast: id, body: { text } })
    expect(await says('I come.')).toMatchObject({ outcome: 'sent', results: { name: 'Ans' } })
    expect(place.news()).toEqual(['Ans: question-escalated'])
    await says('With my sister.')
    expect(place.news()).toEqual(['Ans: follow-up-arrived'])
    expect((await counts(id)).replied).toBe(1)
  })
})

describe('a sender who is erased', () => {
  it('takes her words with her, and nobody is sent them any more', async () => {
    const { id } = await sends('Fatma', { ...circle, day: '2026-11-24', hour: '09' })
    await place.does((desk) => erase(desk, place.people.Fatma!, [forgetBroadcasts]))
    await place.passes('P2D')
    expect(place.news()).toEqual([])
    const rows = await place.db.selectFrom('broadcasts').selectAll().where('id', '=', id).execute()
    expect(rows).toMatchObject([{ sender: null, body: null, status: 'stopped' }])
    expect((await place.flowDoes('Amina', 'broadcasts.reply', { broadcast: id, body: words })).outcome).toBe(
      'gone',
    )
  })

  it('is shown before what she sent, and others when they got something', async () => {
    await sends('Fatma')
    await place.passes('PT1M')
    const told = (name: string) =>
      place.does(({ tx }) => exportBroadcasts(tx, place.office, place.people[name]!, 'en', place.now))
    const [sent] = await told('Fatma')
    expect(sent!.lines).toEqual([expect.stringContaining(words.text)])
    const [, got] = await told('Amina')
    expect(got!.lines).toHaveLength(1)
  })
})
