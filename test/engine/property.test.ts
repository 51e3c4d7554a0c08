import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { ActionCall, ActionResult } from '../../src/engine/action.ts'
import type { Inbound, Session, Turn } from '../../src/engine/session.ts'
import { ACTIONS, flowOf, lay, play, type Table, texts, WORDS_AR } from './table.ts'

const JOIN = flowOf(
  'join',
  `
  welcome: { say: "I am a computer. {network_name} is a neighbourhood." }
  name: { ask: "What may I call you?", max: 40 }
  kids: { ask: "{name}, how many children?", answer: number, max: 12 }
  ages: { ask: "How old?", answer: several, choice: { young: "0-3", school: "4-11", teen: "12-17" } }
  day: { ask: "When did you come?", answer: date, choice: { skip: "Skip" }, other: { as: came, next: find } }
  find: { do: people.key-mothers, then: { some: who, none: act } }
  who: { ask: "Who is your key mother?", choice: "=entries", other: { as: wish, next: who }, invalid: { then: act } }
  act: { do: people.join, with: { name: "=name", children: "=kids", ages: "=ages" }, then: { joined: sub, already: done } }
  sub: { call: secret, with: { name: "=name" }, as: { told: said } }
  check: { if: [{ when: "told && kids > 2 && size(ages) > 0", then: name }], else: done }
  done: { say: "Welcome {name}. {kids, plural, one {One child} other {# children}}." }
`,
  'start: { keyword: ask }',
)
const SECRET = flowOf(
  'secret',
  `
  it: { ask: "{name}, what is it?", answer: [text, voice, picture], private: true, silent: { after: PT2H, then: wait } }
  place: { ask: "Where?", answer: place, invalid: { times: 3, then: wait } }
  wait: { wait: PT1H }
  over: { end: { said: true } }
`,
  'input: { name: text }\noutput: { said: flag }',
)

const nasty = fc.constantFrom(
  '',
  ' ',
  '\0',
  '👨‍👩‍👧‍👦'.repeat(50),
  '{name}',
  '{{x}}',
  '__proto__',
  'constructor',
  '\u202eabc',
  '٣',
  '-1',
  '1e999',
  "'; drop table",
  '<b>',
  '\ud800',
  'x'.repeat(65_000),
  '. '.repeat(20_000),
  'skip',
  'done',
  '1 2 3',
)
const words = fc.oneof(
  nasty,
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('1', '2', '3', 'Fatma', 'Amina', 'none of these'),
)
const media = fc.record({
  id: fc.string(),
  kind: fc.constantFrom('voice' as const, 'picture' as const, 'video' as const, 'file' as const),
})
const inbound: fc.Arbitrary<Inbound> = fc.oneof(
  { weight: 4, arbitrary: words.map((text) => ({ kind: 'text' as const, text })) },
  fc
    .oneof(words, fc.constantFrom('young', '_done', 'k1', 'skip'))
    .map((value) => ({ kind: 'tap' as const, value })),
  fc
    .record({ text: fc.option(words, { nil: undefined }), media: fc.array(media, { maxLength: 3 }) })
    .map((body) => ({ kind: 'body' as const, body })),
  fc
    .record({ latitude: fc.double(), longitude: fc.double() })
    .map((place) => ({ kind: 'place' as const, place })),
  words.map((what) => ({ kind: 'other' as const, what })),
)
const turn: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 8, arbitrary: inbound.map((inbound) => ({ kind: 'inbound' as const, inbound })) },
  fc.constant({ kind: 'silence' as const }),
  fc.constant({ kind: 'again' as const }),
)

describe('whatever people send', () => {
  let table: Table
  beforeAll(async () => {
    table = await lay({
      'flows/join.yaml': JOIN,
      'flows/secret.yaml': SECRET,
      'locales/ar/words.json': WORDS_AR,
    })
  })

  it('these flows pass the check', () => {
    expect(table.check().filter(({ gap }) => !gap)).toEqual([])
  })

  it('nothing is thrown, at most three messages come back, and the session can be stored', () => {
    const entries = [
      { value: 'k1', label: 'Fatma' },
      { value: 'k2', label: '👍' },
    ]
    fc.assert(
      fc.property(
        fc.array(fc.tuple(turn, fc.nat(4), fc.nat(3))),
        fc.constantFrom('en', 'ar'),
        (turns, language) => {
          let session: Session | null = null
          let now = Date.parse('2026-11-25T12:00:00Z')
          for (const [next, hours, outcome] of turns) {
            now += hours * 3_600_000
            const env = table.env({ now: new Date(now), language })
            const acts = ({ action }: ActionCall): ActionResult => ({
              outcome: ACTIONS.get(action)!.outcomes[outcome % 2]!,
              ...(action === 'people.key-mothers' && { results: { entries: entries.slice(0, outcome) } }),
            })
            const begun: Turn = session ? next : { kind: 'start', flow: 'join', input: {}, sessionId: 's' }
            const sprint = play(session, begun, env, acts)
            expect(texts(sprint).length).toBeLessThanOrEqual(3)
            for (const text of texts(sprint)) expect(text).not.toMatch(/undefined|null|\[object/)
            const stored = JSON.stringify(sprint.session)
            expect(stored.length).toBeLessThanOrEqual(32 * 1024)
            session = JSON.parse(stored)
          }
        },
      ),
      { numRuns: 500, seed: 20261125 },
    )
  })
})
