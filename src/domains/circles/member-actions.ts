import { z } from 'zod'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { networkFacts } from '../networks/networks.ts'
import { findPerson, nameOf } from '../people/people.ts'
import { candidatesFor } from './candidates.ts'
import { giveTrust, trustOf } from './circles.ts'
import { findInvitation } from './invitations.ts'
import { short } from './label.ts'
import { wrongCodes } from './limits.ts'

/** What somebody does who has joined already: open another invitation, choose her key mother anew. */
export const actions = [
  defineAction({
    name: 'circles.arrive',
    input: z.object({ code: z.string().nullish() }),
    // `elsewhere`: a code of another network. `first`: she has no key mother yet. `appointed`: a code made by the operator.
    outcomes: ['here', 'other', 'first', 'elsewhere', 'appointed', 'not_valid', 'too_often'],
    results: { name: 'text', place: 'text', inviter: 'id', inviter_name: 'text', key_mother_name: 'text' },
    async run(scene, { code }) {
      const { tx, office, contact, now } = scene
      const name = await nameOf(tx, office, contact.person!)
      const { name: place } = await networkFacts(tx, contact.network!)
      const at = { name, place }
      if (!code) return { outcome: 'here', results: at }
      if (await wrongCodes.fullUntil(scene)) return { outcome: 'too_often', results: at }
      const invitation = await findInvitation(tx, office, code, now)
      if (!invitation) {
        await wrongCodes.note(scene)
        return { outcome: 'not_valid', results: at }
      }
      if (invitation.network !== contact.network) return { outcome: 'elsewhere', results: at }
      if (invitation.forPerson) return { outcome: 'appointed', results: at }
      const offered = await offeredBy(scene, invitation.keyMother)
      return { outcome: offered.outcome, results: { ...at, ...offered.results } }
    },
  }),
  defineAction({
    name: 'circles.keyMothers',
    input: z.object({}),
    outcomes: ['some', 'none'],
    results: { candidates: 'list' },
    async run({ tx, office, contact, now }) {
      const found = await candidatesFor(tx, office, contact.network!, contact.language, now)
      const others = found.filter(({ id }) => id !== contact.person)
      if (!others.length) return { outcome: 'none' }
      return {
        outcome: 'some',
        results: { candidates: others.map(({ id, name }) => ({ value: id, label: short(name) })) },
      }
    },
  }),
  defineAction({
    name: 'circles.trust',
    input: z.object({ key_mother: z.string(), invited: z.boolean().nullish() }),
    outcomes: ['trusted', 'gone'],
    results: { key_mother_name: 'text' },
    async run({ tx, office, contact, now }, { key_mother: chosen, invited }) {
      const keyMother = await findPerson(tx, office, chosen)
      if (keyMother?.role !== 'key-mother' || keyMother.network !== contact.network)
        return { outcome: 'gone' }
      const how = invited ? 'link' : 'choice'
      await giveTrust(tx, { mother: contact.person!, keyMother: keyMother.id, how, since: now })
      return { outcome: 'trusted', results: { key_mother_name: keyMother.name } }
    },
  }),
]

/** What a link of a key mother means to a member: only a mother who trusts somebody else, or nobody, has a choice to make. */
async function offeredBy({ tx, office, contact }: Scene, keyMother: string | null) {
  const inviter = keyMother && contact.role === 'mother' ? await findPerson(tx, office, keyMother) : null
  if (inviter?.role !== 'key-mother') return { outcome: 'here' as const }
  const trust = await trustOf(tx, contact.person!)
  if (trust?.keyMother === inviter.id) return { outcome: 'here' as const }
  const results = { inviter: inviter.id, inviter_name: inviter.name }
  if (!trust) return { outcome: 'first' as const, results }
  return {
    outcome: 'other' as const,
    results: { ...results, key_mother_name: await nameOf(tx, office, trust.keyMother) },
  }
}
