import { describe, expect, it } from '@jest/globals'
import { exportQuestions } from '../../../src/domains/questions/erasure.ts'
import { answers, asks, here, threeNeighbours } from '../three-neighbours.ts'

threeNeighbours()

describe('those who answer', () => {
  it('hear who was quicker, and may add theirs', async () => {
    const question = await asks()
    await here.passes('PT4H')
    expect((await answers('fatma', question, 'Sorry, I was away. It starts at four.', true)).outcome).toBe(
      'sent',
    )
    expect(await answers('ineke', question, 'At four.')).toEqual({
      outcome: 'already',
      results: { by: 'fatma', by_role: 'key-mother' },
    })
    expect((await answers('ineke', question, 'At four.', true)).outcome).toBe('sent')
    expect(here.news().filter((line) => line === 'amina: answer-arrived')).toHaveLength(2)
  })

  it('of two who answer in the same moment one is told of the other', async () => {
    const question = await asks()
    await here.passes('PT4H')
    const both = await Promise.all([
      answers('fatma', question, 'At four.'),
      answers('ineke', question, 'At four.'),
    ])
    expect(both[1]!.outcome).toBe('sent')
    expect(['already', 'moved']).toContain(both[0]!.outcome)
  })

  it('the professional helps the key mother, who brings it home as it is', async () => {
    const question = await asks()
    await here.flowDoes('fatma', 'questions.passOn', { question })
    here.news()
    const body = { text: 'School is free from four.' }
    expect(await here.flowDoes('ineke', 'questions.coach', { question, body })).toEqual({
      outcome: 'sent',
      results: { name: 'fatma' },
    })
    expect(here.news()).toEqual(['amina: question-moved (handed)', 'fatma: coach-answered'])
    expect((await here.flowDoes('fatma', 'questions.coached', { question })).results).toEqual({
      name: 'ineke',
      body,
    })
    expect((await here.flowDoes('fatma', 'questions.bringHome', { question })).outcome).toBe('sent')
    const look = await here.flowDoes('amina', 'questions.look', { question })
    expect(look.results).toMatchObject({ name: 'fatma', role: 'key-mother', body })
  })

  it('what the professional told the key mother never reaches the mother by itself', async () => {
    const question = await asks()
    await here.flowDoes('fatma', 'questions.passOn', { question })
    await here.flowDoes('ineke', 'questions.coach', { question, body: { text: 'Between us.' } })
    await answers('fatma', question, 'In my own words.')
    const all = await here.does((desk) =>
      exportQuestions(desk.tx, here.office, here.people.amina!, 'en', desk.now),
    )
    expect(JSON.stringify(all)).not.toContain('Between us')
    for (const entry of ['1', '2', '3']) {
      const heard = await here.flowDoes('amina', 'questions.hear', { question, entry })
      expect(JSON.stringify(heard)).not.toContain('Between us')
    }
  })

  it('what was meant for the professional is never brought to a key mother', async () => {
    const question = await asks('About my key mother', { direct: true })
    const body = { text: 'Thank you.' }
    expect((await here.flowDoes('ineke', 'questions.coach', { question, body })).outcome).toBe(
      'no_key_mother',
    )
  })

  it('the key mother who was helped and stays silent loses it to the professional again', async () => {
    const question = await asks()
    await here.flowDoes('fatma', 'questions.passOn', { question })
    await here.flowDoes('ineke', 'questions.coach', { question, body: { text: 'Between us.' } })
    here.news()
    await here.passes('PT4H')
    expect(here.news()).toEqual(['ineke: question-escalated', 'amina: question-moved (silent)'])
  })

  it('the only one on duty keeps what she would pass on', async () => {
    const question = await asks('Hello?', { direct: true })
    expect((await here.flowDoes('ineke', 'questions.passOn', { question })).outcome).toBe('nobody')
    expect((await here.flowDoes('ineke', 'questions.show', { question })).outcome).toBe('shown')
  })

  it('a professional finds what nobody has yet, and takes it', async () => {
    await here.db
      .updateTable('people')
      .set({ paused_until: new Date('2030-01-01') })
      .execute()
    const question = await asks()
    expect((await here.flowDoes('ineke', 'questions.waiting')).results!.threads).toHaveLength(1)
    expect((await here.flowDoes('ineke', 'questions.take', { question })).outcome).toBe('yours')
    expect((await answers('ineke', question, 'At four.')).outcome).toBe('sent')
  })
})

describe('nobody who was not turned to', () => {
  const reading = ['questions.show', 'questions.coached', 'questions.passOn', 'questions.bringHome']

  it('reads, answers or moves a question', async () => {
    await here.add('zeynep', 'key-mother')
    await here.add('joke', 'professional')
    await here.add('samira', 'mother', 'fatma')
    const question = await asks()
    here.news()
    for (const stranger of ['zeynep', 'joke', 'samira', 'amina']) {
      for (const action of reading)
        expect([stranger, action, (await here.flowDoes(stranger, action, { question })).outcome]).toEqual([
          stranger,
          action,
          'not_yours',
        ])
      expect((await answers(stranger, question, 'I know')).outcome).toBe('not_yours')
      const body = { text: 'I know' }
      expect((await here.flowDoes(stranger, 'questions.coach', { question, body })).outcome).toBe('not_yours')
    }
    expect(['taken', 'not_yours']).toContain(
      (await here.flowDoes('joke', 'questions.take', { question })).outcome,
    )
    expect(here.news()).toEqual([])
  })

  it('follows up, closes or looks at a thread of another mother', async () => {
    await here.add('samira', 'mother', 'fatma')
    const question = await asks()
    await answers('fatma', question, 'At four.')
    const more = { question, body: { text: 'x' }, professional: false }
    expect((await here.flowDoes('samira', 'questions.more', more)).outcome).toBe('not_yours')
    expect((await here.flowDoes('samira', 'questions.helped', { question })).outcome).toBe('not_yours')
    expect((await here.flowDoes('samira', 'questions.look', { question })).outcome).toBe('not_yours')
    expect((await here.flowDoes('samira', 'questions.hear', { question, entry: '2' })).outcome).toBe(
      'nothing',
    )
    expect((await here.flowDoes('samira', 'questions.mine')).outcome).toBe('none')
  })

  it('keeps a right that she had in a role she has no more', async () => {
    const question = await asks()
    await here.db
      .updateTable('contacts')
      .set({ role: 'mother' })
      .where('person_id', '=', here.people.fatma!)
      .execute()
    expect((await answers('fatma', question, 'At four.')).outcome).toBe('not_yours')
  })
})
