import type { Seen } from './vocabulary.ts'

/** What was learned of classes: what each gram of a vocabulary says for each of them. */
export type Classes = {
  names: string[]
  /** A row of one weight a class for each gram, in steps of `scale`. */
  weights: Int8Array | Float32Array
  scale: number
  bias: Float32Array
}

export type Lesson = {
  names: readonly string[]
  grams: number
  /** What each example looks like, which class it belongs to, and how much it counts (1 when left out). */
  examples: readonly { seen: Seen; about: number; weight?: number }[]
  /** How often all is gone through. */
  rounds: number
  /** How far the first step goes, 0.5 when left out: a smaller one makes less of what only a few examples have. */
  rate?: number
  /** From 0 to 1: the same each time, so that what is built twice is the same twice. */
  random: () => number
}

const BIAS_RATE = 0.05
const DECAY = 1e-5
const NOTHING = 2e-3

/**
 * Learns to tell classes apart: a softmax over the weights of grams (multinomial logistic regression), by stochastic
 * gradient descent with a rate of its own for each weight (AdaGrad; Duchi, Hazan and Singer 2011).
 */
export function learnClasses({ names, grams, examples, rounds, rate = 0.5, random }: Lesson): Classes {
  const many = names.length
  const weights = new Float32Array(grams * many)
  const bias = new Float32Array(many)
  const learned: Classes = { names: [...names], weights, scale: 1, bias }
  const taken = new Float32Array(weights.length)
  const order = examples.map((_, at) => at)
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random)
    for (const at of order) {
      const { seen, about, weight = 1 } = examples[at]!
      const off = likelihoods(learned, seen)
      off[about]! -= 1
      for (let one = 0; one < many; one++) {
        const slope = off[one]! * weight
        if (Math.abs(slope) < NOTHING) continue
        bias[one]! -= BIAS_RATE * slope
        for (let place = 0; place < seen.rows.length; place++) {
          const cell = seen.rows[place]! * many + one
          const change = slope * seen.values[place]! + DECAY * weights[cell]!
          taken[cell]! += change * change
          weights[cell]! -= (rate * change) / (Math.sqrt(taken[cell]!) + 1e-6)
        }
      }
    }
  }
  return compact(learned)
}

/** How likely each class is, in the order of their names; together 1. */
export function likelihoods({ names, weights, scale, bias }: Classes, { rows, values }: Seen): Float32Array {
  const many = names.length
  const sums = Float32Array.from(bias)
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]! * many
    const value = values[at]! * scale
    for (let one = 0; one < many; one++) sums[one]! += value * weights[row + one]!
  }
  return softmax(sums)
}

/** Scores of any height as shares of 1. Changes what it is given. */
export function softmax(sums: Float32Array): Float32Array {
  let highest = Number.NEGATIVE_INFINITY
  for (const sum of sums) if (sum > highest) highest = sum
  let total = 0
  for (let one = 0; one < sums.length; one++) total += sums[one] = Math.exp(sums[one]! - highest)
  for (let one = 0; one < sums.length; one++) sums[one]! /= total
  return sums
}

/** A byte a weight is enough to tell classes apart, and a quarter of the memory. */
function compact(learned: Classes): Classes {
  let largest = 0
  for (const weight of learned.weights) largest = Math.max(largest, Math.abs(weight))
  const scale = largest / 127 || 1
  return {
    ...learned,
    weights: Int8Array.from(learned.weights, (weight) => Math.round(weight / scale)),
    scale,
  }
}

function shuffle(order: number[], random: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const kept = order[at]!
    order[at] = order[other]!
    order[other] = kept
  }
}
