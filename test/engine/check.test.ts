import { describe, expect, it } from '@jest/globals'
import { ask, findings, inAsk, NOTHING_ARABIC, type Refusal, refuses } from './refusal.ts'
import { flowOf } from './table.ts'

describe('a flow that is right', () => {
  it('raises nothing, in two languages', async () => {
    const faults = await findings({
      ...NOTHING_ARABIC,
      ...ask(
        '  a: { ask: "How many, {network_name}?", answer: number }\n  b: { say: "{a, plural, one {# child} other {# children}}" }',
      ),
      'locales/ar/ask.json': {
        'a.ask': 'كم يا {network_name}؟',
        'b.say':
          '{a, plural, zero {لا أطفال} one {طفل} two {طفلان} few {# أطفال} many {# طفلا} other {# طفل}}',
      },
    })
    expect(faults).toEqual([])
  })
})

describe('what a flow names has to be there', () => {
  it.each<[string, string, Refusal]>([
    ['a step', '  a:\n    say: "A"\n    next: b', inAsk(7, /no step `b`/, /one of: a, end, menu/)],
    [
      'an action',
      '  a:\n    do: questions.aks\n    then: { sent: end }',
      inAsk(6, /no action questions.aks/, /questions.ask/),
    ],
    [
      'an answer to each outcome',
      '  a:\n    do: questions.ask\n    with: { body: "=c", anonymous: true }\n    then: { sent: end }\n  c: { ask: "C", answer: voice }',
      inAsk(8, /outcome `nobody` is not answered/, /Add `nobody/),
    ],
    [
      'an outcome that exists',
      '  a:\n    do: people.key-mothers\n    then: { some: end, none: end, many: end }',
      inAsk(7, /no outcome `many`/, /some, none/),
    ],
    [
      'an answer to each choice',
      '  a:\n    ask: "A"\n    choice: { yes: "Yes", no: "No" }\n    next: { yes: end }',
      inAsk(8, /choice `no` is not answered/, /Add `no/),
    ],
    ['a value in a text', '  a:\n    say: "Hello {nmae}"', inAsk(6, /no value `nmae`/, /network_name/)],
    [
      'a value in an expression',
      '  a:\n    if: [{ when: "cuont > 2", then: end }]\n    else: b\n  b: { ask: "B", answer: number, as: count, next: a }',
      inAsk(6, /no value `cuont`/, /count/),
    ],
    [
      'a fact',
      '  a:\n    if: [{ when: "me.surname == \'x\'", then: end }]\n    else: end',
      inAsk(6, /does not work/, /./),
    ],
    [
      'a list to choose from',
      '  a:\n    ask: "A"\n    choice: "=entries"',
      inAsk(7, /no value `entries`/, /list/),
    ],
    ['a value to quote', '  a:\n    say: "A"\n    quote: body', inAsk(7, /no value `body`/, /./)],
    ['a flow to call', '  a:\n    call: aks', inAsk(6, /no flow aks/, /ask/)],
    ['a consent', '  a:\n    say: "A"\n    requires: kepe', inAsk(7, /no consent kepe/, /keep/)],
    [
      'a template',
      '  a:\n    say: "A"\n    template: hello',
      inAsk(7, /no template hello/, /templates.yaml/),
    ],
    [
      'an input of an action',
      '  a:\n    do: people.join\n    with: { name: "A", nmae: "B" }\n    then: { joined: end, already: end }',
      inAsk(7, /takes no `nmae`/, /name, children/),
    ],
    [
      'an input an action needs',
      '  a:\n    do: people.join\n    then: { joined: end, already: end }',
      inAsk(5, /needs `name`/, /with/),
    ],
    ['an output', '  a:\n    end: { told: true }', inAsk(6, /`told` is no output/, /output/)],
  ])('%s', (_, steps, refusal) => refuses(ask(steps), refusal))

  it('a role', () =>
    refuses(
      { 'flows/ask.yaml': 'flow: ask\nfor: [aunt]\nsteps:\n  a: { say: "A" }\n' },
      inAsk(2, /no role aunt/, /mother/),
    ))
})

describe('what is handed on has to be of the right type', () => {
  it.each<[string, string, Refusal]>([
    [
      'a text for a body',
      '  a: { ask: "A" }\n  b:\n    do: questions.ask\n    with: { body: "=a", anonymous: true }\n    then: { sent: end, nobody: end }',
      inAsk(8, /`body` of questions.ask cannot be text/, /object/),
    ],
    [
      'a word for yes or no',
      '  a: { ask: "A", answer: voice }\n  b:\n    do: questions.ask\n    with: { body: "=a", anonymous: "maybe" }\n    then: { sent: end, nobody: end }',
      inAsk(8, /cannot take "maybe"/, /boolean/),
    ],
    [
      'a word that is not in the list',
      '  a: { ask: "A", answer: voice }\n  b:\n    do: questions.ask\n    with: { body: "=a", anonymous: true, urgency: "soon" }\n    then: { sent: end, nobody: end }',
      inAsk(8, /cannot take "soon"/, /low.*high/),
    ],
    [
      'a number compared with a word',
      '  a: { ask: "A", answer: number }\n  b:\n    if: [{ when: "a == \'2\'", then: end }]\n    else: end',
      inAsk(7, /does not work/, /one type/),
    ],
    [
      'a branch on a number',
      '  a: { ask: "A", answer: number }\n  b:\n    if: [{ when: "a + 1", then: end }]\n    else: end',
      inAsk(7, /number, not yes or no/, /Compare/),
    ],
    [
      'one name for two things',
      '  a: { ask: "A", answer: number }\n  b:\n    ask: "B"\n    as: a',
      inAsk(6, /`a` is number elsewhere/, /something else/),
    ],
    [
      'a choice from a number',
      '  a: { ask: "A", answer: number }\n  b:\n    ask: "B"\n    choice: "=a"',
      inAsk(8, /is number, not a list/, /list/),
    ],
  ])('%s', (_, steps, refusal) => refuses(ask(steps), refusal))

  it('to and from a sub-flow', async () => {
    const files = {
      ...ask(
        '  a: { ask: "A", answer: number }\n  b:\n    call: sub\n    with: { name: "=a" }\n    as: { x: nothing }',
      ),
      'flows/sub.yaml': flowOf(
        'sub',
        '  a: { say: "{name}" }\n  b: { end: { told: "no" } }',
        'input: { name: text }\noutput: { told: flag }',
      ),
    }
    await refuses(files, inAsk(8, /This is number, and text is wanted/, /that type/))
    await refuses(files, inAsk(9, /`nothing` is no output of sub/, /told/))
    await refuses(files, {
      file: 'flows/sub.yaml',
      line: 7,
      message: /This is text, and flag is wanted/,
      remedy: /./,
    })
  })
})
