import { Duration } from 'luxon'
import type { Body } from '../../engine/flow.ts'
import { writtenAs } from '../../matching/language.ts'
import type { Scene } from '../../messaging/scene.ts'
import { setting } from '../networks/networks.ts'
import { consult, type Shelves } from './consult.ts'
import { type Entry, findEntry, MANY_READ } from './library.ts'
import { addLook, type Look } from './looks.ts'

export type Found = { outcome: 'answered' | 'offered' | 'nothing'; look: Look }

/** Looks her words up, and notes what came of it until the network's time for that is over. */
export async function find(
  scene: Scene,
  shelves: Shelves,
  asked: { asker: string; network: string; words: Body },
): Promise<Found> {
  const { asker, network, words } = asked
  const { topic, top, language } = await consult(scene, shelves, {
    network,
    own: scene.contact.language,
    words,
  })
  const how = topic ? ('sure' as const) : null
  const look = await addLook(scene, { network, asker, language, words, offered: top, topic, how })
  await planForgetting(scene, look)
  return { outcome: topic ? 'answered' : top.length ? 'offered' : 'nothing', look }
}

async function planForgetting(scene: Scene, { id, network }: Look): Promise<void> {
  const keeps = Duration.fromISO(await setting(scene.tx, network, 'library.keepLooks'))
  const at = new Date(scene.now.getTime() + keeps.toMillis())
  scene.later({ name: 'library.forget', id: `library-forget-${id}`, data: { look: id }, at })
}

/** What her network says on a topic: in the language she chose, else in the one she wrote in, else in one that many read. */
export async function entryFor(
  scene: Scene,
  { network, language }: Pick<Look, 'network' | 'language'>,
  topic: string,
): Promise<Entry | null> {
  const { language: hers, languageChosen } = scene.contact
  const wrote = writtenAs(language)
  // She reads what she chose. Words of two languages in one line are easily taken for a third.
  for (const one of new Set([...(languageChosen ? [hers] : []), wrote, hers, ...MANY_READ])) {
    const entry = await findEntry(scene.tx, network, topic, one)
    if (entry) return entry
  }
  return null
}
