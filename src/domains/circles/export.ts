import { networkFacts } from '../networks/networks.ts'
import { type Exporting, findPerson, nameOf } from '../people/people.ts'
import { circleOf, holidayOf, trustOf } from './circles.ts'

/** Whom she trusts, how many trust her, and when she is away. Who trusts her is theirs to tell. */
export const exportCircle: Exporting = async (tx, office, person, language, now) => {
  const { words } = office
  const her = await findPerson(tx, office, person)
  const { zone } = await networkFacts(tx, her!.network)
  const when = (at: Date) => words.when(at, zone, language)
  const trust = await trustOf(tx, person)
  const circle = await circleOf(tx, person)
  const holiday = await holidayOf(tx, person, now)
  const lines = []
  if (trust) {
    const name = await nameOf(tx, office, trust.keyMother)
    lines.push(words.text(language, 'export', 'trusts', { name, when: when(trust.since) }))
  }
  if (circle.length) lines.push(words.text(language, 'export', 'circle', { count: circle.length }))
  if (holiday) lines.push(words.text(language, 'export', 'away', { when: when(holiday.until) }))
  return [{ title: words.text(language, 'export', 'key_mother'), lines }]
}
