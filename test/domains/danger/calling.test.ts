import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Night, openNight } from './night.ts'

describe('who is called in danger, and when', () => {
  let night: Night

  beforeEach(async () => {
    night = await openNight()
    await night.add('Joy', 'key-mother')
    await night.add('Grace', 'mother', { trusts: 'Joy' })
    await night.add('Petra', 'professional', { on: ['telegram', 'whatsapp'] })
    await night.add('Ineke', 'professional')
    await night.add('Loes', 'professional')
    await night.add('Noor', 'professional', { network: 'noord' })
  })
  afterEach(() => night?.close())

  const PETRA = ['Petra on telegram: danger-arrived', 'Petra on whatsapp: danger-arrived']
  const INEKE = ['Ineke on whatsapp: danger-arrived']
  const LOES = ['Loes on whatsapp: danger-arrived']
  const statusOf = async (id: string) =>
    (await night.db.selectFrom('dangers').select('status').where('id', '=', id).executeTakeFirst())?.status

  it('beyond doubt: the first on duty is called at once, in the middle of the night, on every phone she has', async () => {
    await night.onDuty('Petra', 'Ineke')
    await night.writes('Grace', 'sure')
    expect(night.news()).toEqual(PETRA)
  })

  it('signs of it: nobody is called while she may still answer, and silence is no safety', async () => {
    await night.onDuty('Petra', 'Ineke')
    await night.writes('Grace', 'soft')
    await night.passes('PT2M59S')
    expect(night.news()).toEqual([])
    await night.passes('PT1S')
    expect(night.news()).toEqual(PETRA)
  })

  it('the network decides how long she is asked, and how long one person is called', async () => {
    await night.set('danger.askedFor', 'PT1M')
    await night.set('escalation.danger', 'PT4M')
    await night.onDuty('Petra', 'Ineke')
    await night.writes('Grace', 'soft')
    await night.passes('PT1M')
    expect(night.news()).toEqual(PETRA)
    await night.passes('PT4M')
    expect(night.news()).toEqual(INEKE)
  })

  it('whoever says in time that she is safe is left in peace', async () => {
    const danger = await night.writes('Grace', 'soft')
    await night.passes('PT2M')
    await night.flowDoes('Grace', 'danger.safe', {
      danger,
      said: { text: 'He is at the door' },
      interrupted: '',
    })
    await night.passes('P2D')
    expect(night.news()).toEqual([])
    expect(await statusOf(danger)).toBe('calm')
  })

  it('after somebody was called, saying so stops nothing: it may have been said for her', async () => {
    await night.onDuty('Petra', 'Ineke')
    const danger = await night.writes('Grace', 'sure')
    const said = { text: 'He is at the door' }
    // She is not left to think that nobody comes any more.
    expect((await night.flowDoes('Grace', 'danger.safe', { danger, said, interrupted: '' })).outcome).toBe(
      'called',
    )
    await night.passes('PT10M')
    expect(night.news()).toEqual([...INEKE, ...PETRA])
    expect(await night.flowDoes('Ineke', 'danger.show', { danger })).toMatchObject({
      results: { said_safe: 'yes' },
    })
  })

  it('not safe, or a word more: somebody is called without waiting, and once', async () => {
    await night.onDuty('Petra', 'Ineke')
    const danger = await night.writes('Grace', 'soft')
    await night.flowDoes('Grace', 'danger.call', { danger, more: null })
    await night.flowDoes('Grace', 'danger.call', { danger, more: { text: 'He has a key' } })
    expect(night.news()).toEqual(PETRA)
    await night.passes('PT9M')
    expect(night.news()).toEqual([])
  })

  it('nobody answers: the next on duty, then everybody else, and only then the first again', async () => {
    await night.onDuty('Ineke', 'Petra')
    await night.writes('Grace', 'sure')
    const called = []
    for (let turn = 0; turn < 6; turn++) {
      called.push(night.news())
      await night.passes('PT10M')
    }
    expect(called).toEqual([INEKE, PETRA, LOES, INEKE, PETRA, LOES])
  })

  it('those who pause are called too, after those on duty', async () => {
    await night.onDuty('Ineke', 'Petra')
    await night.pauses('Ineke', 'P7D')
    await night.writes('Grace', 'sure')
    const called = []
    for (let turn = 0; turn < 4; turn++) {
      called.push(night.news())
      await night.passes('PT10M')
    }
    expect(called[0]).toEqual(PETRA)
    expect(called.slice(1, 3).flat().sort()).toEqual([...INEKE, ...LOES])
    expect(called[3]).toEqual(PETRA)
  })

  it('the only one there is is called again and again', async () => {
    for (const name of ['Ineke', 'Loes']) await night.leaves(name)
    await night.writes('Grace', 'sure')
    await night.passes('PT20M')
    expect(night.news()).toEqual([...PETRA, ...PETRA, ...PETRA].sort())
  })

  it('whoever takes it is with her, and nobody else is called any more', async () => {
    await night.onDuty('Petra', 'Ineke')
    const danger = await night.writes('Grace', 'sure')
    expect((await night.flowDoes('Petra', 'danger.take', { danger })).outcome).toBe('yours')
    expect(night.news()).toEqual(['Grace: somebody-is-there', ...PETRA])
    await night.passes('P1D')
    expect(night.news()).toEqual([])
    const who = await night.flowDoes('Grace', 'danger.whoCame', { danger })
    expect(who).toEqual({ outcome: 'known', results: { name: 'Petra' } })
  })

  it('however often she writes it before somebody is there, it rings once, and all of it is read', async () => {
    await night.onDuty('Petra', 'Ineke')
    const danger = await night.writes('Grace', 'sure')
    for (const text of ['He has a key', 'He has a key', 'He is inside'])
      expect(await night.writes('Grace', 'sure', text)).toBe(danger)
    expect(await night.writes('Grace', 'soft', 'I am afraid')).toBe(danger)
    await night.passes('PT9M')
    expect(night.news()).toEqual(PETRA)
    // The clock goes on as if she had written once.
    await night.passes('PT1M')
    expect(night.news()).toEqual(INEKE)
    const { results } = await night.flowDoes('Ineke', 'danger.take', { danger })
    expect((results as { body: { text: string } }).body.text).toBe(
      'He is at the door\nHe has a key\nHe is inside\nI am afraid',
    )
  })

  it('words beyond doubt ring at once while she is only asked, and again where it was only soft', async () => {
    await night.onDuty('Petra', 'Ineke')
    const danger = await night.writes('Grace', 'soft')
    expect(await night.writes('Grace', 'soft', 'He looks at my phone')).toBe(danger)
    await night.passes('PT3M')
    expect(night.news()).toEqual(PETRA)
    expect(await night.writes('Grace', 'sure', 'He has a knife')).toBe(danger)
    expect(night.news()).toEqual(PETRA)
    await night.writes('Grace', 'sure', 'He is inside')
    expect(night.news()).toEqual([])
    expect(await night.flowDoes('Petra', 'danger.show', { danger })).toMatchObject({
      results: { level: 'sure' },
    })
  })

  it('no alarm is lost: not after “I am safe”, not when somebody has it, not when nobody was there', async () => {
    await night.onDuty('Petra', 'Ineke')
    const calm = await night.writes('Grace', 'soft')
    await night.flowDoes('Grace', 'danger.safe', { danger: calm, said: { text: 'x' }, interrupted: '' })
    const again = await night.writes('Grace', 'sure')
    expect(again).not.toBe(calm)
    expect(night.news()).toEqual(PETRA)
    await night.flowDoes('Grace', 'danger.safe', { danger: again, said: { text: 'x' }, interrupted: '' })
    await night.writes('Grace', 'sure', 'He took my phone')
    expect(await night.flowDoes('Petra', 'danger.show', { danger: again })).toMatchObject({
      results: { said_safe: 'no' },
    })
    await night.flowDoes('Petra', 'danger.take', { danger: again })
    night.news()
    const third = await night.writes('Grace', 'sure')
    expect(third).not.toBe(again)
    expect(night.news()).toEqual(PETRA)
    for (const name of ['Petra', 'Ineke', 'Loes']) await night.leaves(name)
    await night.add('Marijke', 'professional')
    night.news()
    expect(await night.writes('Grace', 'sure', 'Please')).toBe(third)
    expect(night.news()).toEqual(['Marijke on whatsapp: danger-arrived'])
  })

  it('of many at the same moment none is lost, and none holds up another', async () => {
    await night.onDuty('Petra', 'Ineke')
    await night.writes('Grace', 'sure')
    const all = Array.from({ length: 6 }, (_, i) => `Word ${i}`)
    const ids = await Promise.all(all.map((text) => night.writes('Grace', 'sure', text)))
    expect(new Set(ids).size).toBe(1)
    expect(night.news()).toEqual(PETRA)
    const { results } = await night.flowDoes('Petra', 'danger.take', { danger: ids[0]! })
    for (const text of all) expect((results as { body: { text: string } }).body.text).toContain(text)
    expect(await night.deadlocks()).toBe(0)
  })

  it('of two who take it at the same moment one has it, and the other hears so', async () => {
    await night.onDuty('Petra', 'Ineke')
    for (let time = 0; time < 5; time++) {
      const danger = await night.writes('Grace', 'sure')
      const both = await Promise.all(
        ['Petra', 'Ineke'].map((name) => night.flowDoes(name, 'danger.take', { danger })),
      )
      expect(both.map(({ outcome }) => outcome).sort()).toEqual(['taken', 'yours'])
    }
  })

  it('what she writes in the very moment in which it is taken is kept, and nobody waits for the other', async () => {
    for (let time = 0; time < 4; time++) {
      const danger = await night.writes('Grace', 'sure')
      const more = { text: 'He has a key' }
      const [taken, called] = await Promise.all([
        night.flowDoes('Petra', 'danger.take', { danger }),
        night.flowDoes('Grace', 'danger.call', { danger, more }),
      ])
      expect(taken.outcome).toBe('yours')
      // Either they are among what she took, or the flow hears that they belong into the thread.
      const { body } = taken.results as { body: { text: string } }
      expect(body.text.includes('He has a key')).toBe(called.outcome === 'called')
      expect(['called', 'taken']).toContain(called.outcome)
    }
    expect(await night.deadlocks()).toBe(0)
  })

  it('whoever cannot passes it, and the next one is called at once', async () => {
    await night.onDuty('Petra', 'Ineke')
    const danger = await night.writes('Grace', 'sure')
    expect((await night.flowDoes('Petra', 'danger.pass', { danger })).outcome).toBe('passed')
    expect(night.news()).toEqual([...INEKE, ...PETRA])
    expect((await night.flowDoes('Petra', 'danger.pass', { danger })).outcome).toBe('settled')
    expect(night.news()).toEqual([])
  })

  it('the only one who can be reached cannot pass it, and is called again in time', async () => {
    for (const name of ['Ineke', 'Loes']) await night.blocks(name)
    const danger = await night.writes('Grace', 'sure')
    expect((await night.flowDoes('Petra', 'danger.pass', { danger })).outcome).toBe('nobody')
    // She who wrote is not left to think that somebody has it.
    expect(night.news()).toEqual(['Grace: nobody-reached', ...PETRA])
    expect((await night.flowDoes('Petra', 'danger.pass', { danger })).outcome).toBe('nobody')
    await night.passes('PT10M')
    expect(night.news()).toEqual(PETRA)
    expect((await night.flowDoes('Petra', 'danger.take', { danger })).outcome).toBe('yours')
  })

  it('whoever was called and leaves, or blocks the house, is not waited for', async () => {
    await night.onDuty('Petra', 'Ineke', 'Loes')
    await night.writes('Grace', 'sure')
    night.news()
    await night.leaves('Petra')
    expect(night.news()).toEqual(INEKE)
    await night.blocks('Ineke')
    expect(night.news()).toEqual(LOES)
    await night.blocks('Loes')
    expect(night.news()).toEqual(['Grace: nobody-reached'])
  })

  it('nobody is there: she hears so, and the first who comes is called', async () => {
    for (const name of ['Petra', 'Ineke', 'Loes']) await night.leaves(name)
    const raised = await night.flowDoes('Grace', 'danger.raise', { said: { text: 'Help' }, level: 'sure' })
    expect(raised.outcome).toBe('nobody')
    await night.passes('PT30M')
    await night.add('Marijke', 'professional')
    await night.passes('PT10M')
    expect(night.news()).toEqual(['Marijke on whatsapp: danger-arrived'])
  })
})
