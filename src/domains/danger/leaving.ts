import { DateTime } from 'luxon'
import { networkFacts } from '../networks/networks.ts'
import { type Exporting, type Forgetting, findPerson } from '../people/people.ts'
import { closeTicket } from '../tickets/ladder.ts'
import { lockWaiting } from '../tickets/tickets.ts'
import { DANGER } from './calls.ts'
import { dangersOf } from './danger.ts'

/** Nobody is called any more for somebody who is gone; her rows go with her. */
export const forgetDangers: Forgetting = async (desk, person) => {
  for (const { id } of await dangersOf(desk.tx, desk.office, person)) {
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
