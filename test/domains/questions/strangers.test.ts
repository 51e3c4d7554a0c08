import { afterAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type Neighbourhood, openNeighbourhood } from '../neighbourhood.ts'

let here: Neighbourhood
const opened: Neighbourhood[] = []

beforeEach(async () => {
  here = await openNeighbourhood()
  opened.push(here)
  await here.add('fatma', 'key-mother')
  await here.add('amina', 'mother', 'fatma')
  await here.add('ineke', 'professional')
})
afterAll(async () => {
  for (const one of opened) await one.close()
})

const asks = async (text = 'How does school work?', more: { anonymous?: boolean; direct?: boolean } = {}) => {
  const input = { body: { text }, anonymous: false, direct: false, kind: 'question', ...more }
  const { results } = await here.flowDoes('amina', 'questions.ask', input)
  return results!.question as string
}
const answers = (who: string, question: string, text: string, insists = false) =>
  here.flowDoes(who, 'questions.answer', { question, body: { text }, insists })

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
