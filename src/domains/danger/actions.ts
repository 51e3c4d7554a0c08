import { z } from 'zod'
import type { Body } from '../../engine/flow.ts'
import { body } from '../../messaging/body.ts'
import { languageOf } from '../../messaging/contact.ts'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { asideOf, letGoOf } from '../../messaging/set-aside.ts'
import { takeBack } from '../../messaging/take-back.ts'
import { emergencyOf } from '../networks/emergency.ts'
import { networkFacts } from '../networks/networks.ts'
import { nameOf, placeOf } from '../people/people.ts'
import { isStranger, nameIn } from '../people/strangers.ts'
import { waitingFor } from '../tickets/tickets.ts'
import { DANGER } from './calls.ts'
import { type Danger, dangersOf, findDanger, findHers } from './danger.ts'
import { kindsIn, languageWritten } from './kinds.ts'
import { forgetLeft, keptUntil } from './left.ts'
import { numbersFor, whoIsCalled } from './numbers.ts'
import { callSomebody, pass, raise, saySafe, take } from './raising.ts'
import { callsAnew, strangerActions } from './stranger-actions.ts'

/** So often it is looked whether she has written again. */
const LOOKS_EVERY_MS = 5 * 60_000
const HOUR_MS = 3_600_000
const LATELY_MS = 48 * HOUR_MS

const danger = z.uuid()

export const actions = [
  defineAction({
    name: 'danger.raise',
    input: z.object({ said: body, level: z.enum(['sure', 'soft']) }),
    // `not_yours`: she has not joined; see danger.raiseForStranger.
    outcomes: ['called', 'nobody', 'asked', 'not_yours'],
    // `interrupted`: the conversation in which she wrote it.
    results: { danger: 'id', numbers: 'text', danger_number: 'text', interrupted: 'text' },
    reads: ['said'],
    async run(scene, { said, level }) {
      const { person, network } = scene.contact
      if (!person || !network || isStranger(scene)) return { outcome: 'not_yours' }
      const numbers = await numbersFor(scene)
      const raised = await raise(scene, { network, person, level, words: said })
      const interrupted = (await asideOf(scene.tx, scene.contact.id)) ?? ''
      const results = { danger: raised.danger.id, ...numbers, interrupted }
      return { outcome: raised.danger.status === 'asked' ? 'asked' : whoIsCalled(raised.ticket), results }
    },
  }),

  defineAction({
    name: 'danger.call',
    input: z.object({ danger, more: body.nullable() }),
    // `taken`: somebody is with her; her words belong into their thread. `rests`: see danger.raiseForStranger.
    outcomes: ['called', 'nobody', 'taken', 'rests', 'not_yours'],
    reads: ['more'],
    async run(scene, input) {
      const found = await findHers(scene, input.danger)
      if (!found) return { outcome: 'not_yours' }
      if (found.status === 'calm' && !(await callsAnew(scene, found.id))) return { outcome: 'rests' }
      const called = await callSomebody(scene, input.danger, input.more ?? undefined)
      return { outcome: called === 'taken' ? 'taken' : whoIsCalled(called) }
    },
  }),

  defineAction({
    name: 'danger.safe',
    input: z.object({ danger, said: body, interrupted: z.string() }),
    // `interrupted`: her words go on to the conversation they came in; `free`: there was none; `called`: somebody was
    // called before she said so, and still looks.
    outcomes: ['interrupted', 'free', 'called', 'not_yours'],
    reads: ['said'],
    async run(scene, input) {
      const { person, id } = scene.contact
      const said = person ? await saySafe(scene, input.danger, person) : 'not_yours'
      if (said !== 'calm') return { outcome: said }
      // Another conversation that came meanwhile, perhaps with her key mother, must not be given her words.
      const aside = await asideOf(scene.tx, id)
      return { outcome: aside !== null && aside === input.interrupted ? 'interrupted' : 'free' }
    },
  }),

  defineAction({
    name: 'danger.show',
    input: z.object({ danger }),
    // `left`: she was erased meanwhile, and it waits for somebody; `left_with_you`: she was, and this professional took it.
    // `stranger`: she has not joined, and has no name here; `nameless`: so she was, and nothing is left of her.
    outcomes: ['waiting', 'stranger', 'taken', 'settled', 'not_yours', 'left', 'left_with_you', 'nameless'],
    results: {
      ...{ name: 'text', level: 'text', said_safe: 'text', body: 'body' },
      // What her words are about and in which language, for whoever cannot read them; empty where nothing tells it.
      ...{ kinds: 'text', has_kinds: 'text', written_in: 'text', has_language: 'text' },
      ...{ key_mother_name: 'text', has_key_mother: 'text', until_day: 'text', danger_number: 'text' },
    },
    async run(scene, input) {
      const found = await forProfessional(scene, input.danger)
      if (!found) return { outcome: 'not_yours' }
      if (found.left && !found.left.name) return { outcome: 'nameless' }
      const isHerOwn = found.takenBy === scene.contact.person
      if (found.left && isHerOwn)
        return { outcome: 'left_with_you', results: await whatIsLeft(scene, found.network, found.left) }
      if (found.takenBy && !isHerOwn) return { outcome: 'taken' }
      if (found.takenBy || found.status === 'calm') return { outcome: 'settled' }
      if (found.left) return { outcome: 'left', results: await whatIsLeft(scene, found.network, found.left) }
      const known = await told(scene, found, found.person)
      const results = { ...known, ...(await asWritten(scene, known.body)) }
      return { outcome: known.name ? 'waiting' : 'stranger', results }
    },
  }),

  defineAction({
    name: 'danger.take',
    input: z.object({ danger }),
    // `left`: she was erased; nobody can write to her.
    outcomes: ['yours', 'left', 'taken', 'settled', 'not_yours'],
    results: { name: 'text', body: 'body' },
    async run(scene, input) {
      const { person, network } = scene.contact
      if (!person || !network || scene.contact.role !== 'professional') return { outcome: 'not_yours' }
      const taken = await take(scene, input.danger, { person, network })
      if (taken.outcome !== 'yours') return taken
      const her = taken.danger.person
      if (!her) return { outcome: 'left' }
      tellHer(scene, taken.danger.id, her)
      const { name, body } = await told(scene, taken.danger, her)
      return { outcome: 'yours', results: { name, body } }
    },
  }),

  defineAction({
    name: 'danger.pass',
    input: z.object({ danger }),
    outcomes: ['passed', 'nobody', 'settled', 'not_yours'],
    results: { danger_number: 'text' },
    async run(scene, input) {
      const { person, network } = scene.contact
      if (!person || !network || scene.contact.role !== 'professional') return { outcome: 'not_yours' }
      const outcome = await pass(scene, input.danger, { person, network })
      if (outcome !== 'nobody') return { outcome }
      const { danger: danger_number } = emergencyOf(await placeOf(scene))
      return { outcome, results: { danger_number } }
    },
  }),

  defineAction({
    name: 'danger.settle',
    input: z.object({ danger }),
    outcomes: ['settled', 'not_yours'],
    async run(scene, input) {
      const found = await forProfessional(scene, input.danger)
      if (!found?.left || found.takenBy !== scene.contact.person) return { outcome: 'not_yours' }
      await forgetLeft(scene, found.id)
      // She was called several times: an earlier call is not put before her once more.
      await letGoOf(scene.tx, scene.office, scene.contact.id, { value: 'danger', is: found.id })
      return { outcome: 'settled' }
    },
  }),

  defineAction({
    name: 'danger.isSeen',
    input: z.object({}),
    // `hidden`: somebody may look at her screen, so she is told once she has written again. `over`: there is nothing to tell.
    outcomes: ['seen', 'hidden', 'over'],
    async run(scene) {
      const { person, hidAt } = scene.contact
      if (!person || !(await waitsForNobody(scene, person))) return { outcome: 'over' }
      if (!hidAt) return { outcome: 'seen' }
      const turn = Math.ceil(scene.now.getTime() / LOOKS_EVERY_MS) + 1
      const at = new Date(turn * LOOKS_EVERY_MS)
      const data = { person, flow: 'nobody-reached', input: {} }
      scene.later({ name: 'flow.start', id: `danger-hidden-${person}-${turn}`, data, at })
      return { outcome: 'hidden' }
    },
  }),

  defineAction({
    name: 'danger.takeBack',
    input: z.object({}),
    outcomes: ['asked'],
    async run(scene) {
      await takeBack(scene, await sinceWhen(scene))
      return { outcome: 'asked' }
    },
  }),

  defineAction({
    name: 'danger.whoCame',
    input: z.object({ danger }),
    outcomes: ['known', 'gone'],
    results: { name: 'text' },
    async run(scene, input) {
      const found = await findHers(scene, input.danger)
      if (!found?.takenBy) return { outcome: 'gone' }
      return { outcome: 'known', results: { name: await nameOf(scene.tx, scene.office, found.takenBy) } }
    },
  }),

  ...strangerActions,
]

/** Whether something she wrote in danger waits, and nobody is there for it to wait for. */
async function waitsForNobody({ tx, office }: Scene, person: string): Promise<boolean> {
  for (const { id, status } of await dangersOf(tx, office, person))
    if (status === 'waiting' && (await waitingFor(tx, DANGER.name, id))?.status === 'open') return true
  return false
}

/** From where on nothing shall be seen: since danger was seen of late, else what may still stand on the screen. */
async function sinceWhen({ tx, office, now, contact }: Scene): Promise<Date> {
  const anHourAgo = now.getTime() - HOUR_MS
  const seen = contact.person ? await dangersOf(tx, office, contact.person) : []
  const late = seen.map(({ at }) => at.getTime()).filter((at) => at > now.getTime() - LATELY_MS)
  return new Date(Math.min(anHourAgo, ...late))
}

async function forProfessional(scene: Scene, id: string): Promise<Danger | null> {
  const { role, network } = scene.contact
  const found = role === 'professional' ? await findDanger(scene, id) : null
  return found && found.network === network ? found : null
}

/** The little that helps to find somebody who was erased. */
async function whatIsLeft(scene: Scene, network: string, left: NonNullable<Danger['left']>) {
  const { tx, office, contact } = scene
  const key_mother_name = left.keyMother ? await nameOf(tx, office, left.keyMother) : ''
  const facts = await networkFacts(tx, network)
  return {
    ...{ name: left.name, key_mother_name, has_key_mother: key_mother_name ? 'yes' : 'no' },
    until_day: office.words.when(keptUntil(left), facts.zone, contact.language),
    danger_number: emergencyOf(facts).danger,
  }
}

async function told(scene: Scene, { network, level, saidSafe, words }: Danger, person: string | null) {
  const text = words.flatMap((body) => body.text ?? []).join('\n')
  const media = words.flatMap((body) => body.media ?? [])
  const body: Body = {
    ...(text && { text }),
    ...(media.length > 0 && { media }),
    ...(person && { of: person }),
  }
  const name = person ? await nameIn(scene, person, network) : ''
  return { name, level, said_safe: saidSafe ? 'yes' : 'no', body }
}

/** In the reader's language: what her words are about, and in which language she wrote them. */
async function asWritten({ tx, office, contact }: Scene, { text = '', of: person }: Body) {
  const { language: reader } = contact
  const named = kindsIn(text, office.words).map((kind) => office.words.text(reader, 'safety', `kind_${kind}`))
  const kinds = new Intl.ListFormat(reader, { type: 'conjunction' }).format(named)
  const own = text && person ? await languageOf(tx, person) : null
  const written_in = text ? languageWritten(text, own, office.words, reader) : ''
  return { kinds, has_kinds: kinds ? 'yes' : 'no', written_in, has_language: written_in ? 'yes' : 'no' }
}

/** She hears that somebody has read it; in words that say nothing to whoever looks over her shoulder. */
function tellHer(scene: Scene, id: string, person: string): void {
  const data = { person, flow: 'somebody-is-there', input: { danger: id } }
  scene.later({ name: 'flow.start', id: `danger-taken-${id}`, data })
}
