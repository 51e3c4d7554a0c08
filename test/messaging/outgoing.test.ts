import { describe, expect, it } from '@jest/globals'
import type { Body, Option } from '../../src/engine/flow.ts'
import type { Event } from '../../src/engine/session.ts'
import { composed, readPayload } from '../../src/messaging/outgoing.ts'

type Said = Extract<Event, { type: 'said' }>
const LONGEST = { text: 100, choiceText: 60 }
const YES_NO: Option[] = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
]
const said = (text: string, more: Partial<Said> = {}): Said => ({
  type: 'said',
  flow: 'asking',
  step: 'one',
  text,
  options: [],
  ...more,
})
const made = (...events: Said[]) =>
  composed(
    events.map((event) => ({ event, session: 'abcdefghijkl' })),
    { code: 'en', direction: 'ltr' },
    LONGEST,
  )
const voice = (id: string): Body => ({ media: [{ id, kind: 'voice' }] })

describe('what is said in one breath', () => {
  it('is one message, so that a cheap phone rings once', () => {
    expect(made(said('Hello.'), said('Welcome.'), said('Coming?', { options: YES_NO }))).toMatchObject([
      { text: 'Hello.\n\nWelcome.\n\nComing?', choices: [{ label: 'Yes' }, { label: 'No' }] },
    ])
  })

  it('is several when it does not fit into one, and the buttons stand under the last', () => {
    const messages = made(said('a'.repeat(50)), said('b'.repeat(40)), said('Coming?', { options: YES_NO }))
    expect(messages.map(({ text, choices }) => [text.length, choices.length])).toEqual([
      [92, 0],
      [7, 2],
    ])
  })

  it('never joins what comes after buttons: they belong to their question', () => {
    expect(made(said('Coming?', { options: YES_NO }), said('Bye.')).map(({ text }) => text)).toEqual([
      'Coming?',
      'Bye.',
    ])
  })

  it('keeps apart what opens a closed window from what does not', () => {
    const template = { name: 'answer_waiting', parks: true, values: {} }
    const messages = made(said('An answer.', { template }), said('By the way.'))
    expect(messages.map(({ text, template: used }) => [text, used?.name])).toEqual([
      ['An answer.', 'answer_waiting'],
      ['By the way.', undefined],
    ])
  })
})

describe('a voice note of another person', () => {
  it('stands before its question, so that whoever cannot read hears it first', () => {
    const messages = made(said('Grace says this.', { quote: voice('v1'), options: YES_NO }))
    expect(messages.map(({ media, text }) => media?.id ?? text)).toEqual(['v1', 'Grace says this.'])
  })

  it('stands after what is only told', () => {
    const messages = made(said('Your answer:', { quote: voice('v1') }), said('Good night.'))
    expect(messages.map(({ media, text }) => media?.id ?? text)).toEqual([
      'Your answer:',
      'v1',
      'Good night.',
    ])
  })

  it('cannot be passed on; what is her own can', () => {
    const [theirs] = made(said('Your answer:', { quote: { text: 'secret' } }))
    const [hers] = made(said('Your data:', { quote: { text: 'mine', own: true } }))
    expect([theirs!.protect, hers!.protect]).toEqual([true, false])
  })

  it('protects all that is joined with it', () => {
    expect(made(said('Hello.'), said('An answer:', { quote: { text: 'secret' } })).at(-1)).toMatchObject({
      text: 'Hello.\n\nAn answer:\n\nsecret',
      protect: true,
    })
  })
})

describe('a button', () => {
  it('carries its conversation and its value in at most 64 bytes', () => {
    const [message] = made(said('Which?', { options: [{ value: 'x'.repeat(32), label: 'X' }] }))
    const { payload } = message!.choices[0]!
    expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(64)
    expect(readPayload(payload)).toMatchObject({ session: 'abcdefghijkl', value: 'x'.repeat(32) })
  })

  it.each(['', 'x', '...', '.yes', 'a.b.c.d.e', '\u0000'])(
    'that is none of ours is read without a fault: %j',
    (payload) => {
      expect(typeof readPayload(payload).value).toBe('string')
    },
  )

  it('of one step is another than that of the next, though both say yes', () => {
    const [first] = made(said('Sure?', { options: YES_NO }))
    const [second] = made(said('Really?', { options: YES_NO, step: 'two' }))
    expect(first!.choices[0]!.payload).not.toBe(second!.choices[0]!.payload)
  })
})
