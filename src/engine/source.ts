import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml'
import { type Fault, FlowFaults } from './fault.ts'

/** A YAML file as read: its plain value, and on which line each part of it stands. */
export type Source = Read & { file: string; lineOf(...path: PropertyKey[]): number }
/** What was read of a text, in values that JSON can hold. */
export type Read = { value: unknown; lines: Lines }
/** The line of a part of a file, and of the parts in it by their keys or places. */
type Lines = { line: number; of?: Record<string, Lines> }

// A conversation longer than this is several conversations.
const MAX_CHARACTERS = 64 * 1024

/**
 * Reads YAML 1.2: `no` is a language, not a boolean; a key twice, an alias or an anchor is refused.
 * @throws {FlowFaults} with the line and the remedy
 */
export function parseSource(file: string, text: string): Source {
  if (text.length > MAX_CHARACTERS)
    throw new FlowFaults([
      { file, line: 1, message: 'The file is larger than 64 KB', remedy: 'Split it into several flows.' },
    ])
  const counter = new LineCounter()
  const document = parseDocument(text, { version: '1.2', uniqueKeys: true, lineCounter: counter })
  const lineAt = (offset: number) => counter.linePos(offset).line
  const faults: Fault[] = document.errors.map((error) => ({
    file,
    line: lineAt(error.pos[0]),
    message: error.message.split('\n')[0]!.replace(/ at line \d+.*$/, ''),
    remedy:
      error.code === 'DUPLICATE_KEY' ? 'Give the second one another name.' : 'Mend the YAML on this line.',
  }))
  visit(document, {
    Node(_, node) {
      if (isAlias(node) || ('anchor' in node && node.anchor))
        faults.push({
          file,
          line: lineAt(node.range?.[0] ?? 0),
          message: 'Anchors and aliases are not read',
          remedy: 'Write the part out.',
        })
    },
  })
  if (faults.length > 0) throw new FlowFaults(faults)
  const value = document.toJS({ maxAliasCount: 0 })
  return sourceOf(file, { value, lines: linesUnder(document.contents, 1, lineAt) })
}

/** What was read of a text, as the source in `file`. */
export const sourceOf = (file: string, { value, lines }: Read): Source => ({
  ...{ file, value, lines },
  lineOf: (...path) => lineIn(lines, path),
})

function linesUnder(node: unknown, line: number, lineAt: (offset: number) => number): Lines {
  const parts: [string, Lines][] = []
  if (isMap(node)) {
    for (const { key, value } of node.items)
      if (isScalar(key))
        parts.push([String(key.value), linesUnder(value, startOf(key, line, lineAt), lineAt)])
  } else if (isSeq(node)) {
    for (const [place, item] of node.items.entries())
      parts.push([`${place}`, linesUnder(item, startOf(item, line, lineAt), lineAt)])
  }
  return parts.length ? { line, of: Object.fromEntries(parts) } : { line }
}

const startOf = (node: unknown, otherwise: number, lineAt: (offset: number) => number) =>
  isNode(node) && node.range ? lineAt(node.range[0]) : otherwise

// The line of the deepest part of the path that is written down: a missing key stands where its parent does.
function lineIn(lines: Lines, path: PropertyKey[]): number {
  let at = lines
  for (const key of path) {
    const part = at.of && Object.hasOwn(at.of, String(key)) ? at.of[String(key)] : null
    if (!part) break
    at = part
  }
  return at.line
}
