import type { Body } from '../../engine/flow.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene } from '../../messaging/scene.ts'
import { unsettledOf } from '../danger/danger.ts'
import { callSomebody } from '../danger/raising.ts'
import { unheard } from '../danger/unheard.ts'
import { emergencyOf } from '../networks/emergency.ts'
import { placeOf } from '../people/people.ts'
import { strangerCalls } from '../people/stranger-calls.ts'
import { answerable, isStranger, networkAhead } from '../people/strangers.ts'
import type { WaitingTicket } from '../tickets/tickets.ts'
import { hiddenDanger } from './after-hiding.ts'
import { ask, askMore, watchWindow } from './asking.ts'
import { questionsOf } from './questions.ts'

/**
 * What is told to somebody who speaks. No machine trusts a voice: what a stranger says or shows, where no conversation of
 * hers takes it, goes to the professional of her network as a question does; the danger line stands beside it. Where her
 * network is not known she hears that nobody can hear it, and what to do.
 */
export const listen: PostOffice['unheard'] = async (scene, said, during) => {
  const isTaken = !isStranger(scene) || !said.media?.length || takesVoice(scene, during)
  // On a hidden screen nothing speaks of danger; what no conversation takes goes to whoever is there for her.
  if ((isTaken || during === null) && (await hiddenDanger(scene))) return null
  if (isTaken) return unheard(scene, said, during)
  const ticket = await bringToSomebody(scene, said)
  const heard = !ticket ? 'not_heard' : ticket.status === 'open' ? 'heard_later' : 'heard'
  const { danger, violence } = emergencyOf(await placeOf(scene))
  return scene.office.words.text(scene.contact.language, 'safety', heard, { danger, violence })
}

/** Whether the conversation that is going on brings what she says to somebody itself. */
function takesVoice({ office }: Scene, during: string | null): boolean {
  const steps = during ? office.flows.get(during)?.steps.values() : undefined
  return [...(steps ?? [])].some((step) => step.kind === 'ask' && step.answers.includes('voice'))
}

/** Null where nobody is there for her: no network is known, or she has called too often of late. */
async function bringToSomebody(scene: Scene, said: Body): Promise<WaitingTicket | null> {
  const network = await networkAhead(scene)
  if (!network) return null
  const known = scene.contact.person
  const danger = known && (await unsettledOf(scene.tx, known, network))
  if (danger) {
    const called = await callSomebody(scene, danger, said)
    if (called && called !== 'taken') return called
  }
  return (known && (await addToThread(scene, network, known, said))) || openThread(scene, network, said)
}

async function addToThread(scene: Scene, network: string, asker: string, body: Body) {
  const thread = (await questionsOf(scene.tx, asker)).find((one) => one.network === network && one.direct)
  if (!thread) return null
  const breath = { question: thread.id, asker, body, professional: true, gathers: true }
  const more = await askMore(scene, breath)
  if (more) watchWindow(scene)
  return more ? more.ticket : null
}

async function openThread(scene: Scene, network: string, body: Body): Promise<WaitingTicket | null> {
  if (await strangerCalls.listening.fullUntil(scene)) return null
  const asker = await answerable(scene, network)
  const made = { network, asker, kind: 'talk', anonymous: true, direct: true, body } as const
  const { question, ticket } = await ask(scene, made)
  await strangerCalls.listening.note(scene, question.id)
  watchWindow(scene)
  return ticket
}
