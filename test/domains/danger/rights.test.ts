import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { everythingKept, placesOf } from '../../journeys/traces.ts'
import { type Night, openNight } from './night.ts'

const WORDS = { text: 'He is at the door' }

/** Everybody there is, in her own network and in the other one; the first is Grace, whose danger it is. */
const EVERYBODY = {
  Grace: ['mother', 'zuid'],
  Elif: ['mother', 'zuid'],
  Joy: ['key-mother', 'zuid'],
  Petra: ['professional', 'zuid'],
  Buurthuis: ['institution', 'zuid'],
  Amina: ['mother', 'noord'],
  Fatma: ['key-mother', 'noord'],
  Noor: ['professional', 'noord'],
  Bibliotheek: ['institution', 'noord'],
} as const

type Name = keyof typeof EVERYBODY | 'stranger'
type Where = 'asked' | 'waiting' | 'taken' | 'calm'

/** What every action answers to whoever it is for, by where the danger stands; to everybody else it is not theirs. */
const ACTIONS: Record<string, { who: Name; answers: Record<Where, string>; more?: object; else?: string }> = {
  'danger.call': {
    who: 'Grace',
    more: { more: WORDS },
    answers: { asked: 'called', waiting: 'called', taken: 'taken', calm: 'called' },
  },
  'danger.safe': {
    who: 'Grace',
    more: { said: WORDS, interrupted: '' },
    answers: { asked: 'free', waiting: 'called', taken: 'called', calm: 'free' },
  },
  'danger.whoCame': {
    who: 'Grace',
    answers: { asked: 'gone', waiting: 'gone', taken: 'known', calm: 'gone' },
    else: 'gone',
  },
  'danger.show': {
    who: 'Petra',
    answers: { asked: 'waiting', waiting: 'waiting', taken: 'settled', calm: 'settled' },
  },
  'danger.take': {
    who: 'Petra',
    answers: { asked: 'settled', waiting: 'yours', taken: 'settled', calm: 'settled' },
  },
  // Only what somebody left behind who was erased is settled so: see left.test.ts.
  'danger.settle': {
    who: 'Petra',
    answers: { asked: 'not_yours', waiting: 'not_yours', taken: 'not_yours', calm: 'not_yours' },
  },
  'danger.pass': {
    who: 'Petra',
    answers: { asked: 'settled', waiting: 'nobody', taken: 'settled', calm: 'settled' },
  },
}

describe('what is hers is nobody else’s', () => {
  let night: Night

  beforeAll(async () => {
    night = await openNight()
    for (const [name, [role, network]] of Object.entries(EVERYBODY)) await night.add(name, role, { network })
    await night.addStranger('stranger')
  })
  afterAll(() => night?.close())

  const bring: Record<Where, () => Promise<string>> = {
    asked: () => night.writes('Grace', 'soft'),
    waiting: () => night.writes('Grace', 'sure'),
    async taken() {
      const danger = await night.writes('Grace', 'sure')
      await night.flowDoes('Petra', 'danger.take', { danger })
      return danger
    },
    async calm() {
      const danger = await night.writes('Grace', 'soft')
      await night.flowDoes('Grace', 'danger.safe', { danger, said: WORDS, interrupted: '' })
      return danger
    },
  }
  const names = [...Object.keys(EVERYBODY), 'stranger'] as Name[]

  for (const [action, { who, answers, more = {}, else: otherwise = 'not_yours' }] of Object.entries(ACTIONS))
    for (const where of ['asked', 'waiting', 'taken', 'calm'] as const)
      it(`${action}, where it is ${where}: ${who} alone hears more than ${otherwise}`, async () => {
        const others = names.filter((name) => name !== who)
        // What waits from before would take these words in.
        await night.db.updateTable('dangers').set({ status: 'calm' }).execute()
        const danger = await bring[where]()
        night.news()
        const before = await rowOf(danger)
        const heard: Record<string, unknown> = {}
        for (const name of others) heard[name] = await night.flowDoes(name, action, { danger, ...more })
        expect(heard).toEqual(Object.fromEntries(others.map((name) => [name, { outcome: otherwise }])))
        expect(await rowOf(danger)).toEqual(before)
        expect(night.news()).toEqual([])
        expect((await night.flowDoes(who, action, { danger, ...more })).outcome).toBe(answers[where])
      })

  it('a colleague sees what waits and may take it, but cannot pass what was not brought to her', async () => {
    await night.add('Ineke', 'professional')
    await night.onDuty('Petra', 'Ineke')
    const danger = await night.writes('Grace', 'sure')
    expect((await night.flowDoes('Ineke', 'danger.pass', { danger })).outcome).toBe('settled')
    expect((await night.flowDoes('Ineke', 'danger.show', { danger })).outcome).toBe('waiting')
    expect((await night.flowDoes('Ineke', 'danger.take', { danger })).outcome).toBe('yours')
    expect((await night.flowDoes('Petra', 'danger.show', { danger })).outcome).toBe('taken')
    await night.leaves('Ineke')
  })

  it('a stranger of whom nobody knows where she lives gets the numbers, and nobody is called yet', async () => {
    night.news()
    const seen = { said: WORDS, level: 'sure' }
    expect((await night.flowDoes('stranger', 'danger.raise', seen)).outcome).toBe('not_yours')
    const raised = await night.flowDoes('stranger', 'danger.raiseForStranger', { ...seen, network: '' })
    expect(raised).toMatchObject({ outcome: 'choose', results: { danger_number: '112' } })
    expect(JSON.stringify(raised.results)).toContain('0800-2000')
    expect(night.news()).toEqual([])
  })

  const rowOf = async (danger: string) =>
    (
      await sql`select d.*, t.status as ticket, t.assignee, t.tick from dangers d
      left join tickets t on t.subject = d.id where d.id = ${danger}`.execute(night.db)
    ).rows
})

describe('her key mother', () => {
  let night: Night

  beforeAll(async () => {
    night = await openNight()
    await night.add('Joy', 'key-mother')
    await night.add('Grace', 'mother', { trusts: 'Joy' })
    await night.add('Petra', 'professional')
    await night.add('Ineke', 'professional')
    await night.onDuty('Petra', 'Ineke')
  })
  afterAll(() => night?.close())

  const SECRET = 'Kanarie aan de deur'
  const isInHerHands = async () =>
    (
      await sql<{ found: boolean }>`
        select exists (select from tickets where assignee = ${night.people.Joy})
          or exists (select from question_readers where person = ${night.people.Joy}) as found`.execute(
        night.db,
      )
    ).rows[0]!.found

  it('gets nothing, on her phone or in the tables, however long nobody answers', async () => {
    await night.writes('Grace', 'sure', SECRET)
    await night.writes('Grace', 'soft', SECRET)
    await night.passes('PT2H')
    const danger = await night.writes('Grace', 'sure', SECRET)
    await night.flowDoes('Petra', 'danger.take', { danger })
    await night.flowDoes('Petra', 'questions.takeUp', { danger, body: { text: SECRET } })
    // Each is called as before, only not every ten minutes of three days.
    await night.set('escalation.danger', 'PT6H')
    await night.passes('P3D')
    expect(night.news().filter((line) => line.startsWith('Joy'))).toEqual([])
    expect(await isInHerHands()).toBe(false)
  })

  it('what she wrote lies sealed wherever it is kept', async () => {
    const kept = await everythingKept(night.office)
    expect(placesOf(kept, SECRET, true)).toContain('dangers.words')
    expect(placesOf(kept, SECRET, false)).toEqual([])
  })

  it('gets it when she says so, and only what she says', async () => {
    await night.set('quiet.hours', 'none')
    const told = { body: { text: SECRET }, anonymous: false, direct: false, kind: 'talk' }
    await night.flowDoes('Grace', 'questions.ask', told)
    expect(night.news()).toContain('Joy: question-arrived')
    expect(await isInHerHands()).toBe(true)
  })
})
