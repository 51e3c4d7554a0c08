import { describe, expect, it } from '@jest/globals'
import { calibrate, likelihoodsOf, type Sample } from '../../src/matching/calibration.ts'
import { dice } from './lesson.ts'

const THINGS = 12

/**
 * What a model finds: the right thing stands out so far, among all others at random; a fourth is about none.
 * @param scale where its nearness lies, and how far it spreads: differs from model to model
 */
function found(many: number, standsOut: number, scale = { from: 0, by: 1 }): Sample[] {
  const random = dice()
  const chance = () => random() + random() + random() + random() - 2
  return Array.from({ length: many }, (_, at) => {
    const about = at % 8 > 5 ? null : Math.floor(random() * THINGS)
    const high = (thing: number) => chance() + (thing === about ? standsOut : 0)
    const near = Float32Array.from({ length: THINGS }, (_, thing) => scale.from + scale.by * high(thing))
    return { near, about }
  })
}

const wholes = (likely: Float32Array) => [...likely].map((one) => Math.round(one * 50))

describe('what the nearness of a model is worth', () => {
  it('what it finds likely by so much is right so often, also among what it has not seen', async () => {
    const all = found(4000, 1.6)
    const learned = await calibrate(all.slice(0, 400))
    const said = all.slice(400).map(({ near, about }) => {
      const likely = likelihoodsOf(learned, near)
      const share = Math.max(...likely)
      return { share, isRight: likely[about ?? THINGS] === share }
    })
    for (const from of [0.4, 0.6, 0.8, 0.9]) {
      const those = said.filter(({ share }) => share >= from && share < from + 0.2)
      const mean = those.reduce((sum, { share }) => sum + share, 0) / those.length
      const right = those.filter(({ isRight }) => isRight).length / those.length
      expect(those.length).toBeGreaterThan(100)
      expect(Math.abs(right - mean)).toBeLessThan(0.1)
    }
  })

  it('is the same where all cosines lie close together', async () => {
    const [wide, narrow] = [found(400, 1.6), found(400, 1.6, { from: 0.8, by: 0.03 })]
    const [learned, other] = [await calibrate(wide), await calibrate(narrow)]
    expect(other.knows).toBeCloseTo(learned.knows, 1)
    for (const at of [0, 1, 2, 6, 7])
      expect(wholes(likelihoodsOf(other, narrow[at]!.near))).toEqual(
        wholes(likelihoodsOf(learned, wide[at]!.near)),
      )
  })

  it('nearer is likelier, and so is a wider lead over the next', async () => {
    const learned = await calibrate(found(400, 1.6))
    const firstOf = (first: number, second: number) =>
      likelihoodsOf(
        learned,
        Float32Array.from({ length: THINGS }, (_, at) => [first, second][at] ?? 0),
      )[0]!
    expect(firstOf(2, 0.5)).toBeGreaterThan(firstOf(1.5, 0.5))
    expect(firstOf(2, 0.5)).toBeGreaterThan(firstOf(2, 1.5))
  })

  it('is nothing where the model only guesses, and much where it knows', async () => {
    const guessing = await calibrate(found(400, 0))
    expect(guessing.knows).toBeLessThan(0.05)
    const knowing = await calibrate(found(400, 4))
    expect(knowing.knows).toBeGreaterThan(0.85)
    expect(knowing.right).toBeGreaterThan(0.95)
  })
})
