import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { erase } from '../../../src/domains/people/erasure.ts'
import { exportQuestions, forgetQuestions } from '../../../src/domains/questions/erasure.ts'
import { forgetTickets } from '../../../src/domains/tickets/ladder.ts'
import { answers, asks, asksMore, here, threeNeighbours } from '../three-neighbours.ts'

threeNeighbours()

describe('a person who is erased', () => {
  const goes = (name: string) =>
    here.does((desk) => erase(desk, here.people[name]!, [forgetQuestions, forgetTickets]))

  it('leaves no word of hers, and what others wrote stays without her', async () => {
    const question = await asks('My secret')
    await answers('fatma', question, 'My advice')
    await asksMore(question, { text: 'More of mine' })
    await goes('amina')
    const entries = await here.db.selectFrom('question_entries').selectAll().orderBy('id').execute()
    expect(entries.map(({ author_role, author, body }) => [author_role, author, body === null])).toEqual([
      ['asker', null, true],
      ['key-mother', here.people.fatma, false],
      ['asker', null, true],
    ])
    const tables = ['questions', 'question_entries', 'question_readers', 'tickets']
    for (const table of tables) {
      const rows = await sql`select * from ${sql.table(table)}`.execute(here.db)
      expect(JSON.stringify(rows.rows)).not.toContain(here.people.amina)
    }
    expect((await answers('fatma', question, 'Late')).outcome).toBe('gone')
    expect((await here.flowDoes('fatma', 'questions.waiting')).outcome).toBe('none')
  })

  it('as a key mother leaves her answers to those she gave them to, without her name', async () => {
    const question = await asks()
    await answers('fatma', question, 'My advice')
    await goes('fatma')
    const look = await here.flowDoes('amina', 'questions.look', { question })
    expect(look).toMatchObject({ outcome: 'answered', results: { name: '', body: { text: 'My advice' } } })
    expect((await asksMore(question, { text: 'More' })).outcome).toBe('with_professional')
  })

  it('as a key mother can read what she answered, and not what she was asked', async () => {
    await answers('fatma', await asks('My question'), 'My advice')
    const all = await here.does((desk) =>
      exportQuestions(desk.tx, here.office, here.people.fatma!, 'en', desk.now),
    )
    expect(JSON.stringify(all)).toContain('My advice')
    expect(JSON.stringify(all)).not.toContain('My question')
  })

  it('can read everything of hers before she goes', async () => {
    const question = await asks('My question')
    await answers('fatma', question, 'My advice')
    const [section] = await here.does((desk) =>
      exportQuestions(desk.tx, here.office, here.people.amina!, 'en', desk.now),
    )
    expect(section!.lines.map((line) => line.replace(/^\S+ \S+ · /, ''))).toEqual([
      'You: My question',
      'fatma: My advice',
    ])
  })
})
