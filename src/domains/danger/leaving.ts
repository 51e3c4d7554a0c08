import { DateTime } from 'luxon'
import { forgetQuoted } from '../../messaging/forget-quoted.ts'
import { networkFacts } from '../networks/networks.ts'
import { type Exporting, type Forgetting, findPerson, peopleOf } from '../people/people.ts'
import { closeTicket } from '../tickets/ladder.ts'
import { lockWaiting } from '../tickets/tickets.ts'
import { DANGER } from './calls.ts'
import { dangersOf } from './danger.ts'

/** Nobody is called any more for somebody who is gone; her rows go with her, and what whoever was called has read. */
export const forgetDangers: Forgetting = async (desk, person) => {
  const { tx, office } = desk
  const dangers = await dangersOf(tx, office, person)
  const her = await findPerson(tx, office, person)
  if (!dangers.length || !her) return
  // Whoever passed it on had read it too, and is noted nowhere: every professional is looked at.
  const called = await peopleOf(tx, office, her.network, 'professional')
  await forgetQuoted(
    desk,
    called.map(({ id }) => id),
    { person, name: her.name },
  )
  for (const { id } of dangers) {
    const waits = await lockWaiting(desk.tx, DANGER.name, id)
    if (waits) await closeTicket(desk, { ...waits, for: null })
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
