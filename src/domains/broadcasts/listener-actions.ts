import { z } from 'zod'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { findPerson, mayBeReached, type Person } from '../people/people.ts'
import { askMore, watchWindow, writeTo } from '../questions/asking.ts'
import { body } from '../questions/body.ts'
import { type Broadcast, findBroadcast, setThread, threadOf } from './broadcasts.ts'

const broadcast = z.uuid()

/** What whoever gets a broadcast may do with it. */
export const listenerActions = [
  defineAction({
    name: 'broadcasts.hear',
    input: z.object({ broadcast }),
    outcomes: ['told', 'nothing'],
    results: { body: 'body', name: 'text', role: 'text', reach: 'text' },
    async run(scene, input) {
      const found = await heard(scene, input.broadcast)
      const { person } = scene.contact
      if (!found?.body || !found.sender || found.status !== 'running' || !person)
        return { outcome: 'nothing' }
      // She may have stopped it since she was counted.
      if (!(await mayBeReached(scene.tx, person, 'invitations', scene.now))) return { outcome: 'nothing' }
      const sender = await findPerson(scene.tx, scene.office, found.sender)
      if (!sender) return { outcome: 'nothing' }
      const { name, role } = sender
      return { outcome: 'told', results: { body: found.body, name, role, reach: found.reach } }
    },
  }),

  defineAction({
    name: 'broadcasts.reply',
    input: z.object({ broadcast, body }),
    outcomes: ['sent', 'gone'],
    results: { name: 'text' },
    async run(scene, input) {
      const { person, network } = scene.contact
      const found = await heard(scene, input.broadcast)
      const sender = found?.sender && (await findPerson(scene.tx, scene.office, found.sender))
      if (!found || !sender || !person || !network) return { outcome: 'gone' }
      await reply(scene, found, { person, network, body: input.body, sender })
      watchWindow(scene)
      return { outcome: 'sent', results: { name: sender.name } }
    },
  }),
]

/** Null when it was not for her. */
async function heard({ tx, office, contact }: Scene, id: string): Promise<Broadcast | null> {
  const found = await findBroadcast(tx, office, id)
  return found && found.network === contact.network ? found : null
}

type Reply = {
  person: string
  network: string
  body: z.infer<typeof body>
  sender: Person
}

/** All she answers to one broadcast stays in one thread. */
async function reply(
  scene: Scene,
  { id }: Broadcast,
  { person, network, body, sender }: Reply,
): Promise<void> {
  const thread = await threadOf(scene.tx, id, person)
  const more =
    thread && (await askMore(scene, { question: thread, asker: person, body, professional: false }))
  if (more) return
  const question = await writeTo(scene, { network, asker: person, body, to: sender })
  await setThread(scene.tx, id, person, question.id)
}
