import { describe, expect, it } from '@jest/globals'
import { ask, findings, inAsk, NOTHING_ARABIC, type Refusal, refuses } from './refusal.ts'
import { WORDS_AR } from './table.ts'

describe('a translation', () => {
  const files = (arabic: Record<string, string>) => ({
    ...NOTHING_ARABIC,
    ...ask(
      '  a: { say: "{network_name}, {me_role, select, mother {dear} other {hello}}" }\n  b: { ask: "How many?", answer: number }\n  c: { say: "{b, plural, one {# child} other {# children}}" }',
    ),
    'locales/ar/ask.json': {
      'a.say': '{network_name}{me_role, select, mother {عزيزتي} other {مرحبا}}',
      'b.ask': 'كم؟',
      'c.say': '{b, plural, zero {a} one {a} two {a} few {a} many {a} other {a}}',
      ...arabic,
    },
  })
  const inArabic = (line: number, message: RegExp, remedy: RegExp): Refusal => ({
    file: 'locales/ar/ask.json',
    line,
    message,
    remedy,
  })

  it('that is whole raises nothing', async () => expect(await findings(files({}))).toEqual([]))
  it('a missing text, as a gap', async () => {
    const { 'b.ask': _, ...rest } = files({})['locales/ar/ask.json']
    const broken = { ...files({}), 'locales/ar/ask.json': rest }
    await refuses(broken, inArabic(1, /`b.ask` is missing in ar/, /How many/))
    expect((await findings(broken)).every(({ gap }) => gap)).toBe(true)
  })
  it('a missing file', () => {
    const { 'locales/ar/ask.json': _, ...rest } = files({})
    return refuses(rest, inArabic(1, /Nothing of ask is translated into ar/, /3 texts/))
  })
  it('other placeholders', () =>
    refuses(
      files({ 'a.say': '{name}{me_role, select, mother {a} other {b}}' }),
      inArabic(2, /inserts me_role, name; English inserts me_role, network_name/, /same names/),
    ))
  it('missing plural forms', () =>
    refuses(
      files({ 'c.say': '{b, plural, one {a} other {b}}' }),
      inArabic(4, /no plural form .*few.* for \{b\}/, /`two \{…\}`/),
    ))
  it('no plural at all', () =>
    refuses(
      files({ 'c.say': '{b}' }),
      inArabic(4, /no plural forms for \{b\}/, /zero, one, two, few, many, other/),
    ))
  it('a choice of words left out', () =>
    refuses(
      files({ 'a.say': '{network_name}{me_role, select, other {b}}' }),
      inArabic(2, /for `mother`/, /Add/),
    ))
  it('a text nobody says', () =>
    refuses(files({ 'z.say': 'x' }), inArabic(5, /Nobody says `z.say`/, /take it out/)))
  it('braces out of balance', () =>
    refuses(files({ 'b.ask': 'كم {' }), inArabic(3, /`b.ask` cannot be read/, /braces/)))
  it('the house’s own words are looked at as well', () => {
    const words = { ...WORDS_AR, house: { ...WORDS_AR.house, too_long: 'x' } }
    const written = JSON.stringify(words, null, 2).split('\n')
    const line = written.findIndex((text) => text.includes('too_long')) + 1
    return refuses(
      { ...files({}), 'locales/ar/words.json': words },
      { file: 'locales/ar/words.json', line, message: /`too_long` inserts no values/, remedy: /./ },
    )
  })
  it('English plurals too', () =>
    refuses(
      ask('  a: { ask: "A", answer: number }\n  b:\n    say: "{a, plural, other {# x}}"'),
      inAsk(7, /no plural form one/, /Add/),
    ))
})

describe('what does not fit a channel', () => {
  const long = (letters: number) => 'x'.repeat(letters)
  it.each<[string, string, Refusal]>([
    [
      'a button label',
      `  a:\n    ask: "A"\n    choice:\n      yes: "${long(21)}"`,
      inAsk(8, /21 characters; a button of whatsapp takes 20/, /shorter/),
    ],
    [
      'a row label',
      `  a:\n    ask: "A"\n    choice:\n      a: "${long(25)}"\n      b: "B"\n      c: "C"\n      d: "D"`,
      inAsk(8, /25 characters; a row of whatsapp takes 24/, /shorter/),
    ],
    [
      'a text above choices',
      `  a:\n    ask: "${long(1010)}"\n    choice: { yes: "Yes" }`,
      inAsk(6, /`a.ask` can get 1031 characters long; whatsapp takes 1024/, /shorter/),
    ],
    [
      'a text',
      `  a:\n    say: "${long(1590)} {network_name}"`,
      inAsk(6, /1611 characters long; whatsapp takes 1600/, /two steps/),
    ],
    [
      'two labels that look alike',
      '  a:\n    ask: "A"\n    choice: { yes: "OK", sure: "ok!" }',
      inAsk(7, /`yes` and `sure` have the same label/, /told from/),
    ],
  ])('%s', (_, steps, refusal) => refuses(ask(steps), refusal))

  it('a menu label', () =>
    refuses(
      ask('  a: { say: "A" }', `start: { menu: 1, label: "${long(25)}" }`),
      inAsk(3, /25 characters; a menu of whatsapp/, /shorter/),
    ))
  it('eleven choices are numbered text, and may be longer', async () => {
    const eleven = Array.from(
      { length: 11 },
      (_, place) => `c${place}: "${long(30)}${'abcdefghijk'[place]}"`,
    ).join(', ')
    const faults = await findings(ask(`  a: { ask: "A", choice: { ${eleven} } }`))
    expect(faults).toEqual([])
  })
  it('in Arabic, although it fits in English', () =>
    refuses(
      {
        ...NOTHING_ARABIC,
        ...ask('  a: { ask: "A", choice: { yes: "Yes" } }'),
        'locales/ar/ask.json': { 'a.ask': 'أ', 'a.choice.yes': 'ن'.repeat(21) },
      },
      {
        file: 'locales/ar/ask.json',
        line: 3,
        message: /21 characters; a button of whatsapp takes 20/,
        remedy: /./,
      },
    ))
})

describe('a template that WhatsApp would reject', () => {
  const template = (text: string, more = '  variables: { who: "Fatma", day: "Monday" }\n') => ({
    ...ask('  a: { say: "A" }'),
    'flows/templates.yaml': `# what is approved\nhello:\n  category: utility\n  text: "${text}"\n${more}`,
  })
  const inTemplates = (message: RegExp, remedy: RegExp): Refusal => ({
    file: 'flows/templates.yaml',
    line: 2,
    message,
    remedy,
  })

  it.each<[string, string, RegExp, RegExp]>([
    [
      'begins with a value',
      '{who} has an answer for you, come on {day} please',
      /begin or end with a value/,
      /before and after/,
    ],
    [
      'ends with a value',
      'There is an answer for you by {who} on {day}.',
      /begin or end with a value/,
      /before and after/,
    ],
    [
      'has two values side by side',
      'There is an answer by {who} {day} here',
      /next to each other/,
      /between/,
    ],
    ['is mostly values', 'By {who} on {day} now', /3 words are too few for 2 values/, /at least 5/],
    ['leaves a value out', 'There is an answer for you by {who} in the chat', /day is not both/, /both/],
    [
      'is too long',
      `There is an answer by {who} on {day} ${'x'.repeat(1024)}`,
      /WhatsApp takes 1024/,
      /shorter/,
    ],
  ])('because it %s', (_, text, message, remedy) => refuses(template(text), inTemplates(message, remedy)))
  it('because of a long button', () =>
    refuses(
      template('There is an answer for you.', '  buttons: { open: "Open what Fatma has written" }\n'),
      inTemplates(/27 characters; WhatsApp takes 20/, /shorter/),
    ))
  it('in Arabic', () =>
    refuses(
      {
        ...NOTHING_ARABIC,
        ...template('There is an answer for you.'.replace('.', ' by {who} on {day} here.')),
        'locales/ar/templates.json': { 'hello.text': '{who} كتبت لك جوابا يوم {day} هنا' },
      },
      { file: 'locales/ar/templates.json', line: 2, message: /begin or end/, remedy: /./ },
    ))
})
