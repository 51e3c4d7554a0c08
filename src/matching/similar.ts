import type { Seen } from './vocabulary.ts'

/** Phrasings laid out by their grams: which hold a gram, how much of each it is, and what each asks for. */
export type Phrasings = {
  /** Where each gram's phrasings begin in `holders`; one more than there are grams. */
  starts: Uint32Array
  holders: Uint16Array
  /** How much of its holder each gram is, in steps of 1/255: finer steps find nothing else. */
  shares: Uint8Array
  about: Uint16Array
}

export const NEIGHBOURS = 3
/** Among so few phrasings nothing is common. */
const FEW = 20
/** What stands in more than this share of all phrasings tells none of them apart, and takes most of the time. */
const COMMON = 0.05
const WHOLE = 255

/**
 * Lays phrasings out so that those alike are found by what they share (TF-IDF and cosine; Salton and Buckley 1988).
 * @param phrasings at most 65,535
 */
export function layOut(phrasings: readonly { seen: Seen; about: number }[], grams: number): Phrasings {
  const starts = new Uint32Array(grams + 1)
  for (const { seen } of phrasings) for (const row of seen.rows) starts[row + 1]!++
  const most = phrasings.length * COMMON
  const isCommon = Uint8Array.from(starts, (count) => (count > most && count > FEW ? 1 : 0))
  for (let row = 0; row <= grams; row++) if (isCommon[row]) starts[row] = 0
  for (let row = 0; row < grams; row++) starts[row + 1]! += starts[row]!
  const holders = new Uint16Array(starts[grams]!)
  const shares = new Uint8Array(holders.length)
  const next = starts.slice()
  for (const [at, { seen }] of phrasings.entries())
    for (const [place, row] of seen.rows.entries()) {
      if (isCommon[row + 1]) continue
      const cell = next[row]!++
      holders[cell] = at
      shares[cell] = Math.round(seen.values[place]! * WHOLE)
    }
  return { starts, holders, shares, about: Uint16Array.from(phrasings, ({ about }) => about) }
}

/** How near the nearest ways of asking are, for each thing asked for. */
export type Near = {
  /**
   * All of them: 0 for nothing shared, 0.5 for one in the same words. The nearest counts most; that others are near too makes
   * it surer, up to 0.875.
   */
  alike: Float32Array
  /** The nearest alone: 1 for the same words. */
  closest: Float32Array
}

/** Finds the ways of asking that are nearest to a message. */
export function nearest(phrasings: Phrasings, { rows, values, known }: Seen, things: number): Near {
  const { starts, holders, shares, about } = phrasings
  const alike = new Float32Array(about.length)
  for (const [place, row] of rows.entries()) {
    const value = values[place]! / WHOLE
    for (let cell = starts[row]!; cell < starts[row + 1]!; cell++)
      alike[holders[cell]!]! += value * shares[cell]!
  }
  const best = new Float32Array(things * NEIGHBOURS)
  for (let at = 0; at < alike.length; at++)
    if (alike[at]! > 0) keepBest(best, about[at]! * NEIGHBOURS, alike[at]!)
  // Of a message that is mostly unknown even the known part says less.
  const whole = Math.sqrt(known)
  const alikeOf = (thing: number) => {
    let sum = 0
    for (let place = 0; place < NEIGHBOURS; place++)
      sum += best[thing * NEIGHBOURS + place]! / 2 ** (place + 1)
    return sum * whole
  }
  return {
    alike: Float32Array.from({ length: things }, (_, thing) => alikeOf(thing)),
    closest: Float32Array.from({ length: things }, (_, thing) => best[thing * NEIGHBOURS]! * whole),
  }
}

/** Keeps a likeness where it is among the NEIGHBOURS highest that stand from a place on. */
export function keepBest(best: Float32Array, from: number, likeness: number): void {
  for (let place = from; place < from + NEIGHBOURS; place++) {
    if (likeness <= best[place]!) continue
    const lower = best[place]!
    best[place] = likeness
    likeness = lower
  }
}
