import { DateTime } from 'luxon'
import { languageOf } from '../../messaging/contact.ts'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { networkFacts } from '../networks/networks.ts'
import { findPerson } from '../people/people.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import { acceptedIn, decideAsk, proposeAsk } from './asks.ts'
import { changeText, type DraftText, type WrittenText } from './drafts.ts'
import { addVersion, findEntry } from './library.ts'
import { noteTold, unhelpedIn } from './looks.ts'

/**
 * Puts a reviewed text into the library of its network, and teaches it one way of asking for it.
 * @param wording words that whoever publishes gives; none, and only the title is known
 */
export async function publish(
  desk: ErrandDesk,
  text: WrittenText,
  { by, wording }: { by: string; wording: string | null },
): Promise<void> {
  const { network, topic, language, said } = text
  const before = await findEntry(desk.tx, network, topic, language)
  const { zone } = await networkFacts(desk.tx, network)
  const checked = DateTime.fromJSDate(desk.now, { zone }).toISODate()!
  // What somebody here knows has no other source.
  const facts = { source: '', ask: before?.ask ?? ('key-mother' as const), checked }
  const entry = { ...facts, ...said, topic, language, origin: 'own' as const, reviewed: true, madeBy: by }
  await addVersion(desk.tx, network, entry, desk.now)
  await changeText(desk, text.id, { status: 'published' })
  for (const words of wording ? [wording] : []) {
    const ask = await proposeAsk(desk, { network, topic, language, words, how: 'written', asker: null })
    if (ask) await decideAsk(desk, ask, { network, by, status: 'accepted' })
  }
}

/** The ways in which a topic is asked for in a network, as far as people have accepted them. */
export async function waysOf(desk: ErrandDesk, network: string, topic: string): Promise<string[]> {
  const accepted = await acceptedIn(desk.tx, desk.office, network)
  return accepted.filter((ask) => ask.topic === topic).map(({ words }) => words)
}

/**
 * Tells those whom the library did not help, and who asked something alike, that there is an answer now: once, in their
 * language, when their phone may ring. Who pauses hears it afterwards.
 * @param alike whether words ask for what was published
 * @returns how many are told
 */
export async function tellUnhelped(
  desk: ErrandDesk,
  { network, topic, language }: Pick<DraftText, 'network' | 'topic' | 'language'>,
  alike: (words: string) => boolean,
): Promise<number> {
  const told = new Set<string>()
  for (const look of await unhelpedIn(desk.tx, desk.office, network)) {
    if (!look.words.text || !alike(look.words.text)) continue
    if ((await languageOf(desk.tx, look.asker)) !== language) continue
    const her = await findPerson(desk.tx, desk.office, look.asker)
    if (!her || !(await noteTold(desk.tx, look.id, topic)) || told.has(her.id)) continue
    told.add(her.id)
    const rests = her.pausedUntil && her.pausedUntil > desk.now ? her.pausedUntil : desk.now
    desk.later({
      name: 'flow.start',
      id: `new-answer-${look.id}`,
      data: { person: her.id, flow: 'new-answer', input: { look: look.id } },
      at: await afterQuietOf(desk, network, rests),
    })
  }
  return told.size
}
