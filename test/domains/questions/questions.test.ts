import { afterAll, beforeEach, describe, expect, it } from '@jest/globals'
import { exportQuestions } from '../../../src/domains/questions/erasure.ts'
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

const voice = { media: [{ id: 'a-voice-note', kind: 'voice' as const }] }
const asks = async (text = 'How does school work?', more: { anonymous?: boolean; direct?: boolean } = {}) => {
  const input = { body: { text }, anonymous: false, direct: false, kind: 'question', ...more }
  const { results } = await here.flowDoes('amina', 'questions.ask', input)
  return results!.question as string
}
const answers = (who: string, question: string, text: string, insists = false) =>
  here.flowDoes(who, 'questions.answer', { question, body: { text }, insists })
const asksMore = (question: string, body: object | null, professional = false) =>
  here.flowDoes('amina', 'questions.more', { question, body, professional })

describe('a mother who asks', () => {
  it('is told to whom it would go, before she sends anything', async () => {
    expect(await here.flowDoes('amina', 'questions.prepare', { body: voice, direct: false })).toEqual({
      outcome: 'key_mother',
      results: { name: 'fatma', spoken: true },
    })
    expect((await here.flowDoes('amina', 'questions.prepare', { body: null, direct: true })).outcome).toBe(
      'professional',
    )
  })

  it('is answered by her key mother, and nobody else hears of it', async () => {
    const question = await asks()
    here.news()
    expect(await answers('fatma', question, 'It starts at four.')).toEqual({ outcome: 'sent' })
    expect(here.news()).toEqual(['amina: answer-arrived'])
    const shown = await here.flowDoes('amina', 'questions.look', { question })
    expect(shown).toMatchObject({
      outcome: 'answered',
      results: { name: 'fatma', body: { text: 'It starts at four.' } },
    })
    await here.passes('P2D')
    expect(here.news()).toEqual([])
  })

  it('comes back to whoever answered, in the same thread, as often as she likes', async () => {
    const question = await asks()
    await answers('fatma', question, 'It starts at four.')
    here.news()
    expect(await asksMore(question, voice)).toMatchObject({
      outcome: 'with_key_mother',
      results: { name: 'fatma' },
    })
    expect(here.news()).toEqual(['fatma: follow-up-arrived'])
    const { results } = await here.flowDoes('fatma', 'questions.show', { question })
    expect(results).toMatchObject({ body: voice, has_earlier: true })
    expect(results!.earlier).toMatchObject({ text: '◀ How does school work?\n▶ It starts at four.' })
  })

  it('comes back to the professional when the professional answered', async () => {
    const question = await asks('Where do I register?', { direct: true })
    await answers('ineke', question, 'At the school itself.')
    here.news()
    await asksMore(question, { text: 'Do I need a passport?' })
    expect(here.news()).toEqual(['ineke: follow-up-arrived'])
  })

  it('adds to what still waits: one ticket, and who has it hears more', async () => {
    const question = await asks()
    here.news()
    await asksMore(question, { text: 'She is four.' })
    expect(here.news()).toEqual(['fatma: follow-up-arrived'])
    const { results } = await here.flowDoes('fatma', 'questions.show', { question })
    expect(results!.body).toMatchObject({ text: 'How does school work?\nShe is four.' })
    expect((await here.flowDoes('fatma', 'questions.waiting')).results!.threads).toHaveLength(1)
  })

  it('may ask for the professional after her key mother has answered', async () => {
    const question = await asks()
    await answers('fatma', question, 'I am not sure.')
    here.news()
    expect((await asksMore(question, null, true)).outcome).toBe('with_professional')
    expect(here.news()).toEqual(['ineke: question-escalated'])
    const { results } = await here.flowDoes('ineke', 'questions.show', { question })
    expect(results!.body).toMatchObject({ text: 'How does school work?' })
  })

  it('says that it helped, and it is closed; a late answer gets a kind line', async () => {
    const question = await asks()
    await answers('fatma', question, 'It starts at four.')
    expect((await here.flowDoes('amina', 'questions.helped', { question })).outcome).toBe('thanked')
    here.news()
    expect((await answers('fatma', question, 'And it is free.')).outcome).toBe('closed')
    expect(here.news()).toEqual([])
  })

  it('finds her thread at rest after a week without a word, and any word wakes it', async () => {
    const question = await asks()
    await answers('fatma', question, 'It starts at four.')
    await here.passes('P3D')
    await answers('fatma', question, 'And it is free.')
    here.news()
    await here.passes('P6D')
    expect(here.news()).toEqual([])
    await here.passes('P1D')
    expect(here.news()).toEqual(['amina: question-resting'])
    expect((await asksMore(question, { text: 'And for my son?' })).outcome).toBe('with_key_mother')
  })

  it('is asked before the window closes, counted from what she wrote last', async () => {
    const wrote = (hoursAgo: number) =>
      here.db
        .updateTable('contacts')
        .set({ last_inbound_at: new Date(here.now.getTime() - hoursAgo * 3_600_000) })
        .where('person_id', '=', here.people.amina!)
        .execute()
    for (const name of ['fatma', 'ineke'])
      await here.set(`escalation.${name === 'fatma' ? 'keyMother' : 'professional'}`, 'P9D')
    await wrote(0)
    await asks()
    here.news()
    await here.passes('PT10H')
    await wrote(0)
    await here.passes('PT22H59M')
    expect(here.news()).toEqual([])
    await here.passes('PT1M')
    expect(here.news()).toEqual(['amina: keep-open'])
    await here.passes('P3D')
    expect(here.news()).toEqual([])
  })

  it('is not asked about the window once she has her answer', async () => {
    await here.db.updateTable('contacts').set({ last_inbound_at: here.now }).execute()
    await answers('fatma', await asks(), 'It starts at four.')
    here.news()
    await here.passes('P1D')
    expect(here.news()).toEqual([])
  })
})

describe('a mother who gives no name', () => {
  it('is named to nobody: not in what is shown, listed, told or planned', async () => {
    await here.set('quiet.hours', 'none')
    const question = await asks('A private thing', { anonymous: true })
    const seen = [
      await here.flowDoes('fatma', 'questions.show', { question }),
      await here.flowDoes('fatma', 'questions.waiting'),
      await here.flowDoes('fatma', 'questions.passOn', { question }),
      await here.flowDoes('ineke', 'questions.show', { question }),
      await here.flowDoes('ineke', 'questions.coach', { question, body: { text: 'Listen first.' } }),
      await here.flowDoes('fatma', 'questions.coached', { question }),
      await here.flowDoes('fatma', 'questions.bringHome', { question }),
      here.brought.filter(({ to }) => to !== 'amina').map(({ input }) => input),
    ]
    expect(JSON.stringify(seen)).toContain('A private thing')
    expect(JSON.stringify(seen)).not.toMatch(new RegExp(`amina|${here.people.amina}`))
    expect(here.news()).toContain('amina: answer-arrived')
  })
})

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
    expect(both[1].outcome).toBe('sent')
    expect(['already', 'moved']).toContain(both[0].outcome)
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
