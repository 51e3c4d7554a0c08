import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Night, openNight } from './night.ts'

describe('what she writes in danger', () => {
  let night: Night

  beforeEach(async () => {
    night = await openNight()
    await night.add('Joy', 'key-mother')
    await night.add('Grace', 'mother', { trusts: 'Joy' })
    for (const name of ['Petra', 'Ineke', 'Loes']) await night.add(name, 'professional')
  })
  afterEach(() => night?.close())

  /** Taken, and the thread opened, as one turn of the conversation does it. */
  const takes = async (name: string, danger: string) => {
    const { results } = await night.flowDoes(name, 'danger.take', { danger })
    const { body } = results as { body: object }
    return night.flowDoes(name, 'questions.takeUp', { danger, body })
  }

  it('what she writes after it was taken reaches whoever took it, whatever other threads she has begun since', async () => {
    await night.onDuty('Petra', 'Ineke')
    const danger = await night.writes('Grace', 'sure')
    await takes('Petra', danger)
    await night.onDuty('Ineke', 'Petra')
    const other = { body: { text: 'The bill' }, anonymous: false, direct: true, kind: 'talk' }
    for (let time = 0; time < 11; time++) await night.flowDoes('Grace', 'questions.ask', other)
    night.news()
    const more = { text: 'He has a key' }
    expect((await night.flowDoes('Grace', 'danger.call', { danger, more })).outcome).toBe('taken')
    expect((await night.flowDoes('Grace', 'questions.tellWhoIsThere', { danger, body: more })).outcome).toBe(
      'told',
    )
    expect(night.news()).toEqual(['Petra: follow-up-arrived'])
  })

  it('a thread is opened only by whoever took it', async () => {
    const danger = await night.writes('Grace', 'sure')
    const body = { text: 'He is at the door' }
    expect((await night.flowDoes('Ineke', 'questions.takeUp', { danger, body })).outcome).toBe('not_yours')
    await takes('Petra', danger)
    expect((await night.flowDoes('Ineke', 'questions.takeUp', { danger, body })).outcome).toBe('not_yours')
  })

  it('when whoever took it is gone and nobody else is there, she is not told that somebody is', async () => {
    const danger = await night.writes('Grace', 'sure')
    await takes('Petra', danger)
    for (const name of ['Petra', 'Ineke', 'Loes']) await night.leaves(name)
    const more = { text: 'He has a key' }
    expect((await night.flowDoes('Grace', 'danger.call', { danger, more })).outcome).toBe('taken')
    expect((await night.flowDoes('Grace', 'questions.tellWhoIsThere', { danger, body: more })).outcome).toBe(
      'kept',
    )
  })

  it('her key mother is told all that she wrote and said since, and what comes later when she says so again', async () => {
    await night.set('quiet.hours', 'none')
    const danger = await night.writes('Grace', 'sure', 'He hit me')
    for (const more of [{ text: 'He has a key' }, { media: [{ id: 'v1', kind: 'voice' }] }])
      await night.flowDoes('Grace', 'danger.call', { danger, more })
    night.news()
    const told = await night.flowDoes('Grace', 'questions.tellKeyMother', { danger })
    expect(told).toMatchObject({ outcome: 'told', results: { name: 'Joy', asleep: false } })
    expect(night.news()).toEqual(['Joy: question-arrived'])
    const shown = async () => {
      const { question } = told.results as { question: string }
      const { results } = await night.flowDoes('Joy', 'questions.show', { question })
      return (results as { body: object }).body
    }
    expect(await shown()).toMatchObject({
      text: 'He hit me\nHe has a key',
      media: [{ id: 'v1', kind: 'voice' }],
    })
    await night.flowDoes('Grace', 'danger.call', { danger, more: { text: 'He is here' } })
    expect((await night.flowDoes('Grace', 'questions.tellKeyMother', { danger })).outcome).toBe('told')
    expect(night.news()).toEqual(['Joy: follow-up-arrived'])
    expect(await shown()).toMatchObject({ text: 'He hit me\nHe has a key\nHe is here' })
    expect((await night.flowDoes('Grace', 'questions.tellKeyMother', { danger })).outcome).toBe('told')
    expect(night.news()).toEqual([])
  })

  it('a key mother who sleeps is not said to have her words; one who cannot be reached is not asked, nor anybody else', async () => {
    const danger = await night.writes('Grace', 'sure')
    expect(await night.flowDoes('Grace', 'questions.tellKeyMother', { danger })).toMatchObject({
      outcome: 'told',
      results: { asleep: true },
    })
    await night.add('Amina', 'mother', { trusts: 'Joy' })
    const another = await night.writes('Amina', 'sure')
    await night.pauses('Joy', 'P7D')
    night.news()
    expect(await night.flowDoes('Amina', 'questions.tellKeyMother', { danger: another })).toEqual({
      outcome: 'not_reached',
    })
    const hers = await night.writes('Joy', 'sure')
    night.news()
    expect((await night.flowDoes('Joy', 'questions.tellKeyMother', { danger: hers })).outcome).toBe(
      'not_reached',
    )
    expect(night.news()).toEqual([])
  })
})
