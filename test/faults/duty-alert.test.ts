import { describe, expect, it } from '@jest/globals'
import { onPostgres, onRedis } from './duty-alert.ts'
import { tryOut } from './trial.ts'

for (const trial of [onPostgres, onRedis])
  describe(`${trial.id}: ${trial.promise}`, () => {
    it('holds', async () => {
      const { wrong, counted } = await tryOut(trial, {})
      expect({ wrong, counted }).toEqual({ wrong: {}, counted })
    }, 90_000)
  })

it(`would not hold if ${onPostgres.bug.name}`, async () => {
  expect((await tryOut(onPostgres, { sown: true })).wrong).toMatchObject({ notAlerted: 1 })
}, 90_000)
