import { readConversations } from '../../../src/conversations.ts'
import { watchWith } from '../../../src/domains/danger/watch.ts'
import { consult, type Shelves } from '../../../src/domains/library/consult.ts'
import { giveToAll } from '../../../src/domains/library/give.ts'
import { addVersion } from '../../../src/domains/library/library.ts'
import type { Decision } from '../../../src/domains/library/matcher.ts'
import { addNetwork } from '../../../src/domains/networks/networks.ts'
import { readLearned } from '../../../src/learned.ts'
import { FLOWS, LEARNED, LOCALES } from '../../../src/places.ts'
import { type Neighbourhood, openNeighbourhood } from '../neighbourhood.ts'
import { entry } from './entry.ts'

/** All that the house consults the library with, as it was built. */
export async function openShelves(): Promise<Shelves> {
  const { words } = await readConversations(FLOWS, LOCALES)
  const { shipped, library, danger } = await readLearned(LOCALES, { kept: LEARNED, words })
  const watch = watchWith(danger)
  return {
    shipped,
    learned: library,
    watch,
    languages: words.languages,
    ranker: null,
  }
}

export type Asked = { network?: string; own?: string | null }

/** A neighbourhood whose network, `pendrecht`, has the whole library. */
export async function openLibrary(): Promise<
  Neighbourhood & { shelves: Shelves; asks(text: string, asked?: Asked): Promise<Decision> }
> {
  const [shelves, street] = await Promise.all([openShelves(), openNeighbourhood()])
  const office = Object.assign(street.office, { now: () => street.now, defaultLanguage: 'nl' })
  await giveToAll(office, shelves.shipped)
  return Object.assign(street, {
    shelves,
    /** What the library of a network makes of her words: the same as in the chat. */
    asks: (text: string, { network = 'pendrecht', own = null }: Asked = {}) =>
      consult({ tx: street.db as never, office }, shelves, { network, own, words: { text } }),
  })
}

/** Beside it another network, `carnisse`, with one answer of its own and none of the shipped ones. @returns who may decide in it */
export async function addSmallLibrary(street: Neighbourhood): Promise<string> {
  const professional = await street.add('ineke', 'professional')
  await addNetwork(street.db, {
    ...{ id: 'carnisse', name: 'Carnisse', city: 'Rotterdam', country: 'NL', zone: 'Europe/Amsterdam' },
    ...{ languages: ['nl'], settings: {} },
  })
  const own = { ...entry({ topic: 'sleep' }), origin: 'own' as const, digest: undefined }
  await street.does(({ tx, now }) => addVersion(tx, 'carnisse', own, now))
  return professional
}
