/** What was learned, as it lies in a file: named numbers of one kind each, and a few facts. */
export type Kept = { facts: unknown; arrays: Record<string, Numbers> }

type Numbers = Uint32Array | Float32Array | Int8Array | Uint8Array | Uint16Array

const KINDS = { Uint32Array, Float32Array, Int8Array, Uint8Array, Uint16Array }

/** One line that says what follows, then the numbers, each kind on a boundary of eight bytes. */
export function toBytes({ facts, arrays }: Kept): Buffer {
  const parts = Object.entries(arrays).map(([name, array]) => ({
    name,
    kind: array.constructor.name,
    length: array.length,
  }))
  const head = Buffer.from(`${JSON.stringify({ facts, parts })}\n`)
  const bodies = Object.values(arrays).map((array) => {
    const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength)
    return Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)])
  })
  return Buffer.concat([head, Buffer.alloc((8 - (head.length % 8)) % 8, ' '), ...bodies])
}

/**
 * The numbers are not copied: they stay where the file was read to.
 * @throws {Error} when it is no such file, or only a part of one
 */
export function fromBytes(given: Buffer): Kept {
  // Numbers of four bytes must begin on a boundary of four, which a file read as a whole does.
  const bytes = given.byteOffset % 8 ? onBoundary(given) : given
  const end = bytes.indexOf('\n')
  const { facts, parts } = JSON.parse(bytes.subarray(0, end).toString()) as {
    facts: unknown
    parts: { name: string; kind: keyof typeof KINDS; length: number }[]
  }
  let at = Math.ceil((end + 1) / 8) * 8
  const arrays: Kept['arrays'] = {}
  for (const { name, kind, length } of parts) {
    const Kind = KINDS[kind]
    const size = length * Kind.BYTES_PER_ELEMENT
    if (at + size > bytes.length) throw new Error('What was learned is only there in part')
    arrays[name] = new Kind(bytes.buffer as ArrayBuffer, bytes.byteOffset + at, length)
    at += Math.ceil(size / 8) * 8
  }
  return { facts, arrays }
}

function onBoundary(bytes: Buffer): Buffer {
  const copy = Buffer.from(new ArrayBuffer(bytes.length))
  copy.set(bytes)
  return copy
}
