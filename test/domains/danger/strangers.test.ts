import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { invite } from '../../../src/domains/circles/invitations.ts'
import { forgetCounted } from '../../../src/messaging/address-limit.ts'
import { everythingKept, placesOf } from '../../journeys/traces.ts'
import { type Night, openNight } from './night.ts'

const WORDS = { text: 'He is at the door' }

describe('danger of somebody who has not joined', () => {
  let night: Night

  beforeEach(async () => {
    night = await openNight()
    await night.add('Petra', 'professional')
    await night.add('Ineke', 'professional')
    await night.add('Joy', 'key-mother')
    await night.add('Noor', 'professional', { network: 'noord' })
    await night.onDuty('Petra', 'Ineke')
    await night.addStranger('Sara')
  })
  afterEach(() => night?.close())

  const writes = async (network = 'zuid', level = 'sure', said: object = WORDS) =>
    night.flowDoes('Sara', 'danger.raiseForStranger', { said, level, network })
  const dangerOf = ({ results }: Awaited<ReturnType<typeof writes>>) => (results as { danger: string }).danger
  const isTaken = async (danger: string, by = 'Petra') => {
    await night.flowDoes(by, 'danger.take', { danger })
    return night.flowDoes(by, 'questions.takeUp', { danger, body: WORDS })
  }
  const people = async () =>
    (
      await sql<{
        role: string
      }>`select role, network_id from people where role in ('guest', 'mother')`.execute(night.db)
    ).rows

  it('calls whoever is on duty where she is about to join, and nobody else', async () => {
    const raised = await writes()
    expect(raised.outcome).toBe('called')
    expect(night.news()).toEqual(['Petra on whatsapp: danger-arrived'])
    await night.passes('PT10M')
    expect(night.news()).toContain('Ineke on whatsapp: danger-arrived')
    await night.passes('PT1H')
    expect(night.news().filter((line) => /^(Joy|Noor)/.test(line))).toEqual([])
    const danger = dangerOf(raised)
    for (const name of ['Noor', 'Joy', 'Sara'])
      expect(await night.flowDoes(name, 'danger.show', { danger })).toEqual({ outcome: 'not_yours' })
  })

  it('an invitation tells where, before anything was asked', async () => {
    const made = { network: 'noord', keyMother: undefined }
    const { code } = await invite(night.db, night.office, made, night.now)
    await night.flowDoes('Sara', 'circles.noteInvitation', { code })
    expect((await writes('')).outcome).toBe('called')
    expect(night.news()).toEqual(['Noor on whatsapp: danger-arrived'])
  })

  it('whoever is called sees her words, and no name', async () => {
    const shown = await night.flowDoes('Petra', 'danger.show', { danger: dangerOf(await writes()) })
    expect(shown).toMatchObject({ outcome: 'stranger', results: { name: '', body: { text: WORDS.text } } })
  })

  it('many messages are one alarm until somebody took it', async () => {
    for (let i = 0; i < 100; i++) await writes('zuid', 'sure', { text: `He is at the door ${i}` })
    expect(night.news()).toEqual(['Petra on whatsapp: danger-arrived'])
  })

  it('from one phone a person is called three times a day, also by whoever erases everything in between', async () => {
    const outcomes = []
    for (let i = 0; i < 5; i++) {
      const raised = await writes()
      outcomes.push(raised.outcome)
      if (raised.outcome === 'called') await night.flowDoes('Sara', 'people.erase')
    }
    expect(outcomes).toEqual(['called', 'called', 'called', 'rests', 'rests'])
    await night.passes('P1D')
    await night.addStranger('Sara')
    expect((await writes()).outcome).toBe('called')
  })

  it('nothing tells any more from which phone, when a day is over', async () => {
    const kept = async () => (await sql`select from address_limits`.execute(night.db)).rows.length
    await writes()
    await forgetCounted(night.office)
    expect(await kept()).toBe(1)
    await night.passes('P1D')
    await forgetCounted(night.office)
    expect(await kept()).toBe(0)
  })

  it('beyond that her words go to whoever was there last, and ring nobody out of bed', async () => {
    for (let i = 0; i < 3; i++) await isTaken(dangerOf(await writes()))
    night.news()
    const raised = await writes()
    expect(raised.outcome).toBe('rests_with')
    expect(night.news()).toEqual([])
    const told = await night.flowDoes('Sara', 'questions.tellWhoIsThere', {
      danger: dangerOf(raised),
      body: WORDS,
    })
    expect(told.outcome).toBe('told')
    expect(night.news()).toEqual(['Petra: follow-up-arrived'])
  })

  it('that she is safe, when nobody was called yet, uses nothing up', async () => {
    for (let i = 0; i < 5; i++) {
      const danger = dangerOf(await writes('zuid', 'soft'))
      await night.flowDoes('Sara', 'danger.safe', { danger, said: WORDS, interrupted: '' })
    }
    await sql`update dangers set status = 'calm'`.execute(night.db)
    expect((await writes()).outcome).toBe('called')
  })

  it('when she joins, what she wrote is hers, and whoever reads the thread still has no name', async () => {
    const danger = dangerOf(await writes())
    await isTaken(danger)
    const joined = await night.flowDoes('Sara', 'circles.join', { network: 'zuid', name: 'Sara', code: '' })
    expect(joined.outcome).toBe('without')
    expect(await people()).toMatchObject([{ role: 'mother', network_id: 'zuid' }])
    expect((await night.flowDoes('Sara', 'questions.mine')).outcome).toBe('some')
    expect((await night.flowDoes('Sara', 'danger.whoCame', { danger })).outcome).toBe('known')
    const threads = await sql`select anonymous from questions`.execute(night.db)
    expect(threads.rows).toEqual([{ anonymous: true }])
  })

  it('when she joins elsewhere, whoever was called answers her still, and neither side learns more', async () => {
    const danger = dangerOf(await writes())
    await night.flowDoes('Sara', 'circles.join', { network: 'noord', name: 'Sara', code: '' })
    const shown = await night.flowDoes('Petra', 'danger.show', { danger })
    expect(shown).toMatchObject({ outcome: 'stranger', results: { name: '' } })
    expect((await isTaken(danger)).outcome).toBe('opened')
    expect((await night.flowDoes('Sara', 'danger.whoCame', { danger })).outcome).toBe('known')
    expect((await night.flowDoes('Sara', 'questions.tellKeyMother', { danger })).outcome).toBe('not_reached')
    expect(await night.flowDoes('Noor', 'danger.show', { danger })).toEqual({ outcome: 'not_yours' })
  })

  it('erased, perhaps by another hand, before anybody took it: it rings on until a person has read that', async () => {
    const danger = dangerOf(await writes())
    night.news()
    await night.flowDoes('Sara', 'people.erase')
    expect(placesOf(await everythingKept(night.office), WORDS.text)).toEqual([])
    expect(night.news()).toEqual(['Petra on whatsapp: danger-arrived'])
    await night.passes('PT10M')
    expect(night.news()).toContain('Ineke on whatsapp: danger-arrived')
    expect((await night.flowDoes('Ineke', 'danger.show', { danger })).outcome).toBe('nameless')
    expect((await night.flowDoes('Ineke', 'danger.take', { danger })).outcome).toBe('left')
    expect((await night.flowDoes('Ineke', 'danger.settle', { danger })).outcome).toBe('settled')
    night.news()
    await night.passes('P2D')
    expect(night.news()).toEqual([])
    expect((await sql`select from dangers`.execute(night.db)).rows).toEqual([])
  })

  it('erased while nobody could be reached: whoever comes on duty is called', async () => {
    await night.onDuty()
    for (const name of ['Petra', 'Ineke']) await night.is(name, 'key-mother')
    await writes()
    await night.flowDoes('Sara', 'people.erase')
    expect(night.news()).toEqual([])
    await night.is('Petra', 'professional')
    await night.passes('PT1H')
    expect(night.news()).toContain('Petra on whatsapp: danger-arrived')
  })

  it('erased, and never read by anybody: a week later nothing is kept, and nothing rings', async () => {
    await writes()
    await night.set('escalation.danger', 'P1D')
    await night.flowDoes('Sara', 'people.erase')
    await night.passes('P8D')
    expect((await sql`select from dangers`.execute(night.db)).rows).toEqual([])
    night.news()
    await night.passes('P2D')
    expect(night.news()).toEqual([])
  })

  it('thirty days after her last word nothing is kept of whoever did not join', async () => {
    await isTaken(dangerOf(await writes()))
    await night.passes('P29D')
    expect(await people()).toHaveLength(1)
    await night.passes('P2D')
    expect(await people()).toEqual([])
    const words =
      await sql`select body from question_entries where author_role = 'asker' and body is not null`
    expect((await words.execute(night.db)).rows).toEqual([])
  })

  it('a mother cannot call people of another network by it', async () => {
    await night.add('Grace', 'mother')
    const seen = { said: WORDS, level: 'sure', network: 'noord' }
    expect(await night.flowDoes('Grace', 'danger.raiseForStranger', seen)).toEqual({ outcome: 'not_yours' })
  })

  it('what is no network is asked again', async () => {
    expect((await writes('nowhere')).outcome).toBe('choose')
    expect(night.news()).toEqual([])
    expect(await people()).toEqual([])
  })
})
