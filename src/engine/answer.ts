import type { Env, HouseText, Speech } from './env.ts'
import { dateIn, numberIn } from './figures.ts'
import type { Ask, Body, Option, Value } from './flow.ts'
import type { Inbound } from './session.ts'

/** What her message means to the question she was asked. */
export type Understood =
  | { kind: 'answer'; value: Value }
  | { kind: 'choice'; option: Option }
  /** Words of her own, where choices were offered. */
  | { kind: 'other'; value: Value }
  | { kind: 'several'; options: Option[] }
  | { kind: 'invalid'; why: HouseText; values: Record<string, Value> }

// Telegram's longest message; whoever sends more is asked to say it shorter.
const LONGEST_TEXT = 4096

/**
 * Reads an answer.
 * @param options what she was shown, in that order
 * @param english the same labels in English: people answer in the language of the one who helps them
 */
export function understand(
  ask: Ask,
  inbound: Inbound,
  options: Option[],
  english: Record<string, string>,
  env: Pick<Env, 'now' | 'speech' | 'zone'>,
): Understood {
  if (inbound.kind === 'other') return invalid('cannot_open')
  if (inbound.kind === 'tap') {
    const option = options.find(({ value }) => value === inbound.value)
    if (!option) return invalid('invalid')
    return ask.answers.includes('several')
      ? { kind: 'several', options: [option] }
      : { kind: 'choice', option }
  }
  const words = wordsOf(inbound)
  if (ask.choice && words !== null) {
    const offer = offerOf(ask, options, english, env.speech)
    if (ask.answers.includes('several')) {
      const chosen = severalIn(words, offer)
      if (chosen) return { kind: 'several', options: chosen }
    } else {
      const option = optionIn(words, offer)
      if (option) return { kind: 'choice', option }
    }
  }
  if (ask.choice && !ask.other) return invalid('invalid')
  const free = freely(ask, inbound, words, env)
  return free.kind === 'answer' && ask.choice ? { kind: 'other', value: free.value } : free
}

// What she sent where no choice fits: words, a voice note, a number, a day, a place.
function freely(
  ask: Ask,
  inbound: Exclude<Inbound, { kind: 'tap' | 'other' }>,
  words: string | null,
  env: Pick<Env, 'now' | 'speech' | 'zone'>,
): Understood {
  const kinds = ask.answers.filter((kind) => kind !== 'choice' && kind !== 'several')
  // Free words beside choices, with no kinds named, are whatever she likes to send.
  const anything = kinds.length === 0
  if (inbound.kind === 'place') {
    if (kinds.includes('place')) return { kind: 'answer', value: inbound.place }
    return invalid('cannot_open')
  }
  const bodies = anything || kinds.includes('voice') || kinds.includes('picture')
  if (words === null) {
    const body = (inbound as { body: Body }).body
    const opened = (body.media ?? []).every(
      ({ kind }) => (kind === 'voice' || kind === 'picture') && (anything || kinds.includes(kind)),
    )
    return bodies && opened ? { kind: 'answer', value: body } : invalid('cannot_open')
  }
  if (kinds.includes('number')) {
    const number = numberIn(words, env.speech)
    const fits = number !== null && number >= (ask.min ?? 0) && number <= (ask.max ?? Number.MAX_SAFE_INTEGER)
    return fits ? { kind: 'answer', value: number } : invalid('invalid')
  }
  if (kinds.includes('date')) {
    const date = dateIn(words, env.now, env.zone ?? 'utc', env.speech)
    return date ? { kind: 'answer', value: date } : invalid('invalid')
  }
  const isPlace = kinds.includes('place')
  if (!anything && !isPlace && !kinds.includes('text')) return invalid('invalid')
  const text = words.trim()
  const most = Math.min(ask.max ?? LONGEST_TEXT, LONGEST_TEXT)
  const length = text.length > most * 4 ? text.length : [...text].length
  if (length > most) return invalid('too_long', { max: most })
  if (length < Math.max(ask.min ?? 1, 1)) return invalid('invalid')
  return { kind: 'answer', value: bodies ? { text } : isPlace ? { label: text } : text }
}

/** The option she means: by its label, its value, a word for it, its number, or a part of its name; null when by none. */
function optionIn(words: string, offer: Offer): Option | null {
  const { options, spellings, speech } = offer
  const said = speech.normal(words)
  if (said === '')
    return options.find(({ label }) => label.trim() !== '' && label.trim() === words.trim()) ?? null
  const named = (spoken: string) => options[spellings.findIndex((spelling) => spelling.includes(spoken))]
  const unnumbered = said.replace(/^\d{1,2}[.):]? +/, '')
  const byName = named(said) ?? (unnumbered === said ? undefined : named(unnumbered))
  if (byName) return byName
  if (/^\s*[-−]/.test(words)) return null
  const figure = /^\d{1,3}$/.test(said) ? Number(said) : speech.number(said)
  if (figure === undefined) return offer.isListed ? calledBy(said, offer) : null
  // A figure that means a choice, such as a child's age, is no place in the list.
  return named(String(figure)) ?? options[figure - 1] ?? null
}

/** The only option with these words in its label; null when they are too short to tell, or several have them. */
function calledBy(said: string, { options, speech }: Offer): Option | null {
  if (said.length < 3) return null
  const apart = (words: string) => ` ${words.replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')} `
  const called = options.filter(({ label }) => apart(speech.normal(label)).includes(apart(said)))
  return called.length === 1 ? called[0]! : null
}

// "1 and 3", "1, 3", or labels with commas between: all must be known, or nothing is.
function severalIn(words: string, offer: Offer): Option[] | null {
  const { speech } = offer
  const whole = optionIn(words, offer)
  if (whole) return [whole]
  for (const separator of [/[,;،\n+&]/, /[,;،\n+&\s]+/]) {
    const parts = words
      .slice(0, 400)
      .split(separator)
      .filter((part) => speech.normal(part) !== '')
    const found = parts.map((part) => optionIn(part, offer))
    if (found.length > 1 && found.every((option) => option !== null)) return [...new Set(found)]
  }
  const figures = speech.normal(words.slice(0, 100)).match(/\d+/g) ?? []
  const chosen = figures.map((figure) => optionIn(figure, offer))
  return chosen.length > 1 && chosen.every((option) => option !== null) ? [...new Set(chosen)] : null
}

/** What was offered, and every way to name each: worked out once for an answer. */
type Offer = { options: Option[]; spellings: string[][]; speech: Speech; isListed: boolean }

function offerOf(ask: Ask, options: Option[], english: Record<string, string>, speech: Speech): Offer {
  const spellings = options.map(({ value, label }) => {
    const written = [...new Set([label, value, english[value] ?? value])]
    return [...written.map(speech.normal).filter((name) => name !== ''), ...speech.answers(value)]
  })
  // Names and titles are called by a part of them. What a flow itself offers is not: a stray word would agree to something.
  const isListed = 'from' in ask.choice! && !ask.other
  return { options, spellings, speech, isListed }
}

function wordsOf(inbound: Exclude<Inbound, { kind: 'tap' | 'other' }>): string | null {
  if (inbound.kind === 'text') return inbound.text
  if (inbound.kind === 'body' && !inbound.body.media?.length) return inbound.body.text ?? ''
  return null
}

const invalid = (why: HouseText, values: Record<string, Value> = {}): Understood => ({
  kind: 'invalid',
  why,
  values,
})
