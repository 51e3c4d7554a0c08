import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { forgetCircle } from '../../src/domains/circles/leaving.ts'
import { erase } from '../../src/domains/people/erasure.ts'
import { type Neighbourhood, openNeighbourhood } from './neighbourhood.ts'

let here: Neighbourhood
beforeEach(async () => {
  here = await openNeighbourhood()
  await here.add('fatma', 'key-mother')
  await here.add('joy', 'key-mother')
  await here.add('amina', 'mother', 'fatma')
  for (let at = 0; at < 25; at++) await here.add(`mother${at}`, 'mother')
})
afterEach(() => here?.close())

const goes = (name: string) => here.does((desk) => erase(desk, here.people[name]!, [forgetCircle]))

/** Puts a conversation on somebody's phone in which one chooses among these. */
const chooses = async (name: string, ...people: string[]) => {
  const options = people.map((one) => ({ value: here.people[one]!, label: one }))
  const session = { id: name, stack: [], wait: { for: 'answer', since: '', invalid: 0, options } }
  const sealed = here.office.sealer.seal(JSON.stringify(session), 'contacts.session')
  await sql`update contacts set session = ${sealed} where person_id = ${here.people[name]}`.execute(here.db)
}
const offered = async (name: string) => {
  const { rows } = await sql<{ session: Buffer }>`
    select session from contacts where person_id = ${here.people[name]}`.execute(here.db)
  const { wait } = JSON.parse(here.office.sealer.open(rows[0]!.session, 'contacts.session'))
  return wait.options.map(({ label }: { label: string }) => label)
}

describe('somebody who is erased', () => {
  it('is looked for in the lists of all without holding anybody up', async () => {
    await chooses('mother24', 'joy', 'fatma')
    await here.db.transaction().execute(async (tx) => {
      // In the middle of a turn of her own, and of nobody’s list.
      await sql`select from contacts where person_id = ${here.people.mother3} for update`.execute(tx)
      await goes('joy')
    })
    expect(await offered('mother24')).toEqual(['…', 'fatma'])
  })

  it('is found as well in what was just being written', async () => {
    await goes('joy')
    await chooses('mother7', 'joy', 'fatma')
    await here.passes('PT2M')
    expect(await offered('mother7')).toEqual(['…', 'fatma'])
  })

  it('who never stood in a list is not looked for in lists', async () => {
    await chooses('mother24', 'amina')
    await goes('amina')
    await here.passes('PT2M')
    expect(await offered('mother24')).toEqual(['amina'])
  })
})
