import { describe, expect, it } from '@jest/globals'
import { answers, asks, asksMore, here, threeNeighbours } from '../three-neighbours.ts'

threeNeighbours()

const voice = { media: [{ id: 'a-voice-note', kind: 'voice' as const }] }

describe('a mother who asks', () => {
  it('is told to whom it would go, before she sends anything', async () => {
    expect(await here.flowDoes('amina', 'questions.prepare', { body: voice, direct: false })).toEqual({
      outcome: 'key_mother',
      results: { name: 'fatma', spoken: true, shown: null },
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
    expect(results!.earlier).toEqual({
      text: '◀ How does school work?\n▶ It starts at four.',
      of: question,
    })
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
    expect(results!.body).toEqual({ text: 'How does school work?\nShe is four.', of: question })
    expect((await here.flowDoes('fatma', 'questions.waiting')).results!.threads).toHaveLength(1)
  })

  it('may ask for the professional after her key mother has answered', async () => {
    const question = await asks()
    await answers('fatma', question, 'I am not sure.')
    here.news()
    expect((await asksMore(question, null, true)).outcome).toBe('with_professional')
    expect(here.news()).toEqual(['ineke: question-escalated'])
    const { results } = await here.flowDoes('ineke', 'questions.show', { question })
    expect(results!.body).toEqual({ text: 'How does school work?', of: question })
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
