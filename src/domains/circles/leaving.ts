import { forgetInLists, forgetQuoted } from '../../messaging/forget-quoted.ts'
import { type Forgetting, findPerson } from '../people/people.ts'
import { circleOf, trustOf } from './circles.ts'

/** The mothers of her circle were told her name when they joined, and so was she theirs; others could choose her from a list. */
export const forgetCircle: Forgetting = async (desk, person) => {
  const trust = await trustOf(desk.tx, person)
  const circle = await circleOf(desk.tx, person)
  const people = [...circle.map(({ mother }) => mother), ...(trust ? [trust.keyMother] : [])]
  const her = await findPerson(desk.tx, desk.office, person)
  if (!her) return
  forgetQuoted(desk, people, { person, name: her.name })
  // Only those who help or host stand in a list to choose from; a mother who comes and goes is looked for nowhere else.
  if (her.role !== 'mother') forgetInLists(desk, person, her.network)
}
