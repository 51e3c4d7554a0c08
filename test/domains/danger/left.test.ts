import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { everythingKept, placesOf } from '../../journeys/traces.ts'
import { type Night, openNight } from './night.ts'

const PETRA = ['Petra on telegram: danger-arrived', 'Petra on whatsapp: danger-arrived']
const INEKE = ['Ineke on whatsapp: danger-arrived']

describe('for a mother who is erased while it waits, perhaps by another hand,', () => {
  let night: Night

  beforeEach(async () => {
    night = await openNight()
    await night.add('Joy', 'key-mother')
    await night.add('Grace', 'mother', { trusts: 'Joy' })
    await night.add('Petra', 'professional', { on: ['telegram', 'whatsapp'] })
    await night.add('Ineke', 'professional')
    await night.onDuty('Petra', 'Ineke')
  })
  afterEach(() => night?.close())

  const statusOf = async (id: string) =>
    (await night.db.selectFrom('dangers').select('status').where('id', '=', id).executeTakeFirst())?.status
  const kept = (name: string, danger: string) => night.flowDoes(name, 'danger.show', { danger })

  it('whoever is called hears so, with her name and who knows her, and without a word of hers', async () => {
    const danger = await night.writes('Grace', 'sure')
    expect(night.news()).toEqual(PETRA)
    await night.leaves('Grace')
    expect(night.news()).toEqual(PETRA)
    expect(await kept('Petra', danger)).toMatchObject({
      outcome: 'left',
      results: { name: 'Grace', key_mother_name: 'Joy', danger_number: '112' },
    })
    expect(placesOf(await everythingKept(night.office), 'at the door')).toEqual([])
    await night.passes('PT10M')
    expect(night.news()).toEqual(INEKE)
    expect(placesOf(await everythingKept(night.office), night.people.Grace!)).toEqual([])
  })

  it('who was only asked has not said that she is safe', async () => {
    const danger = await night.writes('Grace', 'soft')
    await night.leaves('Grace')
    await night.passes('PT3M')
    expect(night.news()).toEqual(PETRA)
    expect((await kept('Petra', danger)).outcome).toBe('left')
  })

  it('who had said that she is safe, nobody is called', async () => {
    const danger = await night.writes('Grace', 'soft')
    await night.flowDoes('Grace', 'danger.safe', { danger, said: { text: 'x' }, interrupted: '' })
    await night.leaves('Grace')
    await night.passes('P2D')
    expect(night.news()).toEqual([])
    expect(await statusOf(danger)).toBeUndefined()
  })

  it('it is taken, asked after each day, and gone when it is settled', async () => {
    const danger = await night.writes('Grace', 'sure')
    await night.leaves('Grace')
    expect((await night.flowDoes('Petra', 'danger.take', { danger })).outcome).toBe('left')
    night.news()
    // It was taken in the middle of the night: a day later nobody sleeps over it any more.
    await night.passes('P1D')
    expect(night.news()).toEqual([])
    await night.passes('PT4H')
    expect(night.news()).toEqual(PETRA)
    expect((await kept('Petra', danger)).outcome).toBe('left_with_you')
    expect((await night.flowDoes('Ineke', 'danger.settle', { danger })).outcome).toBe('not_yours')
    expect((await night.flowDoes('Petra', 'danger.settle', { danger })).outcome).toBe('settled')
    expect(await statusOf(danger)).toBeUndefined()
    await night.passes('P2D')
    expect(night.news()).toEqual([])
  })

  it('nothing of her is left after a week, also when nobody ever took it', async () => {
    const danger = await night.writes('Grace', 'sure')
    await night.leaves('Grace')
    await night.set('escalation.danger', 'P1D')
    await night.passes('P8D')
    expect(await statusOf(danger)).toBeUndefined()
    expect(placesOf(await everythingKept(night.office), 'Grace')).toEqual([])
    night.news()
    await night.passes('P2D')
    expect(night.news()).toEqual([])
  })

  it('whoever took it and is in the thread with her hears so; not when the thread is closed', async () => {
    const takes = async () => {
      const danger = await night.writes('Grace', 'sure')
      await night.flowDoes('Petra', 'danger.take', { danger })
      const { results } = await night.flowDoes('Petra', 'questions.takeUp', { danger, body: { text: 'x' } })
      return { danger, question: (results as { question: string }).question }
    }
    const [open, closed] = [await takes(), await takes()]
    await night.db
      .updateTable('questions')
      .set({ status: 'closed' })
      .where('id', '=', closed.question)
      .execute()
    night.news()
    await night.leaves('Grace')
    expect(night.news()).toEqual(PETRA)
    expect((await kept('Petra', open.danger)).outcome).toBe('left_with_you')
    expect(await statusOf(closed.danger)).toBeUndefined()
  })

  it('nobody is asked about a thread that helped long ago: what was said for her would have been found out', async () => {
    const danger = await night.writes('Grace', 'sure')
    await night.flowDoes('Petra', 'danger.take', { danger })
    const { results } = await night.flowDoes('Petra', 'questions.takeUp', { danger, body: { text: 'x' } })
    const { question } = results as { question: string }
    await night.flowDoes('Grace', 'questions.helped', { question })
    await night.passes('P8D')
    await night.leaves('Grace')
    expect(await statusOf(danger)).toBeUndefined()
  })

  it('who took it is asked when it helped only just now: it may have been said for her', async () => {
    const danger = await night.writes('Grace', 'sure')
    await night.flowDoes('Petra', 'danger.take', { danger })
    const { results } = await night.flowDoes('Petra', 'questions.takeUp', { danger, body: { text: 'x' } })
    await night.flowDoes('Grace', 'questions.helped', {
      question: (results as { question: string }).question,
    })
    await night.passes('P1D')
    await night.leaves('Grace')
    expect((await kept('Petra', danger)).outcome).toBe('left_with_you')
  })

  it('when she who took it leaves herself, the next is called', async () => {
    const danger = await night.writes('Grace', 'sure')
    await night.leaves('Grace')
    await night.flowDoes('Petra', 'danger.take', { danger })
    night.news()
    await night.passes('PT1H')
    await night.leaves('Petra')
    expect(night.news()).toContain('Ineke on whatsapp: danger-arrived')
    expect((await night.flowDoes('Ineke', 'danger.take', { danger })).outcome).toBe('left')
    await night.passes('P1DT4H')
    expect(night.news()).toEqual(INEKE)
  })

  it('when she who took it is no professional any more, whoever is on duty is called', async () => {
    const danger = await night.writes('Grace', 'sure')
    await night.leaves('Grace')
    await night.flowDoes('Petra', 'danger.take', { danger })
    await night.is('Petra', 'key-mother')
    night.news()
    await night.passes('P1DT4H')
    expect(night.news()).toEqual(INEKE)
    expect((await night.flowDoes('Ineke', 'danger.take', { danger })).outcome).toBe('left')
  })

  it('when she who took it is no professional by the time of the erasure, somebody else is called at once', async () => {
    const danger = await night.writes('Grace', 'sure')
    await night.flowDoes('Petra', 'danger.take', { danger })
    await night.is('Petra', 'mother')
    night.news()
    await night.leaves('Grace')
    expect(night.news()).toEqual(INEKE)
  })
})
