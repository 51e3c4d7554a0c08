import { z } from 'zod'
import type { Body } from '../engine/flow.ts'
import { fallbackFlow, menuFor, route } from '../engine/router.ts'
import { body } from './body.ts'
import { noteHidden } from './hidden.ts'
import { dropKept } from './kept-words.ts'
import { defineAction, type Scene } from './scene.ts'
import { asideOf, bringForward, letGo } from './set-aside.ts'

/** What the house itself offers flows: the menu, and the way back into a conversation. */
export const actions = [
  defineAction({
    name: 'menu.entries',
    input: z.object({}),
    outcomes: ['listed'],
    results: { entries: 'list' },
    run: async ({ office, contact }) => ({
      outcome: 'listed',
      results: {
        entries: menuFor(office.flows, contact.role).map(({ flow, label }) => ({
          value: flow,
          label: office.words.text(contact.language, flow, label),
        })),
      },
    }),
  }),
  defineAction({
    name: 'menu.open',
    input: z.object({ flow: z.string() }),
    outcomes: ['opened', 'unknown'],
    async run(scene, { flow }) {
      const allowed = menuFor(scene.office.flows, scene.contact.role).some((entry) => entry.flow === flow)
      if (!allowed) return { outcome: 'unknown' }
      scene.goOnWith(flow)
      return { outcome: 'opened' }
    },
  }),
  defineAction({
    name: 'talk.begin',
    input: z.object({ said: body }),
    // `nobody`: for this role nobody listens to words of their own.
    outcomes: ['begun', 'nobody'],
    reads: ['said'],
    async run(scene, { said }) {
      const word = wordIn(scene, said)
      if (word) {
        scene.goOnWith(word)
        return { outcome: 'begun' }
      }
      const to = await scene.office.afterHiding(scene, said)
      if (to) {
        scene.goOnWith(to.flow, to.input)
        return { outcome: 'begun' }
      }
      const flow = fallbackFlow(scene.office.flows, scene.contact.role)
      if (!flow?.input.said) return { outcome: 'nobody' }
      scene.goOnWith(flow.name, { said })
      return { outcome: 'begun' }
    },
  }),
  defineAction({
    name: 'talk.behind',
    input: z.object({}),
    // `some`: a conversation comes back by itself when this one is over.
    outcomes: ['some', 'none'],
    run: async ({ tx, contact }) => ({ outcome: (await asideOf(tx, contact.id)) ? 'some' : 'none' }),
  }),
  defineAction({
    name: 'talk.letGo',
    input: z.object({}),
    outcomes: ['gone'],
    async run(scene) {
      await letGo(scene.tx, scene.contact.id)
      // Whoever holds the phone next may be the one who joins on it.
      await dropKept(scene.tx, [scene.contact.id])
      noteHidden(scene)
      return { outcome: 'gone' }
    },
  }),
  defineAction({
    name: 'talk.resume',
    // `to`: the conversation that it is for; empty: whichever comes next.
    input: z.object({ said: body, to: z.string() }),
    // `gone`: that conversation is over.
    outcomes: ['resumed', 'gone'],
    reads: ['said'],
    async run(scene, { said, to }) {
      if (to && !(await bringForward(scene.tx, scene.contact.id, to))) return { outcome: 'gone' }
      // Pictures and voice came as a body; plain words may also be a choice typed late.
      if (said.media?.length) scene.answer({ kind: 'body', body: said })
      else if (said.text) scene.answer({ kind: 'text', text: said.text })
      return { outcome: 'resumed' }
    },
  }),
]

/** The flow that begins with these words when nothing else is going on; null when they begin none. */
function wordIn({ office, contact }: Scene, { text, media }: Body): string | null {
  if (!text || media?.length) return null
  const keywords = office.words.keyword(text, contact.language)
  const found = route(office.flows, contact.role, keywords, false)
  return found && found.why !== 'fallback' ? found.flow : null
}
