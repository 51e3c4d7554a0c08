import { beforeEach, describe, expect, it } from '@jest/globals'
import { goAway } from '../../../src/domains/circles/circles.ts'
import { changePerson } from '../../../src/domains/people/people.ts'
import { ask } from '../../../src/domains/questions/asking.ts'
import { claim, closeTicket, forgetTickets, passOn } from '../../../src/domains/tickets/ladder.ts'
import { loads, lockTicket, type WaitingTicket } from '../../../src/domains/tickets/tickets.ts'
import { here, threeNeighbours } from '../three-neighbours.ts'

threeNeighbours()
beforeEach(async () => {
  await here.add('joke', 'professional')
})

const asks = (name = 'amina', direct = false) =>
  here.does(async (desk) => {
    const asked = {
      network: 'pendrecht',
      asker: here.people[name]!,
      kind: 'question' as const,
      anonymous: false,
      direct,
    }
    return (await ask(desk, { ...asked, body: { text: 'How does school work here?' } })).ticket
  })
const ticketNow = (ticket: WaitingTicket) =>
  here.does(async (desk) => (await lockTicket(desk.tx, ticket.id))!)
const holder = async (ticket: WaitingTicket) => {
  const now = await ticketNow(ticket)
  if (now.status !== 'assigned') return now.status
  return Object.entries(here.people).find(([, id]) => id === now.assignee)![0]
}

describe('what waits for a person', () => {
  it('goes to her key mother first', async () => {
    const ticket = await asks()
    expect(await holder(ticket)).toBe('fatma')
    expect(here.news()).toEqual(['fatma: question-arrived'])
  })

  it('climbs to the professional when the key mother is silent, and the mother is told', async () => {
    const ticket = await asks()
    here.news()
    await here.passes('PT3H59M')
    expect(here.news()).toEqual([])
    await here.passes('PT1M')
    expect(await holder(ticket)).toBe('ineke')
    expect(here.news()).toEqual(['ineke: question-escalated', 'amina: question-moved (silent)'])
  })

  it('reminds the professional once, then asks the next, and goes round the list', async () => {
    const ticket = await asks()
    await here.passes('PT4H')
    here.news()
    await here.passes('PT24H')
    expect(here.news()).toEqual(['ineke: question-escalated'])
    expect((await ticketNow(ticket)) as WaitingTicket).toMatchObject({ reminded: true })
    await here.passes('PT24H')
    expect(await holder(ticket)).toBe('joke')
    expect(here.news()).toEqual(['joke: question-escalated', 'amina: question-moved (silent)'])
    await here.passes('PT48H')
    expect(await holder(ticket)).toBe('ineke')
  })

  it('reminds the only professional again and again', async () => {
    await changePerson(here.db, here.office, here.people.joke!, { pausedUntil: new Date('2030-01-01') })
    const ticket = await asks()
    await here.passes('PT4H')
    here.news()
    await here.passes('PT72H')
    expect(await holder(ticket)).toBe('ineke')
    expect(here.news()).toEqual(Array(3).fill('ineke: question-escalated'))
  })

  it('follows the times that the network has set, down to seconds', async () => {
    await here.set('escalation.keyMother', 'PT2S')
    const ticket = await asks()
    await here.passes('PT2S')
    expect(await holder(ticket)).toBe('ineke')
  })

  it('moves at once when the key mother passes it on, and her clock stops', async () => {
    const ticket = await asks()
    here.news()
    await here.does((desk) => passOn(desk, ticket))
    expect(here.news()).toEqual(['ineke: question-escalated', 'amina: question-moved (passed_on)'])
    await here.passes('PT4H')
    expect(here.news()).toEqual([])
    expect(await holder(ticket)).toBe('ineke')
  })

  it('lets a key mother sleep: the notice and her clock wait for the morning', async () => {
    await here.passes('PT12H')
    const ticket = await asks()
    expect(here.news()).toEqual([])
    await here.passes('PT8H')
    expect(here.brought.map(({ at }) => at.toISOString())).toEqual(['2026-11-24T06:00:00.000Z'])
    await here.passes('PT3H59M')
    expect(await holder(ticket)).toBe('fatma')
    await here.passes('PT1M')
    expect(await holder(ticket)).toBe('ineke')
  })

  it('finds the stand-in of a key mother on holiday, and the professional where there is none', async () => {
    await here.add('zeynep', 'key-mother')
    await goAway(here.db, here.people.fatma!, new Date('2026-12-31'), here.people.zeynep!)
    expect(await holder(await asks())).toBe('zeynep')
    await goAway(here.db, here.people.fatma!, new Date('2026-12-31'), null)
    expect(await holder(await asks())).toBe('ineke')
  })

  it('passes by a key mother who pauses, has blocked us, or has enough to carry', async () => {
    await here.set('keyMother.openThreads', '1')
    expect(await holder(await asks())).toBe('fatma')
    expect(await holder(await asks())).toBe('ineke')
    await here.set('keyMother.openThreads', '9')
    await changePerson(here.db, here.office, here.people.fatma!, { pausedUntil: new Date('2027-01-01') })
    expect(await holder(await asks())).toBe('ineke')
    await changePerson(here.db, here.office, here.people.fatma!, { pausedUntil: null })
    const { fatma } = here.people
    await here.db
      .updateTable('contacts')
      .set({ blocked_at: here.now })
      .where('person_id', '=', fatma!)
      .execute()
    expect(await holder(await asks())).toBe('ineke')
  })

  it('never comes to a key mother when the mother wanted the professional', async () => {
    for (const name of ['ineke', 'joke'])
      await changePerson(here.db, here.office, here.people[name]!, { pausedUntil: new Date('2026-11-25') })
    const ticket = await asks('amina', true)
    expect(await holder(ticket)).toBe('open')
    await here.passes('PT49H')
    expect(await holder(ticket)).toBe('ineke')
    expect(here.news()).toEqual(['ineke: question-escalated', 'amina: question-moved (handed)'])
  })

  it('a question of a key mother goes to the professional', async () => {
    expect(await holder(await asks('fatma'))).toBe('ineke')
  })

  it('is claimed by one of two who reach for it at once; the other learns by whom', async () => {
    for (const name of ['ineke', 'joke'])
      await changePerson(here.db, here.office, here.people[name]!, { pausedUntil: new Date('2026-11-25') })
    const ticket = await asks('amina', true)
    const claims = await Promise.all(
      ['ineke', 'joke'].map((name) => here.does((desk) => claim(desk, ticket.id, here.people[name]!))),
    )
    expect(claims.map(({ outcome }) => outcome).sort()).toEqual(['taken', 'yours'])
    await here.does((desk) => closeTicket(desk, ticket))
    expect((await here.does((desk) => claim(desk, ticket.id, here.people.joke!))).outcome).toBe('closed')
  })

  it('stops its clock when it is closed', async () => {
    const ticket = await asks()
    here.news()
    await here.does((desk) => closeTicket(desk, ticket))
    await here.passes('P3D')
    expect(here.news()).toEqual([])
  })

  it('goes on to others when the person it waits for is erased', async () => {
    const ticket = await asks()
    here.news()
    await here.does((desk) => forgetTickets(desk, here.people.fatma!))
    expect(await holder(ticket)).toBe('ineke')
    expect(here.news()).toEqual(['ineke: question-escalated', 'amina: question-moved (gone)'])
  })

  it('is counted for everybody, so that an overload is seen', async () => {
    await asks()
    await asks()
    const counted = await here.does((desk) => loads(desk.tx, 'pendrecht'))
    expect(counted).toEqual([{ person: here.people.fatma, waiting: 2, oldest: here.now }])
  })
})
