import { setImmediate as breathe } from 'node:timers/promises'
import { softmax } from './classes.ts'

/** How near a message is to each thing, and which of them it is about: its place there, null for none of them. */
export type Sample = { near: Float32Array; about: number | null }

/** What the nearness that one model finds is worth: how likely it makes each thing, and how much it knows at all. */
export type Calibration = {
  /** Where this model's nearness usually lies, and how far it spreads. */
  usual: number
  spread: number
  /** How much surer one spread nearer makes it. */
  slope: number
  /** How near a thing must be before it is likelier than none of them, in the same measure; `common` where all are nearer. */
  bar: number
  common: number
  /** Of what there was to know about messages it was not fitted on, the share that it knew: 0 for guessing, 1 for all. */
  knows: number
  /** How often there the nearest was the right one, of those that were about something; from 0 to 1. */
  right: number
}

const ROUNDS = 400
const RATE = 0.2
/** A steeper slope than the samples can show is worth less than one they can. */
const SHRINK = 1e-3

/**
 * Learns what a model's nearness is worth: a softmax over all things and over none of them, with three weights
 * (conditional logit; McFadden 1974), fitted on every other sample and examined on the rest. The same samples give the same.
 */
export async function calibrate(samples: readonly Sample[]): Promise<Calibration> {
  const fitted = samples.filter((_, at) => at % 2 === 0)
  const exam = samples.filter((_, at) => at % 2 === 1)
  const learned = await weigh(fitted)
  const guess = guessFrom(fitted)
  let [lost, guessed] = [0, 0]
  for (const { near, about } of exam) {
    lost -= Math.log(Math.max(likelihoodsOf(learned, near)[about ?? near.length]!, 1e-9))
    guessed -= Math.log(guess(about, near.length))
  }
  const ofSome = exam.filter(({ about }) => about !== null)
  const found = ofSome.filter(({ near, about }) =>
    near.every((one, at) => at === about || one < near[about!]!),
  )
  return {
    ...learned,
    knows: guessed ? Math.max(0, 1 - lost / guessed) : 0,
    right: found.length / (ofSome.length || 1),
  }
}

/** How likely each thing is, in the order of `near`, and last, that it is none of them; together 1. */
export function likelihoodsOf(
  { usual, spread, slope, bar, common }: Omit<Calibration, 'knows' | 'right'>,
  near: Float32Array,
): Float32Array {
  const sums = new Float32Array(near.length + 1)
  let mean = 0
  for (let thing = 0; thing < near.length; thing++) {
    const high = (near[thing]! - usual) / spread
    mean += high / near.length
    sums[thing] = slope * high
  }
  sums[near.length] = bar + common * mean
  return softmax(sums)
}

async function weigh(samples: readonly Sample[]): Promise<Omit<Calibration, 'knows' | 'right'>> {
  const { usual, spread } = scaleOf(samples)
  const found = { usual, spread, slope: 0, bar: 0, common: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    let [slope, bar, common] = [SHRINK * found.slope, 0, 0]
    for (const { near, about } of samples) {
      const off = likelihoodsOf(found, near)
      off[about ?? near.length]! -= 1
      let [mean, pull] = [0, 0]
      for (let thing = 0; thing < near.length; thing++) {
        const high = (near[thing]! - usual) / spread
        mean += high / near.length
        pull += off[thing]! * high
      }
      slope += pull / samples.length
      bar += off[near.length]! / samples.length
      common += (off[near.length]! * mean) / samples.length
    }
    found.slope -= RATE * slope
    found.bar -= RATE * bar
    found.common -= RATE * common
    // A house that is open has other work meanwhile.
    await breathe()
  }
  // Farther is never likelier: a model of which that seems so knows nothing.
  return { ...found, slope: Math.max(0, found.slope) }
}

function scaleOf(samples: readonly Sample[]): { usual: number; spread: number } {
  let [many, sum, square] = [0, 0, 0]
  for (const { near } of samples)
    for (const one of near) {
      many++
      sum += one
      square += one * one
    }
  const usual = sum / (many || 1)
  return { usual, spread: Math.sqrt(Math.max(square / (many || 1) - usual * usual, 1e-12)) }
}

/** What one would say who has read nothing, and only knows how many are about none. */
function guessFrom(samples: readonly Sample[]): (about: number | null, things: number) => number {
  const none = (samples.filter(({ about }) => about === null).length + 1) / (samples.length + 2)
  return (about, things) => (about === null ? none : (1 - none) / things)
}
