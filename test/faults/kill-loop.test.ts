import { expect, it } from '@jest/globals'
import { killLoop } from './kill-loop.ts'
import { faults } from './tally.ts'

const SHORT = { seed: 1, people: 24, changes: 2, kills: 3, patience: 10_000 }

it('a house that is killed in mid-sentence loses nothing, does nothing twice and keeps everybody in order', async () => {
  const counted = await killLoop(SHORT)
  console.log(JSON.stringify(counted))
  expect(counted.killsWhileBusy).toBe(SHORT.kills)
  expect(faults(counted)).toEqual({})
})
