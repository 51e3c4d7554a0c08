import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { type Night, openNight } from '../domains/danger/night.ts'

const WORDS = { text: 'He is at the door' }

describe('against somebody who has not joined, and whoever is called for her', () => {
  let night: Night

  beforeEach(async () => {
    night = await openNight()
    await night.add('Petra', 'professional')
    await night.add('Noor', 'professional', { network: 'noord' })
    await night.onDuty('Petra')
    await night.addStranger('Sara')
  })
  afterEach(() => night?.close())

  const writes = async (network: string, level = 'sure', said = WORDS) =>
    night.flowDoes('Sara', 'danger.raiseForStranger', { said, level, network })
  const dangerOf = ({ results }: { results?: object }) => (results as { danger: string }).danger
  const isSafe = (danger: string) =>
    night.flowDoes('Sara', 'danger.safe', { danger, said: WORDS, interrupted: '' })
  const joins = (network: string) =>
    night.flowDoes('Sara', 'circles.join', { network, name: 'Sara', code: '' })
  const hides = () => sql`update contacts set hid_at = null, last_hid_at = ${night.now} where role = 'guest'`

  it('buttons of alarms that were called off ring no oftener than three times a day', async () => {
    await night.flowDoes('Sara', 'circles.open', { network: 'zuid', code: '' })
    const called = []
    for (let i = 0; i < 6; i++) {
      const { outcome, results } = await writes('', 'soft')
      expect(outcome).toBe('asked')
      called.push(dangerOf({ results: results as object }))
      await isSafe(called.at(-1)!)
    }
    expect(night.news()).toEqual([])
    for (const danger of called) await night.flowDoes('Sara', 'danger.call', { danger, more: null })
    expect(night.news().length).toBeLessThanOrEqual(3)
  })

  it('who joined elsewhere while nobody had answered yet is heard where she lives now', async () => {
    await writes('zuid')
    await joins('noord')
    night.news()
    const { outcome } = await night.flowDoes('Sara', 'danger.raise', {
      said: { text: 'He has a knife' },
      level: 'sure',
    })
    expect(outcome).toBe('called')
    expect(night.news()).toEqual(['Noor on whatsapp: danger-arrived'])
  })

  it('who chose the wrong neighbourhood and is about to join another is heard there', async () => {
    await writes('zuid')
    await night.flowDoes('Sara', 'circles.open', { network: 'noord', code: '' })
    night.news()
    await writes('')
    expect(night.news()).toEqual(['Noor on whatsapp: danger-arrived'])
  })

  it('erased where she joined, her name is told nobody where she was a stranger', async () => {
    const danger = dangerOf((await writes('zuid')) as { results?: object })
    await joins('noord')
    await night.flowDoes('Sara', 'people.erase')
    const shown = await night.flowDoes('Petra', 'danger.show', { danger })
    expect(JSON.stringify(shown)).not.toContain('Sara')
  })

  it('after she hid, neither stopping nor saying no tells that somebody has her words', async () => {
    await writes('zuid')
    await hides().execute(night.db)
    expect((await night.flowDoes('Sara', 'people.choose', {})).outcome).not.toBe('looked_after')
    expect((await night.flowDoes('Sara', 'people.decline', {})).outcome).not.toBe('looked_after')
  })

  it('erased before she said whether she is safe: nobody is called for somebody who cannot be found', async () => {
    await night.flowDoes('Sara', 'circles.open', { network: 'zuid', code: '' })
    expect((await writes('', 'soft')).outcome).toBe('asked')
    await night.flowDoes('Sara', 'people.erase')
    night.news()
    await night.passes('PT8H')
    expect(night.news()).toEqual([])
  })
})
