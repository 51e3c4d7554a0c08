import { beforeEach, describe, expect, it } from '@jest/globals'
import { goAway } from '../../../src/domains/circles/circles.ts'
import { changePerson } from '../../../src/domains/people/people.ts'
import { QUESTION } from '../../../src/domains/questions/notices.ts'
import { lockWaiting } from '../../../src/domains/tickets/tickets.ts'
import { here, threeNeighbours } from '../three-neighbours.ts'

threeNeighbours()
beforeEach(async () => {
  await here.add('joke', 'professional')
})

const asks = async (more: { anonymous?: boolean; direct?: boolean } = {}) => {
  const input = { body: { text: 'How does school work?' }, anonymous: false, direct: false, kind: 'question' }
  const { results } = await here.flowDoes('amina', 'questions.ask', { ...input, ...more })
  here.news()
  return results!.question as string
}
const outcome = async (who: string, action: string, input: object) =>
  (await here.flowDoes(who, `questions.${action}`, { ...input })).outcome
const answers = (who: string, question: string, insists = false) =>
  here.flowDoes(who, 'questions.answer', { question, body: { text: 'At four.' }, insists })
const asksBack = (who: string, question: string) =>
  outcome(who, 'askBack', { question, body: { text: 'How old is she?' } })
const writesMore = (question: string) =>
  outcome('amina', 'more', { question, body: { text: 'She is four.' }, professional: false })
const whereIsIt = (question: string) => here.flowDoes('amina', 'questions.look', { question })
const canGiveTo = async (who: string, question: string) => {
  const { results } = await here.flowDoes(who, 'questions.mayTake', { question })
  return ((results?.people ?? []) as { label: string }[]).map(({ label }) => label)
}
const holder = async (question: string) => {
  const ticket = await here.does((desk) => lockWaiting(desk.tx, QUESTION.name, question))
  if (ticket?.status !== 'assigned') return ticket?.status ?? 'nothing waits'
  return Object.entries(here.people).find(([, id]) => id === ticket.assignee)![0]
}

describe('whoever asks the mother something first', () => {
  it('is not hurried meanwhile, and has all of her time again when the mother has answered', async () => {
    const question = await asks()
    expect(await asksBack('fatma', question)).toBe('asked')
    expect(here.news()).toEqual(['amina: asked-back'])
    await here.passes('PT20H')
    expect(here.news()).toEqual([])
    expect(await whereIsIt(question)).toMatchObject({
      outcome: 'asked_back',
      results: { name: 'fatma', body: { text: 'How old is she?' } },
    })
    expect(await writesMore(question)).toBe('with_key_mother')
    expect(here.news()).toEqual(['fatma: follow-up-arrived'])
    await here.passes('PT3H59M')
    expect(await holder(question)).toBe('fatma')
    await here.passes('PT1M')
    expect(await holder(question)).toBe('ineke')
  })

  it('hears so when no answer came, and from then on the ladder is climbed as always', async () => {
    await here.set('thread.askedBack', 'PT6H')
    const question = await asks()
    await asksBack('fatma', question)
    here.news()
    await here.passes('PT6H')
    expect(here.news()).toEqual(['fatma: no-reply-yet'])
    await here.passes('PT4H')
    expect(here.news()).toEqual(['ineke: question-escalated', 'amina: question-moved (silent)'])
  })

  it('is not woken by the answer at night', async () => {
    const question = await asks()
    await asksBack('fatma', question)
    await here.passes('PT13H')
    here.brought.length = 0
    await writesMore(question)
    expect(here.news()).toEqual([])
    await here.passes('PT8H')
    expect(here.brought.map(({ flow, at }) => `${flow} ${at.toISOString()}`)).toEqual([
      'follow-up-arrived 2026-11-24T06:00:00.000Z',
    ])
  })

  it('has not answered by that: the mother is told of no answer, and nobody of one that is already there', async () => {
    const question = await asks()
    await asksBack('fatma', question)
    expect(await answers('fatma', question)).toEqual({ outcome: 'sent' })
    expect(await whereIsIt(question)).toMatchObject({
      outcome: 'answered',
      results: { body: { text: 'At four.' } },
    })
  })

  it('must have it herself', async () => {
    const question = await asks()
    expect(await asksBack('ineke', question)).toBe('not_yours')
    await here.passes('PT4H')
    expect(await asksBack('fatma', question)).toBe('settled')
  })
})

describe('whoever needs more time', () => {
  const needs = (who: string, question: string, how: string) => outcome(who, 'needTime', { question, how })

  it('has until then, which the mother is told; after that it goes on as always', async () => {
    const question = await asks()
    expect(await needs('fatma', question, 'tomorrow')).toBe('held')
    expect(here.news()).toEqual(['amina: question-moved (held)'])
    expect((await whereIsIt(question)).outcome).toBe('on_hold')
    // 10:00 UTC is 11:00 in Rotterdam; tomorrow evening is at 20:00 there.
    await here.passes('PT32H59M')
    expect(here.news()).toEqual([])
    await here.passes('PT1M')
    expect(here.news()).toEqual(['ineke: question-escalated', 'amina: question-moved (silent)'])
  })

  it('has it twice in a row and no more, until she has done something else', async () => {
    const question = await asks()
    expect(await needs('fatma', question, 'today')).toBe('held')
    expect(await needs('fatma', question, 'three_days')).toBe('held')
    expect(await needs('fatma', question, 'today')).toBe('too_often')
    await asksBack('fatma', question)
    await writesMore(question)
    expect(await needs('fatma', question, 'today')).toBe('held')
  })

  it('is reminded at that time, when she is the professional', async () => {
    const question = await asks({ direct: true })
    await needs('ineke', question, 'today')
    here.news()
    await here.passes('PT9H')
    expect(here.news()).toEqual(['ineke: question-escalated'])
  })
})

describe('a thread that is given by name', () => {
  it('goes to a colleague, who is brought it, and the mother hears so', async () => {
    const question = await asks({ direct: true })
    expect(await canGiveTo('ineke', question)).toEqual(['joke'])
    expect(await outcome('ineke', 'handOver', { question, to: here.people.joke })).toBe('given')
    expect(here.news()).toEqual(['joke: question-escalated', 'amina: question-moved (handed)'])
    expect(await holder(question)).toBe('joke')
    expect(await outcome('ineke', 'handOver', { question, to: here.people.joke })).toBe('settled')
  })

  it("goes to the mother's key mother, unless the mother wanted the professional", async () => {
    const question = await asks()
    await here.passes('PT4H')
    here.news()
    expect(await canGiveTo('ineke', question)).toEqual(['fatma', 'joke'])
    expect(await outcome('ineke', 'handOver', { question, to: here.people.fatma })).toBe('given')
    expect(await holder(question)).toBe('fatma')
    await here.passes('PT4H')
    expect(await holder(question)).toBe('ineke')
  })

  it('tells nobody whose circle a mother without a name is in', async () => {
    await here.set('keyMother.openThreads', '1')
    await asks()
    const question = await asks({ anonymous: true })
    await here.set('keyMother.openThreads', '5')
    expect(await holder(question)).toBe('ineke')
    expect(await canGiveTo('ineke', question)).toEqual(['joke'])
    expect(await outcome('ineke', 'handOver', { question, to: here.people.fatma })).toBe('cannot')
  })

  it('is given by a key mother to her stand-in, and to nobody else', async () => {
    await here.add('zeynep', 'key-mother')
    const question = await asks()
    expect(await canGiveTo('fatma', question)).toEqual([])
    await goAway(here.db, here.people.fatma!, new Date('2026-11-20'), here.people.zeynep!)
    expect(await canGiveTo('fatma', question)).toEqual(['zeynep'])
    for (const other of ['ineke', 'amina', 'fatma'])
      expect(await outcome('fatma', 'handOver', { question, to: here.people[other] })).toBe('cannot')
    expect(await outcome('fatma', 'handOver', { question, to: here.people.zeynep })).toBe('given')
    expect(here.news()).toEqual(['zeynep: question-arrived', 'amina: question-moved (handed)'])
  })

  it('is not given to who pauses or has enough to carry', async () => {
    const question = await asks()
    await here.passes('PT4H')
    await changePerson(here.db, here.office, here.people.joke!, { pausedUntil: new Date('2030-01-01') })
    expect(await canGiveTo('ineke', question)).toEqual(['fatma'])
    await here.set('keyMother.openThreads', '1')
    await asks()
    expect(await canGiveTo('ineke', question)).toEqual([])
  })
})

describe('a professional who closes a thread', () => {
  it('does so with a kind word, and any word of the mother opens it again with her', async () => {
    const question = await asks({ direct: true })
    const body = { text: 'You do this well.' }
    expect(await outcome('ineke', 'close', { question, body })).toBe('closed')
    expect(here.news()).toEqual(['amina: thread-closed'])
    expect(await whereIsIt(question)).toMatchObject({ outcome: 'closed', results: { helped: 'no', body } })
    expect((await answers('ineke', question)).outcome).toBe('closed')
    expect(await writesMore(question)).toBe('with_professional')
    expect(here.news()).toEqual(['ineke: follow-up-arrived'])
  })

  it('needs the thread in her hands; a key mother does not close', async () => {
    const question = await asks()
    const close = { question, body: { text: 'Done.' } }
    expect(await outcome('fatma', 'close', close)).toBe('not_yours')
    await here.passes('PT4H')
    expect(await outcome('joke', 'close', close)).toBe('not_yours')
  })
})

describe('whoever was writing while it went on', () => {
  it('hears who has it now before anything is sent, and may send hers all the same', async () => {
    const question = await asks()
    await here.passes('PT4H')
    here.news()
    expect(await answers('fatma', question)).toEqual({
      outcome: 'moved',
      results: { by: 'ineke', by_role: 'professional' },
    })
    expect(here.news()).toEqual([])
    expect((await answers('fatma', question, true)).outcome).toBe('sent')
    expect(here.news()).toEqual(['amina: answer-arrived'])
  })

  it('writes no more to a mother without a name', async () => {
    const question = await asks({ anonymous: true })
    await here.passes('PT4H')
    here.news()
    expect((await answers('fatma', question, true)).outcome).toBe('theirs')
    expect(here.news()).toEqual([])
  })
})

describe('whoever goes away', () => {
  const letsGo = (who: string) => here.flowDoes(who, 'tickets.letGo')

  it('leaves what waits for her to the stand-in at once, and the mother hears with whom it is', async () => {
    await here.add('zeynep', 'key-mother')
    const question = await asks()
    await goAway(here.db, here.people.fatma!, new Date('2026-12-31'), here.people.zeynep!)
    expect(await letsGo('fatma')).toEqual({ outcome: 'moved', results: { moved: 1 } })
    expect(here.news()).toEqual(['zeynep: question-arrived', 'amina: question-moved (gone)'])
    expect(await holder(question)).toBe('zeynep')
    expect((await letsGo('fatma')).outcome).toBe('none')
  })

  it('leaves it to the next rung where nobody stands in, also when it stood still', async () => {
    const question = await asks()
    await asksBack('fatma', question)
    await changePerson(here.db, here.office, here.people.fatma!, { pausedUntil: new Date('2027-01-01') })
    await letsGo('fatma')
    expect(await holder(question)).toBe('ineke')
    await changePerson(here.db, here.office, here.people.ineke!, { pausedUntil: new Date('2027-01-01') })
    await letsGo('ineke')
    expect(await holder(question)).toBe('joke')
  })

  it('and blocks us, keeps nothing lying on her phone', async () => {
    const question = await asks()
    const leaves = (person: string) =>
      here.does(async (desk) => desk.later({ name: 'person.unreachable', data: { person } }))
    await leaves(here.people.fatma!)
    expect(await holder(question)).toBe('fatma')
    await here.db
      .updateTable('contacts')
      .set({ blocked_at: here.now })
      .where('person_id', '=', here.people.fatma!)
      .execute()
    await leaves(here.people.fatma!)
    expect(await holder(question)).toBe('ineke')
  })
})
