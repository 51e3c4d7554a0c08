import { describe, expect, it } from '@jest/globals'
import { addVersion } from '../../../src/domains/library/library.ts'
import { addLook } from '../../../src/domains/library/looks.ts'
import { changePerson } from '../../../src/domains/people/people.ts'
import { digestRound } from '../../../src/domains/questions/digest-round.ts'
import { digestDay } from '../../../src/domains/questions/digests.ts'
import { here, threeNeighbours } from '../three-neighbours.ts'

// A Monday, 08:00 in Rotterdam.
threeNeighbours('2026-11-23T07:00:00Z')

const asks = async (direct = false) => {
  const input = { body: { text: 'How does school work?' }, anonymous: false, direct, kind: 'question' }
  const { results } = await here.flowDoes('amina', 'questions.ask', input)
  here.news()
  return results!.question as string
}
/** Every process walks the round once a minute. */
const round = async (processes = 1) => {
  await Promise.all(Array.from({ length: processes }, () => digestRound(here.office)))
  return here.planned()
}
const linesFor = async (who: string) => {
  const { outcome, results } = await here.flowDoes(who, 'questions.digest')
  return outcome === 'some' ? (results!.lines as string).split('\n') : []
}

describe('what waits for her', () => {
  it('is told at the hour, once a day, however many processes look', async () => {
    await asks()
    expect(await round()).toEqual([])
    await here.passes('PT30M')
    expect(await round(3)).toEqual(['fatma: digest'])
    await here.passes('PT1M')
    expect(await round(2)).toEqual([])
    await here.set('escalation.keyMother', 'P9D')
    await here.passes('PT23H59M')
    expect(await round()).toContain('ineke: digest')
  })

  it('is not told where nothing waits, nor on a day without one', async () => {
    await here.passes('PT30M')
    expect(await round()).toEqual([])
    await here.passes('P5D')
    await asks(true)
    expect(await round()).toEqual([])
  })

  it('is not told to who pauses', async () => {
    await asks(true)
    await changePerson(here.db, here.office, here.people.ineke!, { pausedUntil: new Date('2027-01-01') })
    await here.passes('PT30M')
    expect(await round()).toEqual([])
  })

  it('is kept for the morning when the hour is a quiet one for a key mother', async () => {
    await here.set('quiet.hours', '22:00-09:15')
    await here.set('digest.hour', '08:30')
    await here.set('escalation.keyMother', 'P9D')
    await asks()
    await here.passes('PT30M')
    await round()
    expect(here.plannedAt).toEqual(['2026-11-23T08:15:00.000Z'])
  })

  it('is counted by kind, and names nobody', async () => {
    await here.set('escalation.keyMother', 'P9D')
    const [first, second, third] = [await asks(), await asks(), await asks()]
    await here.flowDoes('fatma', 'questions.needTime', { question: second, how: 'three_days' })
    await here.flowDoes('fatma', 'questions.askBack', { question: third, body: { text: 'How old?' } })
    expect(await linesFor('fatma')).toEqual([
      '• 1 vraag wacht op je',
      '• 1 vraag heeft van jou meer tijd gekregen',
    ])
    const more = { question: third, body: { text: 'Four.' }, professional: false }
    await here.flowDoes('amina', 'questions.more', more)
    expect(await linesFor('fatma')).toEqual([
      '• 1 vraag wacht op je',
      '• 1 moeder heeft geantwoord op wat jij vroeg',
      '• 1 vraag heeft van jou meer tijd gekregen',
    ])
    await here.flowDoes('fatma', 'questions.answer', { question: first, body: { text: 'x' }, insists: false })
    expect((await linesFor('fatma'))[0]).toBe('• 1 moeder heeft geantwoord op wat jij vroeg')
  })
})

describe('what the library has answered by itself', () => {
  const answersItself = (who: string) =>
    here.does(async (desk) => {
      const asked = { network: 'pendrecht', asker: here.people[who]!, language: 'nl', words: { text: '?' } }
      await addLook(desk, { ...asked, offered: ['bedwetting'], topic: 'bedwetting', how: 'sure' })
    })
  const hasEntry = () =>
    here.does(async ({ tx, now }) => {
      const entry = { topic: 'bedwetting', language: 'nl', title: 'Bedplassen', answer: 'x', next: 'x' }
      const facts = { ask: 'gp' as const, source: 'https://example.org', checked: '2026-11-20' }
      const made = { ...entry, ...facts, reviewed: true, origin: 'own' as const }
      await addVersion(tx, 'pendrecht', made, now)
    })

  it('is seen by the professional, by topic, once', async () => {
    await hasEntry()
    await answersItself('amina')
    await answersItself('amina')
    await here.passes('PT30M')
    expect(await round()).toEqual(['ineke: digest', 'fatma: digest'])
    expect(await linesFor('ineke')).toEqual([
      '• De bibliotheek gaf antwoord op 2 vragen sinds de vorige keer',
      '   ◦ Bedplassen: 2',
    ])
    await here.passes('P1D')
    expect(await round()).toEqual([])
  })

  it('tells a key mother of a small circle how many, and not about what: it could tell her who', async () => {
    await hasEntry()
    await answersItself('amina')
    await here.passes('PT30M')
    await round()
    expect(await linesFor('fatma')).toEqual(['• De bibliotheek gaf antwoord op 1 vraag sinds de vorige keer'])
    for (const name of ['samira', 'naima', 'hind', 'wafa']) await here.add(name, 'mother', 'fatma')
    expect(await linesFor('fatma')).toContain('   ◦ Bedplassen: 1')
    await here.add('zeynep', 'key-mother')
    expect(await linesFor('zeynep')).toEqual([])
  })
})

describe('the hour', () => {
  const at = (iso: string, hour = '08:30', days = 'mo,tu,we,th,fr,sa,su') =>
    digestDay(new Date(iso), { hour, days, zone: 'Europe/Amsterdam' })

  it('stays the same on the clock of the neighbourhood when summer time begins and ends', () => {
    expect(at('2026-03-28T07:29:00Z')).toBe(null)
    expect(at('2026-03-28T07:30:00Z')).toBe('2026-03-28')
    expect(at('2026-03-29T06:29:00Z')).toBe(null)
    expect(at('2026-03-29T06:30:00Z')).toBe('2026-03-29')
    expect(at('2026-10-25T07:29:00Z')).toBe(null)
    expect(at('2026-10-25T07:30:00Z')).toBe('2026-10-25')
  })

  it('that is left out in the night of the change comes right after it, and one that comes twice is one day', () => {
    expect(at('2026-03-29T00:59:00Z', '02:30')).toBe(null)
    expect(at('2026-03-29T01:30:00Z', '02:30')).toBe('2026-03-29')
    expect(at('2026-10-25T00:30:00Z', '02:30')).toBe('2026-10-25')
    expect(at('2026-10-25T01:30:00Z', '02:30')).toBe('2026-10-25')
  })

  it('is over after three hours: nobody is told in the evening what waited in the morning', () => {
    expect(at('2026-11-23T10:29:00Z')).toBe('2026-11-23')
    expect(at('2026-11-23T10:30:00Z')).toBe(null)
  })

  it('comes on the days that the network has chosen', () => {
    expect(at('2026-11-28T08:00:00Z', '08:30', 'mo,fr')).toBe(null)
    expect(at('2026-11-27T08:00:00Z', '08:30', 'mo,fr')).toBe('2026-11-27')
    expect(at('2026-11-27T08:00:00Z', '08:30', 'none')).toBe(null)
  })
})
