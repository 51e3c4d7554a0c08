import { describe, expect, it } from '@jest/globals'
import { type Fault, FlowFaults } from '../../src/engine/fault.ts'
import { readFlow } from '../../src/engine/load.ts'
import { parseSource } from '../../src/engine/source.ts'
import { flowOf, lay } from './table.ts'

const read = (file: string, text: string) => readFlow(parseSource(file, text), new Map())

function refused(text: string, file = 'flows/ask.yaml'): Pick<Fault, 'line' | 'message' | 'remedy'>[] {
  try {
    read(file, text)
  } catch (error) {
    if (error instanceof FlowFaults) return error.faults
    throw error
  }
  return []
}

describe('a flow is read as its author wrote it', () => {
  it('steps follow each other in reading order, and the last one ends', () => {
    const flow = read('flows/ask.yaml', flowOf('ask', '  a: { say: "Hello" }\n  b: { ask: "Why?" }'))
    expect(flow.first).toBe('a')
    expect(flow.steps.get('a')).toMatchObject({ kind: 'say', next: 'b' })
    expect(flow.steps.get('b')).toMatchObject({
      answers: ['text'],
      as: 'b',
      next: 'end',
      invalid: { times: 2, then: 'menu' },
    })
    expect(flow.texts).toEqual({ 'a.say': 'Hello', 'b.ask': 'Why?' })
  })

  it('no is a choice, not a falsehood', () => {
    const flow = read(
      'flows/ask.yaml',
      flowOf('ask', '  a: { ask: "Well?", choice: { yes: "Yes", no: "No" } }'),
    )
    expect(flow.steps.get('a')).toMatchObject({ choice: { static: ['yes', 'no'] }, answers: ['choice'] })
  })

  it('new wording leaves the version alone, a new step does not', () => {
    const version = (steps: string) => read('flows/ask.yaml', flowOf('ask', steps)).version
    const before = version('  a: { say: "Hello" }\n  b: { ask: "Why?" }')
    expect(version('  a: { say: "Good day" }\n\n  b: { ask: "Why so?" }')).toBe(before)
    expect(version('  a: { say: "Hello" }\n  b: { ask: "Why?", answer: number }')).not.toBe(before)
  })
})

describe('what cannot be read is refused with its line and a remedy', () => {
  it.each([
    [
      'a key that stands there twice',
      flowOf('ask', '  a: { say: "A" }\n  a: { say: "B" }'),
      6,
      /unique/i,
      /another name/,
    ],
    ['an alias', flowOf('ask', '  a: &x { say: "A" }\n  b: *x'), 5, /aliases/, /Write the part out/],
    ['YAML that does not parse', 'flow: ask\nfor: [mother\nsteps: {}', 3, /./, /Mend the YAML/],
    [
      'a word that means nothing',
      flowOf('ask', '  a:\n    say: "A"\n    nxt: end'),
      7,
      /`nxt` means nothing/,
      /Correct the word/,
    ],
    ['a step that is nothing', flowOf('ask', '  a: { next: end }'), 5, /no step/, /say, ask, do/],
    [
      'a step that is two things',
      flowOf('ask', '  a: { say: "A", ask: "B" }'),
      5,
      /both say and ask/,
      /one of/,
    ],
    ['a step called end', flowOf('ask', '  end: { say: "A" }'), 5, /cannot be called/, /are taken/],
    ['a flow without steps', 'flow: ask\nfor: [mother]\nsteps: {}', 3, /at least one step/, /./],
    ['a duration that is none', flowOf('ask', '  a:\n    wait: two hours'), 6, /ISO 8601/, /./],
    ['an unknown kind of answer', flowOf('ask', '  a:\n    ask: "A"\n    answer: song'), 7, /kind/, /./],
    [
      'a choice from nothing',
      flowOf('ask', '  a:\n    ask: "A"\n    answer: several'),
      7,
      /from nothing/,
      /choice/,
    ],
    [
      'a number and words in one answer',
      flowOf('ask', '  a:\n    ask: "A"\n    answer: [text, number]'),
      7,
      /cannot be both/,
      /one of them/,
    ],
    [
      'a choice value too long for a button',
      flowOf('ask', `  a:\n    ask: "A"\n    choice: { ${'x'.repeat(33)}: "X" }`),
      7,
      /32/,
      /./,
    ],
    [
      'an expression that is none',
      flowOf('ask', '  a:\n    if: [{ when: "count >", then: end }]\n    else: end'),
      5,
      /cannot be read/,
      /CEL/,
    ],
    ['braces out of balance', flowOf('ask', '  a:\n    say: "Hello {name"'), 6, /cannot be read/, /braces/],
    [
      'an apostrophe that hides a value',
      flowOf('ask', '  a:\n    say: "l\'{name}\' is here"'),
      6,
      /apostrophe/,
      /’/,
    ],
    [
      'a menu place without a label',
      flowOf('ask', '  a: { say: "A" }', 'start: { menu: 1 }'),
      3,
      /go together/,
      /Give both/,
    ],
    ['a file of another name', flowOf('other', '  a: { say: "A" }'), 1, /its file is not/, /other.yaml/],
  ])('%s', (_, text, line, message, remedy) => {
    const [fault] = refused(text)
    expect(fault?.line).toBe(line)
    expect(fault?.message).toMatch(message)
    expect(fault?.remedy).toMatch(remedy)
  })

  it('a book is not a conversation', () => {
    expect(refused(`flow: ask\n# ${'x'.repeat(70_000)}`)[0]!.message).toMatch(/64 KB/)
  })

  it('every fault of every file comes at once', async () => {
    const flows = lay({ 'flows/a.yaml': 'flow: a', 'flows/b.yaml': flowOf('b', '  a: { sya: "A" }') })
    await expect(flows).rejects.toThrow(/a\.yaml:1: [\s\S]*b\.yaml:5: /)
  })
})
