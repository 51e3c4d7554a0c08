import { z } from 'zod'
import type { Value } from '../../engine/flow.ts'
import { allFullUntil } from '../../messaging/address-limit.ts'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { emergencyOf } from '../networks/emergency.ts'
import { findNetwork, type Network, networkFacts, networks } from '../networks/networks.ts'
import { readName } from '../people/name.ts'
import { AGE_GROUPS, findPerson } from '../people/people.ts'
import { leadTo } from '../people/strangers.ts'
import { candidatesFor } from './candidates.ts'
import { findInvitation, type Invitation } from './invitations.ts'
import { joinAppointed, joinAsMother } from './join.ts'
import { short } from './label.ts'
import { joinings, wrongCodes } from './limits.ts'

const text = z
  .string()
  .nullish()
  .transform((said) => said ?? '')

/** A guest's way in. */
export const actions = [
  defineAction({
    name: 'circles.noteInvitation',
    input: z.object({ code: text }),
    // Before she is asked anything: should she need somebody now, it is known who is there for her.
    outcomes: ['noted'],
    async run(scene, { code }) {
      const { tx, office, now } = scene
      const invitation = code ? await findInvitation(tx, office, code, now) : null
      if (invitation) leadTo(scene, invitation.network)
      return { outcome: 'noted' }
    },
  }),
  defineAction({
    name: 'circles.open',
    input: z.object({ code: text, network: text }),
    // `choose`: several networks and no code. `too_often`: so many wrong codes that we take our time. `rests`: she joined and
    // left so often that she may come back later.
    outcomes: ['invited', 'appointed', 'open', 'choose', 'not_valid', 'too_often', 'nowhere', 'rests'],
    results: {
      network_id: 'id',
      place: 'text',
      networks: 'list',
      inviter: 'id',
      inviter_name: 'text',
      name: 'text',
      ...{ from: 'text', danger: 'text', violence: 'text' },
    },
    async run(scene, { code, network }) {
      const { tx, office, now } = scene
      if (!code) return openWithoutCode(scene, network)
      const [[tooOften, restsUntil], invitation] = await Promise.all([
        allFullUntil(scene, [wrongCodes, joinings]),
        findInvitation(tx, office, code, now),
      ])
      if (tooOften) return { outcome: 'too_often' }
      if (!invitation) {
        await wrongCodes.note(scene)
        return { outcome: 'not_valid' }
      }
      return openWith(scene, invitation, restsUntil ?? null)
    },
  }),
  defineAction({
    name: 'circles.candidates',
    input: z.object({ network: z.string() }),
    outcomes: ['some', 'none'],
    results: { candidates: 'list' },
    async run({ tx, office, contact, now }, { network }) {
      const found = await candidatesFor(tx, office, network, contact.language, now)
      if (!found.length) return { outcome: 'none' }
      const nobody = { value: 'nobody', label: office.words.text(contact.language, 'people', 'nobody_yet') }
      const people = found.map(({ id, name }) => ({ value: id, label: short(name) }))
      return { outcome: 'some', results: { candidates: [...people, nobody] } }
    },
  }),
  defineAction({
    name: 'circles.join',
    input: z.object({
      code: text,
      network: z.string(),
      name: z.string(),
      children: z.array(z.enum(AGE_GROUPS)).nullish(),
      key_mother: text,
    }),
    outcomes: ['with_key_mother', 'without', 'already', 'not_valid', 'unfit_name', 'rests'],
    results: { name: 'text', key_mother_name: 'text', danger: 'text', violence: 'text', from: 'text' },
    async run(scene, input) {
      const name = readName(input.name)
      if (!name) return { outcome: 'unfit_name' }
      const { code, network } = input
      const keyMother = input.key_mother === 'nobody' ? '' : input.key_mother
      const joined = await joinAsMother(scene, {
        code,
        network,
        name,
        children: input.children ?? [],
        keyMother,
      })
      if (joined.outcome === 'rests') return rests(scene, joined.until, joined.network)
      if (joined.outcome !== 'joined') return joined
      const { danger, violence } = emergencyOf(joined.network)
      const results = { name, key_mother_name: joined.keyMother ?? '', danger, violence }
      return { outcome: joined.keyMother ? 'with_key_mother' : 'without', results }
    },
  }),
  defineAction({
    name: 'circles.joinAppointed',
    input: z.object({ code: z.string() }),
    outcomes: ['joined', 'not_valid'],
    results: { name: 'text', role: 'text' },
    async run(scene, { code }) {
      const { outcome, ...results } = await joinAppointed(scene, code)
      return { outcome, results }
    },
  }),
]

/** She joined and left too often of late. */
const rests = (scene: Scene, until: Date, network: Network) => ({
  outcome: 'rests' as const,
  results: comesBack(scene, until, network),
})

function comesBack({ office, contact }: Scene, until: Date, network: Network): Record<string, Value> {
  const { danger, violence } = emergencyOf(network)
  return { from: office.words.when(until, network.zone, contact.language), danger, violence }
}

async function openWithoutCode(scene: Scene, chosen: string) {
  const { tx } = scene
  const all = chosen ? [await findNetwork(tx, chosen)].filter((one) => one !== null) : await networks(tx)
  if (!all.length) return { outcome: 'nowhere' as const }
  if (all.length === 1) {
    leadTo(scene, all[0]!.id)
    const until = await joinings.fullUntil(scene)
    if (until) return rests(scene, until, all[0]!)
    const open = { ...placeOf(all[0]!), inviter: '', inviter_name: '' }
    return { outcome: 'open' as const, results: open }
  }
  return {
    outcome: 'choose' as const,
    results: { networks: all.map(({ id, name }) => ({ value: id, label: short(name) })) },
  }
}

async function openWith(scene: Scene, invitation: Invitation, restsUntil: Date | null) {
  const { tx, office } = scene
  leadTo(scene, invitation.network)
  const { forPerson, keyMother } = invitation
  // Sent together over the one connection: a round trip less.
  const [network, appointed, inviter] = await Promise.all([
    networkFacts(tx, invitation.network),
    forPerson ? findPerson(tx, office, forPerson) : null,
    keyMother ? findPerson(tx, office, keyMother) : null,
  ])
  const place = placeOf(network)
  if (appointed) return { outcome: 'appointed' as const, results: { ...place, name: appointed.name } }
  if (restsUntil) return rests(scene, restsUntil, network)
  if (inviter?.role !== 'key-mother')
    return { outcome: 'open' as const, results: { ...place, inviter: '', inviter_name: '' } }
  return {
    outcome: 'invited' as const,
    results: { ...place, inviter: inviter.id, inviter_name: inviter.name },
  }
}

const placeOf = ({ id, name }: Network) => ({ network_id: id, place: name })
