import { describe, expect, it } from '@jest/globals'
import type { ActionCall } from '../../src/engine/action.ts'
import { isStale } from '../../src/engine/session.ts'
import { chat, flowOf, labels, lay, play, texts, WORDS_AR } from './table.ts'

const ASK = flowOf(
  'ask',
  `
  hello: { say: "Good day {network_name}." }
  question: { ask: "What is your question?", answer: [text, voice, picture] }
  send:
    ask: "Shall I send it?"
    quote: question
    choice: { yes: "Yes, send it", nameless: "Without name", no: "No" }
    other: { as: more, next: send }
    silent: { after: PT48H, then: end }
    next: { yes: act, nameless: act, no: bye }
  act: { do: questions.ask, with: { body: "=question", anonymous: "=send == 'nameless'" }, then: { sent: thanks, nobody: sorry } }
  thanks: { say: "{helper} has it now. {waiting, plural, =0 {Nobody waits} one {One waits} other {# wait}}.", next: end }
  sorry: { say: "Nobody is there.", next: menu }
  bye: { say: "Good." }
`,
)

describe('a conversation', () => {
  it('a mother asks, and her question reaches the action as she sent it', async () => {
    const { env } = await lay({ 'flows/ask.yaml': ASK })
    const calls: ActionCall[] = []
    const sprints = chat(env(), 'ask', ['Which school?', '2'], (call) => {
      calls.push(call)
      return { outcome: 'sent', results: { helper: 'Fatma', waiting: 2 } }
    })
    expect(sprints.map(texts)).toEqual([
      ['Good day Beverwaard.', 'What is your question?'],
      ['Shall I send it?'],
      ['Fatma has it now. 2 wait.'],
    ])
    expect(labels(sprints[1]!)).toEqual(['Yes, send it', 'Without name', 'No'])
    expect(sprints[1]!.events).toContainEqual(expect.objectContaining({ quote: { text: 'Which school?' } }))
    expect(calls).toEqual([
      { action: 'questions.ask', input: { body: { text: 'Which school?' }, anonymous: true } },
    ])
    expect(sprints[2]).toMatchObject({ session: null, toMenu: false })
    expect(sprints[2]!.events.at(-1)).toEqual({ type: 'left', flow: 'ask', reason: 'ended' })
  })

  it('a voice note is an answer, and free words beside the choices are more of the question', async () => {
    const { env } = await lay({ 'flows/ask.yaml': ASK })
    const voice = { media: [{ id: 'v1', kind: 'voice' as const }] }
    const sprints = chat(env(), 'ask', [{ kind: 'body', body: voice }, 'and one more thing'])
    expect(sprints[2]!.session!.stack[0]!.values).toMatchObject({
      question: voice,
      more: { text: 'and one more thing' },
    })
    expect(texts(sprints[2]!)).toEqual(['Shall I send it?'])
  })

  it('what she writes is inserted once and never read as a text', async () => {
    const flow = flowOf('ask', '  name: { ask: "Your name?" }\n  hello: { say: "Hello {name}, {me_role}." }')
    const { env } = await lay({ 'flows/ask.yaml': flow })
    expect(texts(chat(env(), 'ask', ['{me_role} $t(x) {{y}} <b>'])[1]!)).toEqual([
      'Hello {me_role} $t(x) {{y}} <b>, mother.',
    ])
  })

  it('an Arabic name does not turn an English sentence around', async () => {
    const flow = flowOf('ask', '  name: { ask: "Your name?" }\n  hello: { say: "Hello {name}!" }')
    const { env } = await lay({ 'flows/ask.yaml': flow })
    expect(texts(chat(env(), 'ask', ['أمينة'])[1]!)).toEqual(['Hello \u2068أمينة\u2069!'])
  })

  it('an outcome that no step answers is the house’s mistake, and thrown', async () => {
    const { env } = await lay({ 'flows/ask.yaml': ASK })
    expect(() => chat(env(), 'ask', ['Hi', 'yes'], () => ({ outcome: 'exploded' }))).toThrow(/exploded/)
  })
})

describe('who is not understood', () => {
  it('is asked once more in other words, then taken further', async () => {
    const flow = flowOf(
      'ask',
      '  come: { ask: "Will you come?", choice: { yes: "Yes", no: "No" }, invalid: { then: call } }\n  call: { say: "I ask Fatma to call you." }',
    )
    const { env } = await lay({ 'flows/ask.yaml': flow })
    const sprints = chat(env(), 'ask', ['perhaps', 'hm'])
    expect(texts(sprints[1]!)).toEqual(['I did not get that.\n\nWill you come?'])
    expect(labels(sprints[1]!)).toEqual(['Yes', 'No'])
    expect(texts(sprints[2]!)).toEqual(['I ask Fatma to call you.'])
  })

  it('hears the flow’s own words for it, where it has them', async () => {
    const flow = flowOf(
      'ask',
      '  kids: { ask: "How many?", answer: number, invalid: { say: "A number, such as 2." } }',
    )
    const { env } = await lay({ 'flows/ask.yaml': flow })
    expect(texts(chat(env(), 'ask', ['many'])[1]!)).toEqual(['A number, such as 2.\n\nHow many?'])
  })

  it('goes to the menu when the flow knows nothing else', async () => {
    const { env } = await lay({
      'flows/ask.yaml': flowOf('ask', '  kids: { ask: "How many?", answer: number }'),
    })
    expect(chat(env(), 'ask', ['many', 'lots']).at(-1)).toMatchObject({ session: null, toMenu: true })
  })

  it('a sticker is not opened, a story of 5,000 letters is asked shorter', async () => {
    const { env } = await lay({
      'flows/ask.yaml': flowOf('ask', '  a: { ask: "Why?", invalid: { times: 3 } }'),
    })
    const sprints = chat(env(), 'ask', [{ kind: 'other', what: 'sticker' }, 'x'.repeat(5000)])
    expect(texts(sprints[1]!)[0]).toMatch(/cannot open/)
    expect(texts(sprints[2]!)[0]).toMatch(/4096 characters/)
  })
})

describe('time', () => {
  const at = (now: string) => ({ now: new Date(now) })

  it('silence is another way out, but not before its time', async () => {
    const { env } = await lay({ 'flows/ask.yaml': ASK })
    const { session } = chat(env(), 'ask', ['Hello?'])[1]!
    expect(session!.wait.until).toBe('2026-11-27T12:00:00.000Z')
    expect(play(session, { kind: 'silence' }, env(at('2026-11-27T11:00:00Z'))).session).toEqual(session)
    expect(play(session, { kind: 'silence' }, env(at('2026-11-27T12:00:00Z')))).toMatchObject({
      session: null,
    })
  })

  it('a wait goes on at its time, whatever she says meanwhile', async () => {
    const flow = flowOf('ask', '  a: { wait: PT2H }\n  b: { say: "Two hours later." }')
    const { env } = await lay({ 'flows/ask.yaml': flow })
    const [, meanwhile] = chat(env(), 'ask', ['hello?'])
    expect(texts(meanwhile!)).toEqual([])
    const after = play(meanwhile!.session, { kind: 'silence' }, env(at('2026-11-25T14:00:00Z')))
    expect(texts(after)).toEqual(['Two hours later.'])
  })

  it('an answer after a day, or after its wait ran out, is late', async () => {
    const { env } = await lay({ 'flows/ask.yaml': ASK })
    const [first, second] = chat(env(), 'ask', ['Hello?'])
    expect(isStale(first!.session!, new Date('2026-11-26T11:59:00Z'))).toBe(false)
    expect(isStale(first!.session!, new Date('2026-11-26T12:01:00Z'))).toBe(true)
    expect(isStale(second!.session!, new Date('2026-11-27T12:01:00Z'), 'P30D')).toBe(true)
  })

  it('after an interruption she is asked again, in the same words', async () => {
    const { env } = await lay({ 'flows/ask.yaml': ASK })
    const { session } = chat(env(), 'ask', ['Hello?'])[1]!
    const again = play(session, { kind: 'again' }, env())
    expect(texts(again)).toEqual(['Shall I send it?'])
    expect(labels(again)).toHaveLength(3)
  })
})

describe('in her language', () => {
  it('she answers in Arabic, in English, by number or by tap', async () => {
    const { env } = await lay({
      'locales/ar/words.json': WORDS_AR,
      'locales/ar/ask.json': {
        'come.ask': 'هل ستأتين؟',
        'come.choice.yes': 'نعم، سآتي',
        'come.choice.no': 'ليس الآن',
        'yes.say': 'جميل {network_name}',
        'no.say': 'لا بأس',
      },
      'flows/ask.yaml': flowOf(
        'ask',
        '  come: { ask: "Will you come?", choice: { yes: "Yes, I will", no: "Not now" }, next: { yes: yes, no: no } }\n  yes: { say: "Nice {network_name}", next: end }\n  no: { say: "Never mind" }',
      ),
    })
    const arabic = env({ language: 'ar' })
    for (const yes of ['نعم، سآتي', 'نَعَم', 'yes, i will', 'YES', '1', '١', '1.', 'ok 👍'])
      expect(texts(chat(arabic, 'ask', [yes])[1]!)).toEqual(['جميل \u2068Beverwaard\u2069'])
    for (const no of ['لا', 'not now', '2', '٢', 'اثنان', 'two', '2️⃣'])
      expect(texts(chat(arabic, 'ask', [no])[1]!)).toEqual(['لا بأس'])
    expect(texts(chat(arabic, 'ask', [{ kind: 'tap', value: 'no' }])[1]!)).toEqual(['لا بأس'])
    expect(texts(chat(arabic, 'ask', [{ kind: 'tap', value: 'maybe' }])[1]!)[0]).toMatch(/^لم أفهم/)
  })
})

describe('a turn is cheap', () => {
  it('reads no file, text or expression again', async () => {
    const { env } = await lay({ 'flows/ask.yaml': ASK })
    const here = env()
    const batch = () => {
      const before = process.cpuUsage()
      for (let chats = 0; chats < 200; chats++) chat(here, 'ask', ['Which school?', 'without name'])
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 600
    }
    // Microseconds of a turn, its session stored and read; the quickest batch, since the first ones warm up.
    expect(Math.min(...Array.from({ length: 15 }, batch))).toBeLessThan(250)
  })
})
