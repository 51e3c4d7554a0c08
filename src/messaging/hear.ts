import type { InContent } from '../channels/channel.ts'
import type { Body, Value } from '../engine/flow.ts'
import { fallbackFlow, linkFlow, route } from '../engine/router.ts'
import { expectsWords, type Inbound, isStale, type Session } from '../engine/session.ts'
import { coveredBy, takeCovered } from './covered.ts'
import { codeAlone, codeWithWord } from './join-code.ts'
import { takeLasting } from './lasting.ts'
import { HEARD, lookOut } from './look-out.ts'
import { keepMedia } from './media.ts'
import { markOf, readPayload, type Tap } from './outgoing.ts'
import { OPENS } from './parking.ts'
import { answers, begin, type Play, turn } from './play.ts'
import { letGoOf, lookAside, putAside, takeAside } from './set-aside.ts'
import { tell, tellHouse } from './tell-house.ts'

/** Milliseconds between the two taps of one finger. */
const DOUBLE_TAP = 2_000

/** So short a text only opens what was parked for her: she cannot be answering what she has not seen. */
const SHORT = 20

/** What she wrote finds its conversation: danger's, a button's own, a global word's, the running one, or a new one. */
export async function hear(play: Play, content: InContent): Promise<void> {
  if (content.kind === 'start') return startByLink(play, content.code)
  if (content.kind === 'tap') return takeTap(play, content)
  const inbound = await asInbound(play, content)
  const seen = lookOut(play, bodyOf(inbound))
  if (seen === HEARD) return takeAnswer(play, inbound)
  if (seen) {
    play.contact.language = seen.language
    return begin(play, seen.flow, seen.input)
  }
  await tellUnheard(play, inbound)
  if (content.kind !== 'text') return takeWords(play, inbound)
  return content.edited ? takeCorrection(play) : takeText(play, content.text)
}

/** Whether by a word or a button she makes her screen harmless. */
export function isCovering(play: Play, content: InContent): boolean {
  if (content.kind === 'text')
    return !content.edited && globalWord(play, keywordsIn(play, content.text))?.start.covers === true
  if (content.kind !== 'tap') return false
  const { value } = readPayload(content.payload)
  return globalWord(play, [value])?.start.covers === true
}

/** The global word that a whole message is; null when it is none. */
const globalWord = ({ scene, contact }: Play, keywords: string[]) =>
  route(scene.office.flows, contact.role, keywords, true)

const keywordsIn = (play: Play, text: string) =>
  play.scene.office.words.keyword(text, play.contact.language, mustBeExact(play))

/** A name or an answer may lie close to a keyword; then only the word itself counts. */
const mustBeExact = ({ session, scene }: Play) =>
  session !== null && expectsWords(session, scene.office.flows)

async function takeText(play: Play, text: string): Promise<void> {
  const { office } = play.scene
  const keywords = keywordsIn(play, text)
  const global = globalWord(play, keywords)
  if (global) {
    // A stranger's first word may be a cry for help: she is answered in the language in which she called.
    const spoken = play.contact.languageChosen ? null : office.words.keywordLanguage(text)
    if (spoken) play.contact.language = spoken
    return begin(play, global.flow, {}, global.start.interrupts)
  }
  if (play.released && text.length <= SHORT) {
    if (!play.session) await takenAfterHiding(play, { kind: 'text', text })
    return
  }
  const code = codeWithWord(office.words, text, play.contact.language) ?? strangersCode(play, text)
  if (code !== null) return startByLink(play, code)
  const found = route(office.flows, play.contact.role, keywords, play.session !== null)
  if (found && found.why !== 'fallback') return begin(play, found.flow, {}, found.start.interrupts)
  const named = mustBeExact(play) ? null : office.words.languageNamed(text)
  if (named) return speakIn(play, named)
  return takeWords(play, { kind: 'text', text })
}

/** A stranger may type her code without a word before it; where words are asked of her, it is for whoever asks. */
const strangersCode = (play: Play, text: string) =>
  play.contact.role === 'guest' && !mustBeExact(play) ? codeAlone(text) : null

/** What she says, when two conversations wait for words of hers, goes to neither before she has told which. */
async function takeWords(play: Play, inbound: Inbound): Promise<void> {
  const { session: running, asideSince, scene } = play
  const { tx, office, contact } = scene
  const cameLater = running && asideSince && asideSince > new Date(running.wait.since)
  const younger =
    cameLater && expectsWords(running, office.flows) ? await lookAside(tx, office, contact.id) : null
  if (!running || !younger || !expectsWords(younger, office.flows)) return takeAnswer(play, inbound)
  const question = wordIn(younger, 'question')
  if (question && question === wordIn(running, 'question')) {
    // Both wait for words in one thread: what she says answers the other as well, and that is not asked again.
    await letGoOf(tx, office, contact.id, { value: 'question', is: question })
    return takeAnswer(play, inbound)
  }
  const input = {
    ...{ body: bodyOf(inbound), last: younger.id, before: running.id },
    ...{ name: wordIn(younger, 'name'), question, danger: wordIn(running, 'danger') },
  }
  return begin(play, 'whose-words', input)
}

/** A value of the innermost flow of a conversation; empty when it has none. */
function wordIn(session: Session, value: string): string {
  const found = session.stack.at(-1)!.values[value]
  return typeof found === 'string' ? found : ''
}

/** She names a language: that is her answer where languages are offered, else it is spoken from now on. */
async function speakIn(play: Play, language: string): Promise<void> {
  const { wait } = play.session ?? {}
  if (wait?.for === 'answer' && wait.options.some(({ value }) => value === language))
    return takeAnswer(play, { kind: 'tap', value: language })
  return begin(play, 'language', { named: language })
}

async function takeAnswer(play: Play, inbound: Inbound): Promise<void> {
  const { now } = play.scene
  if (!play.session) return startFallback(play, inbound)
  if (await keptMeanwhile(play, inbound)) return
  if (isStale(play.session, now) && play.session.stack[0]?.flow !== 'go-on') {
    return begin(play, 'go-on', { said: bodyOf(inbound) })
  }
  if (inbound.kind === 'other') tellHouse(play, 'cannot_open')
  return turn(play, inbound.kind === 'other' ? { kind: 'again' } : { kind: 'inbound', inbound })
}

/** What must not be lost goes where it is kept; then she is asked again what she was asked. */
async function keptMeanwhile(play: Play, inbound: Inbound): Promise<boolean> {
  if (inbound.kind !== 'text' || mustBeExact(play)) return false
  const to = await play.scene.office.meanwhile(play.scene, bodyOf(inbound))
  if (!to || (await answers(play, inbound))) return false
  play.contact.language = to.language
  await begin(play, to.flow, to.input)
  return true
}

async function takeTap(play: Play, content: Extract<InContent, { kind: 'tap' }>): Promise<void> {
  const { tx, office, now } = play.scene
  const tap = readPayload(content.payload)
  if (tap.session === OPENS) return play.released ? undefined : tooLate(play)
  // By the button it is as by the word: the card is let go, not over, and what stands on it can still be tapped.
  const covering = globalWord(play, [tap.value])
  if (covering?.start.covers) return begin(play, covering.flow, {}, covering.start.interrupts)
  const hidden = await coveredBy(play, tap)
  if (hidden && (await takeCovered(play, hidden, tap))) return
  if (hidden && tap.mark !== markOf(hidden.stack.at(-1)!)) return tooLate(play, tap)
  if (play.session?.id !== tap.session) {
    const tapped = await takeAside(tx, office, play.contact.id, tap.session)
    if (!tapped) return tooLate(play, tap)
    if (play.session) await putAside(tx, office, play.contact.id, play.session, now)
    play.session = tapped
  }
  if (tap.mark !== markOf(play.session.stack.at(-1)!)) return tooLate(play, tap)
  return turn(play, { kind: 'inbound', inbound: { kind: 'tap', value: tap.value } })
}

/** A button of a question that is over: it does what the word of its name does, or she hears so and finds her way on. */
async function tooLate(play: Play, tap?: Tap): Promise<void> {
  if (play.session && wasJustAsked(play.session, play.scene.now)) return
  if (tap && (await takeLasting(play, tap))) return
  // “I want a person”, “Hide”: whatever else is over, these are not.
  const found = tap && route(play.scene.office.flows, play.contact.role, [tap.value], true)
  if (found) return begin(play, found.flow, {}, found.start.interrupts)
  tellHouse(play, 'too_late')
  if (play.session) return turn(play, { kind: 'again' })
  return startFallback(play, { kind: 'other', what: 'tap' })
}

/** She cannot have read what came a moment ago: her finger tapped twice. */
function wasJustAsked({ wait }: Session, now: Date): boolean {
  return now.getTime() - Date.parse(wait.since) < DOUBLE_TAP
}

async function startByLink(play: Play, code: string): Promise<void> {
  const flow = linkFlow(play.scene.office.flows, play.contact.role)
  if (flow) return begin(play, flow, { code }, 'drop')
  return takeAnswer(play, { kind: 'text', text: code })
}

/** Nobody is talked to in vain: a mother's words are her question, a stranger's her wish to join, else the menu comes. */
async function startFallback(play: Play, inbound: Inbound): Promise<void> {
  const { office } = play.scene
  if ((await takenAfterHiding(play, inbound)) || (await keptMeanwhile(play, inbound))) return
  const flow = fallbackFlow(office.flows, play.contact.role)
  const speaks = inbound.kind === 'text' || inbound.kind === 'body'
  if (!flow || (!speaks && flow.input.said)) {
    if (inbound.kind === 'other' && inbound.what !== 'tap') {
      tellHouse(play, 'cannot_open')
    }
    return begin(play, play.contact.role === 'guest' && flow ? flow.name : 'menu', {})
  }
  const input: Record<string, Value> = flow.input.said ? { said: bodyOf(inbound) } : {}
  return begin(play, flow.name, flow.input.code ? { ...input, code: '' } : input)
}

/** What she says after she hid her screen may be for whoever is there for her; a word of the house never is. */
async function takenAfterHiding(play: Play, inbound: Inbound): Promise<boolean> {
  const said = bodyOf(inbound)
  if (!said.media?.length && (!said.text || keywordsIn(play, said.text).length)) return false
  const to = await play.scene.office.afterHiding(play.scene, said)
  if (to) await begin(play, to.flow, to.input)
  return to !== null
}

async function asInbound(play: Play, content: InContent): Promise<Inbound> {
  if (content.kind === 'text') return content
  if (content.kind === 'place') {
    const { kind: _, ...place } = content
    return { kind: 'place', place }
  }
  if (content.kind === 'media') {
    const media = [await keepMedia(play.scene, content)]
    return { kind: 'body', body: content.caption ? { text: content.caption, media } : { media } }
  }
  return { kind: 'other', what: content.kind === 'other' ? content.what : content.kind }
}

function bodyOf(inbound: Inbound): Body {
  if (inbound.kind === 'text') return { text: inbound.text }
  if (inbound.kind === 'body') return inbound.body
  return {}
}

/** What she said first has had its effect, and may be with others by now: she hears how to say it anew. */
async function takeCorrection(play: Play): Promise<void> {
  tellHouse(play, 'corrected')
  if (play.session) await turn(play, { kind: 'again' })
}

async function tellUnheard(play: Play, inbound: Inbound): Promise<void> {
  if (inbound.kind !== 'body') return
  const during = play.session?.stack.at(-1)?.flow ?? null
  const text = await play.scene.office.unheard(play.scene, inbound.body, during)
  if (text) tell(play, text)
}
