import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { DateTime } from 'luxon'
import cron from 'node-cron'
import { changeSetting } from '../../../src/domains/networks/networks.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { moveIn } from '../../people.ts'

let house: TestHouse

beforeAll(async () => {
  house = await openTestHouse()
  await moveIn(house.office, ['grace', 'joy', 'petra'])
})
afterAll(() => house?.close())

/** What cron does once a minute, at this moment of the house's own clock. */
async function aMinuteIsOver(): Promise<void> {
  const rounds = [...cron.getTasks().values()].filter((task) => task.getPattern() === '* * * * *')
  expect(rounds).toHaveLength(1)
  for (const round of rounds) await round.execute()
  await house.quiet()
}

it('the digest comes by itself at the hour, by the round that looks every minute', async () => {
  const [grace, joy] = [house.phone('grace'), house.phone('joy')]
  await grace.says('My neighbour says I must pay for the swimming pool, must I?')
  await grace.taps('Send')
  await joy.hears('Grace writes this to you')
  const hour = DateTime.fromJSDate(house.office.now(), { zone: 'Europe/Amsterdam' }).plus({ hours: 1 })
  await changeSetting(house.office.db, 'zuid', 'digest.hour', hour.toFormat('HH:mm'))
  await changeSetting(house.office.db, 'zuid', 'digest.days', 'mo,tu,we,th,fr,sa,su')
  await aMinuteIsOver()
  await house.passes('PT1H')
  await aMinuteIsOver()
  await joy.hears('1 question waits for you')
  await aMinuteIsOver()
  await house.passes('PT1M')
  expect((await joy.all()).filter(({ text }) => text.includes('question waits for you'))).toHaveLength(1)
})
