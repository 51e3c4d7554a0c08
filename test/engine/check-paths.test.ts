import { describe, expect, it } from '@jest/globals'
import { ask, findings, inAsk, type Refusal, refuses } from './refusal.ts'
import { flowOf, WORDS_AR, WORDS_EN } from './table.ts'

describe('every way leads somewhere', () => {
  it.each<[string, string, Refusal]>([
    [
      'a step nobody reaches',
      '  a: { say: "A", next: end }\n  b: { say: "B" }',
      inAsk(6, /Nobody reaches the step b/, /Lead a step/),
    ],
    [
      'a circle without a wait',
      '  a: { go: b }\n  b: { say: "B", next: a }',
      inAsk(5, /comes back to itself/, /ask or a wait/),
    ],
    [
      'a question without a way out',
      '  a:\n    ask: "A"\n    invalid: { then: b }\n    next: end\n  b: { say: "Come on.", next: a }',
      inAsk(7, /no way out/, /menu/),
    ],
    [
      'four messages in a row',
      '  a: { say: "A" }\n  b: { say: "B" }\n  c: { say: "C" }\n  d: { ask: "D" }',
      inAsk(4, /4 messages in a row/, /Join texts/),
    ],
    ['a flow that calls itself', '  a: { ask: "A" }\n  b: { call: ask }', inAsk(6, /in a circle/, /./)],
  ])('%s', (_, steps, refusal) => refuses(ask(steps), refusal))

  it('an old name of a step that leads nowhere', () =>
    refuses(
      ask('  a: { say: "A" }', 'start: { keyword: ask }\nwas: { y: z }'),
      inAsk(4, /no step `z`/, /a, end/),
    ))

  it('a question asked again and again lets go in the end', async () => {
    const steps =
      '  a: { ask: "A", invalid: { then: b }, next: end }\n  b: { ask: "B", invalid: { then: c }, next: a }\n  c: { say: "Fatma calls you.", next: end }'
    expect(await findings(ask(steps))).toEqual([])
  })
})

describe('what is private stays so', () => {
  const secret = '  a: { ask: "A", private: true }\n'
  it.each<[string, string, Refusal]>([
    [
      'in a text',
      '  b:\n    say: "You said {a}"',
      inAsk(7, /`a` is private and is shown/, /without the value/),
    ],
    [
      'in a quote',
      '  b:\n    say: "You said"\n    quote: a',
      inAsk(8, /`a` is private and is shown/, /without/),
    ],
    [
      'handed to an action that may not read it',
      '  b:\n    do: people.join\n    with: { name: "=\'x\' + a" }\n    then: { joined: end, already: end }',
      inAsk(8, /`a` is private and is handed to people.join/, /reads/),
    ],
    [
      'handed to a sub-flow',
      '  b:\n    call: sub\n    with: { name: "=a" }',
      inAsk(8, /handed to the flow sub/, /Leave it out/),
    ],
    ['handed out', '  b:\n    end: { out: "=a" }', inAsk(8, /handed out as out/, /./)],
  ])('%s', (_, steps, refusal) =>
    refuses(
      {
        ...ask(
          secret + steps,
          _ === 'handed out' ? 'start: { keyword: ask }\noutput: { out: text }' : undefined,
        ),
        'flows/sub.yaml': flowOf('sub', '  a: { say: "{name}" }', 'input: { name: text }'),
      },
      refusal,
    ),
  )

  it('but an action that lists it may have it', async () => {
    const steps =
      '  v: { ask: "V", answer: voice }\n  b: { do: questions.ask, with: { body: "=v", anonymous: true, secret: "=a" }, then: { sent: end, nobody: end } }'
    expect(await findings(ask(secret + steps))).toEqual([])
  })
})

describe('how flows begin', () => {
  const stop = (head: string) => ({ 'flows/ask.yaml': flowOf('ask', '  a: { say: "A" }', head) })

  it('two flows do not answer the same word', () =>
    refuses(
      { ...stop('start: { keyword: ask }'), 'flows/b.yaml': flowOf('b', '  a: { say: "A" }') },
      {
        file: 'flows/b.yaml',
        line: 3,
        message: /b and ask both answer the word "ask" for mother/,
        remedy: /different audiences/,
      },
    ))
  it('nor one word under two names', () =>
    refuses(
      {
        ...stop('start: { keyword: ask }'),
        'flows/b.yaml': flowOf('b', '  a: { say: "A" }', 'start: { keyword: help }'),
        'locales/en/words.json': { ...WORDS_EN, keywords: { ask: ['ask'], help: ['Ask!'] } },
      },
      { file: 'flows/b.yaml', line: 3, message: /both answer the word "Ask!"/, remedy: /./ },
    ))
  it('nor both what nobody else answers', () =>
    refuses(
      {
        ...stop('start: { fallback: true }'),
        'flows/b.yaml': flowOf('b', '  a: { say: "A" }', 'start: { fallback: true }'),
      },
      { file: 'flows/b.yaml', line: 3, message: /what nobody else answers/, remedy: /./ },
    ))
  it('a global word is known in every language', () =>
    refuses(
      {
        ...stop('start: { keyword: stop, global: true }'),
        'locales/ar/words.json': { ...WORDS_AR, keywords: {} },
      },
      inAsk(3, /global keyword stop has no word in ar/, /locales\/ar\/words.json/),
    ))
  it('an invitation link brings its code', () =>
    refuses(stop('start: { link: true }'), inAsk(3, /takes no code/, /code: text/)))
  it.each(['quietly', 'ask'])('what does its hidden buttons’ work is there and hears the tap: %s', (named) =>
    refuses(
      stop(`start: { keyword: ask, covered: ${named} }`),
      inAsk(3, new RegExp(`hidden buttons to ${named}, which`), /tapped: choice/),
    ),
  )

  const templates = 'hello:\n  category: utility\n  text: "There is an answer for you."\n'
  it.each<[string, string, string, Refusal | null]>([
    [
      'the house speaks first',
      'start: { house: true }',
      '  a: { if: [{ when: "true", then: b }], else: c }\n  b: { say: "B", template: hello, next: end }\n  c: { say: "C" }',
      inAsk(7, /c names no template, although the house begins it/, /24-hour window/),
    ],
    [
      'after a long wait',
      'start: { keyword: ask }',
      '  a: { wait: P2D }\n  b: { say: "B" }',
      inAsk(6, /b names no template, although it comes after the wait a/, /./),
    ],
    [
      'after a long silence',
      'start: { keyword: ask }',
      '  a: { ask: "A", silent: { after: PT48H, then: c } }\n  b: { say: "B", next: end }\n  c: { say: "C" }',
      inAsk(7, /c names no template/, /./),
    ],
    [
      'after a short wait the window is still open',
      'start: { keyword: ask }',
      '  a: { wait: PT2H }\n  b: { say: "B" }',
      null,
    ],
    [
      'with a template all is well',
      'start: { house: true }',
      '  a: { wait: P2D }\n  b: { say: "B", template: hello }',
      null,
    ],
  ])('a template, when %s', async (_, head, steps, refusal) => {
    const files = { 'flows/templates.yaml': templates, ...ask(steps, head) }
    if (refusal) await refuses(files, refusal)
    else expect(await findings(files)).toEqual([])
  })
})
