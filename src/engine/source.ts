import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml'
import { type Fault, FlowFaults } from './fault.ts'

/** A YAML file as read: its plain value, and on which line each part of it stands. */
export type Source = { file: string; value: unknown; lineOf(...path: PropertyKey[]): number }

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
  const parse = (lineCounter?: LineCounter) =>
    parseDocument(text, { version: '1.2', uniqueKeys: true, lineCounter })
  const document = parse(counter)
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
  // A house that is open asks for no line any more: then the document may go.
  const held = new WeakRef(document)
  const contents = () => (held.deref() ?? parse()).contents
  return {
    file,
    value: document.toJS({ maxAliasCount: 0 }),
    lineOf: (...path) => lineAt(offsetOf(contents(), path)),
  }
}

// The place of the deepest part of the path that is written down: a missing key stands where its parent does.
function offsetOf(contents: Node | null, path: PropertyKey[]): number {
  let offset = 0
  let at: unknown = contents
  for (const key of path) {
    if (isMap(at)) {
      const pair = at.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
      )
      if (!pair) return offset
      offset = (pair.key as Node).range?.[0] ?? offset
      at = pair.value
    } else if (isSeq(at)) {
      at = at.items[Number(key)]
      if (isNode(at)) offset = at.range?.[0] ?? offset
    } else return offset
  }
  return offset
}
