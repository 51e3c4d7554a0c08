import { describe, expect, it } from '@jest/globals'
import type { ActionCall } from '../../src/engine/action.ts'
import { chat, flowOf, labels, lay, play, texts } from './table.ts'

describe('steps that lead elsewhere', () => {
  it('a sub-flow is given values and gives some back', async () => {
    const { env } = await lay({
      'flows/ask.yaml': flowOf(
        'ask',
        '  sub: { call: name, with: { greeting: "=\'Dear \' + network.name" }, as: { called: name } }\n  bye: { say: "Bye {called}." }',
      ),
      'flows/name.yaml': flowOf(
        'name',
        '  it: { ask: "{greeting}, what are you called?" }\n  done: { end: { name: "=it" } }',
        'input: { greeting: text }\noutput: { name: text }',
      ),
    })
    const sprints = chat(env(), 'ask', ['Mina'])
    expect(texts(sprints[0]!)).toEqual(['Dear Beverwaard, what are you called?'])
    expect(sprints[0]!.session!.stack).toHaveLength(2)
    expect(texts(sprints[1]!)).toEqual(['Bye Mina.'])
  })

  it('a branch looks at what is known, and an unset value is empty', async () => {
    const flow = flowOf(
      'ask',
      `
  look: { if: [{ when: "kids == 2", then: two }, { when: "me.role == 'mother' && size(entries) == 0", then: none }], else: two }
  none: { say: "None yet." }
  kids: { ask: "How many?", answer: number, next: look }
  two: { do: people.key-mothers, then: { some: list, none: end } }
  list: { ask: "Who?", choice: "=entries" }
  chosen: { say: "{list_label}, {list}." }
`,
    )
    const { env } = await lay({ 'flows/ask.yaml': flow })
    const entries = [
      { value: 'k1', label: 'Fatma' },
      { value: 'k2', label: 'Naima' },
    ]
    const sprints = chat(env(), 'ask', ['2', 'naima'], () => ({ outcome: 'some', results: { entries } }))
    expect(texts(sprints[0]!)).toEqual(['None yet.', 'How many?'])
    expect(labels(sprints[1]!)).toEqual(['Fatma', 'Naima'])
    expect(texts(sprints[2]!)).toEqual(['Naima, k2.'])
  })

  it('a list with nothing in it goes the way of the misunderstood', async () => {
    const flow = flowOf(
      'ask',
      '  a: { do: people.key-mothers, then: { some: who, none: end } }\n  who: { ask: "Who?", choice: "=entries", invalid: { then: sorry } }\n  bye: { say: "Bye.", next: end }\n  sorry: { say: "Nobody yet." }',
    )
    const { env } = await lay({ 'flows/ask.yaml': flow })
    const [sprint] = chat(env(), 'ask', [], () => ({ outcome: 'some', results: { entries: [] } }))
    expect(texts(sprint!)).toEqual(['Nobody yet.'])
  })

  it('a name on a list is called by a part of it, unless two share that part', async () => {
    const flow = flowOf(
      'ask',
      '  a: { do: people.key-mothers, then: { some: who, none: end } }\n  who: { ask: "Who?", choice: "=entries", invalid: { then: sorry } }\n  chosen: { say: "{who_label}.", next: end }\n  sorry: { say: "Nobody yet." }',
    )
    const { env } = await lay({ 'flows/ask.yaml': flow })
    const entries = [
      { value: 'k1', label: 'Fatma (Zuid)' },
      { value: 'k2', label: 'Naima Noord' },
      { value: 'k3', label: 'Samira (Noord)' },
    ]
    const said = (words: string) => {
      const sprints = chat(env(), 'ask', [words], () => ({ outcome: 'some', results: { entries } }))
      return texts(sprints.at(-1)!)[0]!.split('\n')[0]
    }
    expect(said('fatma')).toBe('Fatma (Zuid).')
    expect(said('noord')).toBe('I did not get that.')
    expect(said('at')).toBe('I did not get that.')
  })

  it('a consent that is missing is asked for, and nothing is done', async () => {
    const flow = flowOf('ask', '  a: { say: "Secret.", requires: keep }')
    const { env } = await lay({ 'flows/ask.yaml': flow })
    expect(chat(env(), 'ask', [])[0]).toMatchObject({ session: null, toMenu: true })
    expect(texts(chat(env(), 'ask', [])[0]!)).toEqual(['First I need your yes.'])
    expect(texts(chat(env({ consents: ['keep'] }), 'ask', [])[0]!)).toEqual(['Secret.'])
  })

  it('a step that may open a closed window says with which template, and its values', async () => {
    const { env } = await lay({
      'flows/templates.yaml':
        'answer:\n  category: utility\n  text: "Dear {who}, there is an answer for you here."\n  variables: { who: "Amina" }\n',
      'flows/ask.yaml': flowOf(
        'ask',
        '  a: { say: "It is here.", template: answer, parks: false }',
        'start: { house: true }\ninput: { who: text }',
      ),
    })
    const [sprint] = chat(env(), 'ask', [], undefined, { who: 'Mina' })
    expect(sprint!.events).toContainEqual(
      expect.objectContaining({ template: { name: 'answer', parks: false, values: { who: 'Mina' } } }),
    )
  })
})

describe('several choices', () => {
  const flow = flowOf(
    'ask',
    '  ages: { ask: "How old are they?", answer: several, choice: { young: "0-3", school: "4-11", teen: "12-17" } }\n  join: { do: people.join, with: { name: "A", ages: "=ages" }, then: { joined: bye, already: bye } }\n  bye: { say: "{ages_label}." }',
  )

  it('are tapped one by one until she says it is all', async () => {
    const { env, check } = await lay({ 'flows/ask.yaml': flow })
    expect(check()).toEqual([])
    const tap = (value: string) => ({ kind: 'tap' as const, value })
    const sprints = chat(env(), 'ask', [tap('teen'), tap('young'), tap('_done')])
    expect(labels(sprints[0]!)).toEqual(['0-3', '4-11', '12-17', 'None of these'])
    expect(texts(sprints[1]!)).toEqual(['Chosen: 12-17.\n\nHow old are they?'])
    expect(labels(sprints[1]!)).toEqual(['0-3', '4-11', 'Done'])
    expect(texts(sprints[3]!)).toEqual(['12-17, 0-3.'])
  })

  it.each(['1, 3', '1 3', '1 and 3', '0-3, 12-17', '١ ٣'])('or typed at once: %s', async (typed) => {
    const { env } = await lay({ 'flows/ask.yaml': flow })
    expect(texts(chat(env(), 'ask', [typed])[1]!)).toEqual(['0-3, 12-17.'])
  })

  it('none is an answer as well', async () => {
    const { env } = await lay({ 'flows/ask.yaml': flow })
    const calls: ActionCall[] = []
    chat(env(), 'ask', ['none of these'], (call) => {
      calls.push(call)
      return { outcome: 'joined' }
    })
    expect(calls[0]!.input).toEqual({ name: 'A', ages: [] })
  })
})

describe('a flow that changed under her', () => {
  const before = flowOf('ask', '  a: { ask: "One?" }\n  b: { ask: "Two?" }\n  c: { say: "{b}." }')

  it('goes on where the step kept its name', async () => {
    const old = await lay({ 'flows/ask.yaml': before })
    const now = await lay({
      'flows/ask.yaml': flowOf('ask', '  b: { ask: "Two?", min: 2 }\n  c: { say: "So {b}." }'),
    })
    const { session } = chat(old.env(), 'ask', ['x'])[1]!
    const sprint = play(session, { kind: 'inbound', inbound: { kind: 'text', text: 'yy' } }, now.env())
    expect(texts(sprint)).toEqual(['So yy.'])
  })

  it('goes on where the step is called something else now', async () => {
    const old = await lay({ 'flows/ask.yaml': before })
    const now = await lay({
      'flows/ask.yaml': flowOf(
        'ask',
        '  two: { ask: "Two?" }\n  c: { say: "So {two}." }',
        'start: { keyword: ask }\nwas: { b: two }',
      ),
    })
    const { session } = chat(old.env(), 'ask', ['x'])[1]!
    const sprint = play(session, { kind: 'inbound', inbound: { kind: 'text', text: 'yy' } }, now.env())
    expect(texts(sprint)).toEqual(['So yy.'])
  })

  it('goes on where what was asked is asked by a flow of its own now', async () => {
    const old = await lay({ 'flows/ask.yaml': before })
    const now = await lay({
      'flows/ask.yaml': flowOf(
        'ask',
        '  a: { ask: "One?" }\n  two: { call: two, with: { one: "=a" }, as: { b: said } }\n  c: { say: "So {b}." }',
        'start: { keyword: ask }\nwas: { b: two }',
      ),
      'flows/two.yaml': flowOf(
        'two',
        '  said: { ask: "Two?" }\n  d: { say: "{one}, {said}." }\n  e: { end: { said: "=said" } }',
        'input: { one: text }\noutput: { said: text }',
      ),
    })
    const { session } = chat(old.env(), 'ask', ['x'])[1]!
    const sprint = play(session, { kind: 'inbound', inbound: { kind: 'text', text: 'yy' } }, now.env())
    expect(texts(sprint)).toEqual(['x, yy.', 'So yy.'])
  })

  it('ends kindly where what was asked is not the first thing that a flow of its own asks', async () => {
    const old = await lay({ 'flows/ask.yaml': before })
    const now = await lay({
      'flows/ask.yaml': flowOf('ask', '  two: { call: two }', 'start: { keyword: ask }\nwas: { b: two }'),
      'flows/two.yaml': flowOf('two', '  c: { say: "Well." }\n  d: { ask: "Two?" }', ''),
    })
    const { session } = chat(old.env(), 'ask', ['x'])[1]!
    const sprint = play(session, { kind: 'inbound', inbound: { kind: 'text', text: 'yy' } }, now.env())
    expect(texts(sprint)).toEqual(['This conversation has changed.'])
  })

  it('ends kindly where the step is gone, or the whole flow', async () => {
    const old = await lay({ 'flows/ask.yaml': before })
    const { session } = chat(old.env(), 'ask', ['x'])[1]!
    const gone: Record<string, string>[] = [
      { 'flows/ask.yaml': flowOf('ask', '  c: { say: "So." }') },
      { 'flows/x.yaml': flowOf('x', '  c: { say: "So." }') },
    ]
    for (const files of gone) {
      const now = await lay(files)
      const sprint = play(session, { kind: 'inbound', inbound: { kind: 'text', text: 'yy' } }, now.env())
      expect(sprint).toMatchObject({ session: null, toMenu: true })
      expect(texts(sprint)).toEqual(['This conversation has changed.'])
      expect(sprint.events.at(-1)).toMatchObject({ type: 'left', reason: 'changed' })
    }
  })
})

describe('a turn that lost its way', () => {
  const lost = (sprint: ReturnType<typeof play>) => {
    expect(sprint).toMatchObject({ session: null, toMenu: true })
    expect(texts(sprint).at(-1)).toBe('I lost my way.')
    expect(sprint.events.at(-1)).toMatchObject({ type: 'left', reason: 'confused' })
  }

  it('ends after fifty steps', async () => {
    const { env } = await lay({ 'flows/ask.yaml': flowOf('ask', '  a: { go: b }\n  b: { go: a }') })
    lost(chat(env(), 'ask', [])[0]!)
  })

  it('ends when flows call each other too deep', async () => {
    const { env } = await lay({ 'flows/ask.yaml': flowOf('ask', '  a: { call: ask }') })
    lost(chat(env(), 'ask', [])[0]!)
  })

  it('ends when it would carry more than 32 KB', async () => {
    const { env } = await lay({
      'flows/ask.yaml': flowOf(
        'ask',
        '  a: { do: people.key-mothers, then: { some: b, none: b } }\n  b: { ask: "Well?" }',
      ),
    })
    const entries = [{ value: 'x', label: 'x'.repeat(33_000) }]
    lost(chat(env(), 'ask', [], () => ({ outcome: 'some', results: { entries } }))[0]!)
  })

  it('ends when an expression meets an answer that was never given', async () => {
    const flow = flowOf(
      'ask',
      '  a: { if: [{ when: "b.text == \'x\'", then: end }], else: b }\n  b: { ask: "Well?", answer: [text, voice] }',
    )
    const { env } = await lay({ 'flows/ask.yaml': flow })
    lost(chat(env(), 'ask', [])[0]!)
  })
})
