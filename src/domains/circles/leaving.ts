import { forgetQuoted } from '../../messaging/forget-quoted.ts'
import { type Forgetting, nameOf } from '../people/people.ts'
import { circleOf, trustOf } from './circles.ts'

/** The mothers of her circle were told her name when they joined, and so was she theirs. */
export const forgetCircle: Forgetting = async (desk, person) => {
  const trust = await trustOf(desk.tx, person)
  const circle = await circleOf(desk.tx, person)
  const people = [...circle.map(({ mother }) => mother), ...(trust ? [trust.keyMother] : [])]
  await forgetQuoted(desk, people, { person, name: await nameOf(desk.tx, desk.office, person) })
}
