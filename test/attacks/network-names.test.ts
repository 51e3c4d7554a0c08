import { afterEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { addNetwork } from '../../src/domains/networks/networks.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { moveIn } from '../people.ts'

describe('a network whose id is also the name of a button', () => {
  let house: TestHouse
  afterEach(() => house?.close())

  it.each(['on', 'safe', 'tell'])(
    'called %s: who taps it after hiding her screen has a person called there',
    async (id) => {
      house = await openTestHouse()
      const { office, phone } = house
      await moveIn(office, ['petra'])
      await addNetwork(office.db, {
        ...{ id, name: 'Oud-Noord', city: 'Rotterdam', country: 'NL', zone: 'Europe/Amsterdam' },
        ...{ languages: ['en'], settings: {} },
      })
      const sara = phone('sara')
      await sara.says('My husband hit me again last night and he says he will kill me')
      await sara.hears('I have called nobody yet')
      await sara.says('hide')
      await sara.taps('Oud-Noord')
      await sara.hears('Thank you. I noted it.')
      const { rows } = await sql`select network_id as network, status from dangers`.execute(office.db)
      expect(rows).toEqual([{ network: id, status: 'waiting' }])
    },
  )
})
