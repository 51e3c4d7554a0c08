import { z } from 'zod'
import { body } from '../../messaging/body.ts'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { findNetwork, networks } from '../networks/networks.ts'
import { strangerCalls } from '../people/stranger-calls.ts'
import { answerable, isStranger, networkAhead } from '../people/strangers.ts'
import { dangersOf, unsettledOf } from './danger.ts'
import { numbersFor, whoIsCalled } from './numbers.ts'
import { callSomebody, raise } from './raising.ts'

/** Danger in what somebody wrote who has not joined: a person is called where it is known who is there for her. */
export const strangerActions = [
  defineAction({
    name: 'danger.raiseForStranger',
    // `network`: what she has just chosen; empty when she was not asked.
    input: z.object({ said: body, level: z.enum(['sure', 'soft']), network: z.string() }),
    // `choose`: nobody can be called before she has said where she lives; `nowhere`: there is no network at all. `rests`: from
    // this phone a person was called so often of late that nobody is called again; `rests_with`: her words go to the last one.
    outcomes: ['called', 'nobody', 'asked', 'choose', 'nowhere', 'rests', 'rests_with', 'not_yours'],
    results: {
      ...{ danger: 'id', numbers: 'text', danger_number: 'text', interrupted: 'text' },
      ...{ networks: 'list', place: 'text' },
    },
    async run(scene, { said, level, network: chosen }) {
      if (!isStranger(scene)) return { outcome: 'not_yours' }
      const network = chosen ? await findNetwork(scene.tx, chosen) : await ahead(scene)
      if (!network) return whereToChoose(scene)
      const before = scene.contact.person && (await unsettledOf(scene.tx, scene.contact.person, network.id))
      if (!before && (await strangerCalls.danger.fullUntil(scene))) return resting(scene)
      const person = await answerable(scene, network.id)
      const raised = await raise(scene, { network: network.id, person, level, words: said })
      const { id, status } = raised.danger
      if (id !== before) await strangerCalls.danger.note(scene, id)
      const results = { ...(await numbersFor(scene)), danger: id, interrupted: '', place: network.name }
      if (status !== 'asked') return { outcome: whoIsCalled(raised.ticket), results }
      if (!chosen) return { outcome: 'asked', results }
      // Whoever says where she lives has asked for a person.
      const called = await callSomebody(scene, id)
      return { outcome: called === 'taken' ? 'called' : whoIsCalled(called), results }
    },
  }),
]

/**
 * What was calm is not so after all: of somebody who has not joined it counts again, else the buttons of all that was called
 * off before would ring one after the other. @returns false when nobody is called from this phone any more today
 */
export async function callsAnew(scene: Scene, danger: string): Promise<boolean> {
  if (!isStranger(scene)) return true
  if (await strangerCalls.danger.fullUntil(scene)) return false
  await strangerCalls.danger.note(scene, danger)
  return true
}

async function ahead(scene: Scene) {
  const known = await networkAhead(scene)
  return known ? findNetwork(scene.tx, known) : null
}

/** The same names among which she would choose where to join. */
async function whereToChoose(scene: Scene) {
  const { words } = scene.office
  const all = (await networks(scene.tx)).map(({ id, name }) => ({ value: id, label: name }))
  const results = await numbersFor(scene)
  if (!all.length) return { outcome: 'nowhere' as const, results }
  const hide = { value: HIDE, label: words.text(scene.contact.language, 'safety', 'hide') }
  return { outcome: 'choose' as const, results: { ...results, networks: [...all, hide] } }
}

/** Answers as the word does, also when all this is over. */
const HIDE = 'hide'

async function resting(scene: Scene) {
  const { person } = scene.contact
  const numbers = await numbersFor(scene)
  const hers = person ? await dangersOf(scene.tx, scene.office, person) : []
  const last = hers.findLast(({ status }) => status === 'taken')
  if (!last) return { outcome: 'rests' as const, results: numbers }
  return { outcome: 'rests_with' as const, results: { ...numbers, danger: last.id } }
}
