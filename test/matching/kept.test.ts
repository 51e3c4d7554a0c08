import { describe, expect, it } from '@jest/globals'
import { fromBytes, toBytes } from '../../src/matching/kept.ts'
import { fromFile, learnReader, read, toFile } from '../../src/matching/reader.ts'
import { wordsOf } from '../../src/matching/words.ts'
import { dice, LESSON } from './lesson.ts'

const KEPT = {
  facts: { digest: 'a', names: ['slaap', 'مدرسة'] },
  arrays: {
    grams: Uint32Array.from([0, 1, 4_294_967_295]),
    rarity: Float32Array.from([0.5, -1.25]),
    weights: Int8Array.from([-127, 0, 127, 1, 2]),
    shares: Uint16Array.from([65_535]),
    empty: new Float32Array(),
  },
}

describe('what was learned, in a file', () => {
  it('comes out as it went in, whatever its length', () => {
    expect(fromBytes(toBytes(KEPT))).toEqual(KEPT)
  })

  it('that was cut off, wherever it was, is refused and never half believed', () => {
    const whole = toBytes(KEPT)
    // What is left at the very end only fills up to a boundary.
    const last = whole.length - 8
    for (let length = 0; length <= last; length++)
      expect(() => fromBytes(whole.subarray(0, length))).toThrow()
  })

  it('that is another kind of file is refused', () => {
    for (const other of ['', 'hello', 'hello\nthere', '{}\n'])
      expect(() => fromBytes(Buffer.from(other))).toThrow()
  })

  it('reads a message as before', () => {
    const names = ['sleep', 'school']
    const reader = learnReader(LESSON, { names, rounds: 6, random: dice(), digest: 'd' })
    const again = fromFile(toFile(reader))
    expect(again).toEqual(reader)
    const words = wordsOf('she will not sleep at night')
    expect(read(again, words)).toEqual(read(reader, words))
  })
})
