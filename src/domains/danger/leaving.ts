import { DateTime } from 'luxon'
import { forgetQuoted } from '../../messaging/forget-quoted.ts'
import { trustOf } from '../circles/circles.ts'
import { networkFacts } from '../networks/networks.ts'
import { type Exporting, type Forgetting, findPerson, peopleOf } from '../people/people.ts'
import { isKnownIn } from '../people/strangers.ts'
import { dangersOf } from './danger.ts'
import { leaveBehind, passOnLeft } from './left.ts'

/** Her words go with her, and what whoever was called has read; that she needed somebody does not, until it is settled. */
export const forgetDangers: Forgetting = async (desk, person) => {
  const { tx, office } = desk
  await passOnLeft(desk, person)
  const dangers = await dangersOf(tx, office, person)
  const her = await findPerson(tx, office, person)
  if (!dangers.length || !her) return
  const nameIn = (network: string) => (isKnownIn(her, network) ? her.name : '')
  for (const network of new Set(dangers.map((danger) => danger.network))) {
    // Whoever passed it on had read it too, and is noted nowhere: every professional is looked at.
    const called = await peopleOf(tx, office, network, 'professional')
    forgetQuoted(
      desk,
      called.map(({ id }) => id),
      { person, name: nameIn(network) },
    )
  }
  const trust = await trustOf(tx, person)
  for (const { id, network } of dangers) {
    const name = nameIn(network)
    await leaveBehind(desk, id, { name, keyMother: name ? (trust?.keyMother ?? null) : null })
  }
}

/** What she wrote in danger, under a title that does not say so: somebody may read the file with her. */
export const exportDangers: Exporting = async (tx, office, person, language) => {
  const dangers = await dangersOf(tx, office, person)
  const her = await findPerson(tx, office, person)
  if (!dangers.length || !her) return []
  const { zone } = await networkFacts(tx, her.network)
  const lines = dangers.map(({ at, words }) => {
    const when = DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd HH:mm')
    return `${when} · ${words.flatMap(({ text }) => text ?? []).join(' / ')}`
  })
  return [{ title: office.words.text(language, 'safety', 'written'), lines }]
}
