import { describe, expect, it } from '@jest/globals'
import { tryOut } from './trial.ts'
import { TRIALS } from './trials.ts'

/** Makes the short form of these trials: the promise is kept, and with a bug sown it would be seen that it is not. */
export function prove(...ids: string[]): void {
  for (const id of ids) {
    const trial = TRIALS.find((one) => one.id === id)!
    describe(`${id}: ${trial.promise}`, () => {
      it('holds', async () => {
        const { wrong, counted } = await tryOut(trial, {})
        expect({ wrong, counted }).toEqual({ wrong: {}, counted })
      }, 90_000)

      it(`would not hold if ${trial.bug.name}`, async () => {
        expect((await tryOut(trial, { sown: true })).wrong).not.toEqual({})
      }, 90_000)
    })
  }
}
