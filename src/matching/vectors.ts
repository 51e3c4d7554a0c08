import { keepBest, NEIGHBOURS } from './similar.ts'

/** Messages of several things as a model puts them into vectors of length 1, one behind the other, and what each is about. */
export type Laid = { vectors: Float32Array; size: number; about: Uint16Array; things: number }

/**
 * Lays vectors out one behind the other.
 * @param known each of length 1
 * @throws {Error} when they are not of one size
 */
export function layOutVectors(
  known: readonly { vector: Float32Array; about: number }[],
  things: number,
): Laid {
  const size = known[0]?.vector.length ?? 0
  const vectors = new Float32Array(known.length * size)
  for (const [at, { vector }] of known.entries()) {
    if (vector.length !== size) throw new Error('The vectors of one model have one size')
    vectors.set(vector, at * size)
  }
  return { vectors, size, about: Uint16Array.from(known, ({ about }) => about), things }
}

/** How near a vector of length 1 is to each thing, from -1 to 1: the mean cosine of the nearest messages about it. */
export function nearTo(laid: Laid, vector: Float32Array): Float32Array {
  return byThing(laid, cosines(laid, vector))
}

/**
 * The same for one of those laid out, as if it were new: without itself, and without the nearest about the same thing, because
 * many are one question in several languages, and a new question has no such twin.
 */
export function nearToNew(laid: Laid, at: number): Float32Array {
  const { vectors, size, about } = laid
  const all = cosines(laid, vectors.subarray(at * size, (at + 1) * size))
  all[at] = -1
  let twin = at
  for (let other = 0; other < all.length; other++)
    if (about[other] === about[at] && all[other]! > all[twin]!) twin = other
  all[twin] = -1
  return byThing(laid, all)
}

function cosines({ vectors, size, about }: Laid, vector: Float32Array): Float32Array {
  const all = new Float32Array(about.length)
  for (let at = 0, from = 0; at < all.length; at++, from += size) {
    let sum = 0
    for (let place = 0; place < size; place++) sum += vectors[from + place]! * vector[place]!
    all[at] = sum
  }
  return all
}

function byThing({ about, things }: Laid, all: Float32Array): Float32Array {
  const best = new Float32Array(things * NEIGHBOURS).fill(-1)
  for (let at = 0; at < all.length; at++) keepBest(best, about[at]! * NEIGHBOURS, all[at]!)
  return Float32Array.from({ length: things }, (_, thing) => {
    let sum = 0
    for (let place = 0; place < NEIGHBOURS; place++) sum += best[thing * NEIGHBOURS + place]!
    return sum / NEIGHBOURS
  })
}
