/** What a message is compared by: each thing it holds, as a number of 32 bits, once. */
export type Grams = Uint32Array

const SHORTEST_GRAM = 3
const LONGEST_GRAM = 5

/**
 * The grams of a message: its words, light stems, neighbours, and runs of three to five letters inside a word.
 * Hashed, so that no list of words has to be kept: what was learned quotes nobody.
 */
export function gramsOf(words: readonly string[]): Grams {
  const found = new Set<number>()
  let before = ''
  let twoBefore = ''
  for (const word of words) {
    const stem = stemOf(word)
    found.add(hashed('w', word))
    found.add(hashed('s', stem))
    if (before) found.add(hashed('b', `${before} ${stem}`))
    if (twoBefore) found.add(hashed('k', `${twoBefore} ${stem}`))
    const framed = `<${word}>`
    for (let length = SHORTEST_GRAM; length <= LONGEST_GRAM; length++)
      for (let at = 0; at + length <= framed.length; at++)
        found.add(hashed('c', framed.slice(at, at + length)))
    twoBefore = before
    before = stem
  }
  return Uint32Array.from(found)
}

/**
 * A light stem: what stands before a word in Arabic (and, with, to, the) gone, and only the beginning of what is left, for
 * Turkish, Dutch and Arabic all bend their words at the end.
 */
export function stemOf(word: string): string {
  const bare = ARABIC.test(word) ? withoutArticle(word) : word
  return bare.length > STEM ? bare.slice(0, STEM) : bare
}

const STEM = 5
const ARABIC = /^[\u0600-\u06ff]/
const ARTICLE = /^(?:[وفبلكع]?ال|لل|[وف])(?=..)/

function withoutArticle(word: string): string {
  return word.replace(ARTICLE, '').slice(0, STEM - 1)
}

/** FNV-1a: spreads well, and is the same on every machine. */
function hashed(kind: string, text: string): number {
  let hash = Math.imul(2166136261 ^ kind.charCodeAt(0), 16777619)
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619)
  hash ^= hash >>> 15
  return hash >>> 0
}
