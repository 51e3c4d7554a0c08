import { z } from 'zod'
import type { Body } from '../engine/flow.ts'
import { menuFor } from '../engine/router.ts'
import { defineAction } from './scene.ts'
import { bringForward, letGo } from './set-aside.ts'

const bodySchema = z.custom<Body>((value) => typeof value === 'object' && value !== null)

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
    input: z.object({ said: bodySchema }),
    // `nobody`: for this role nobody listens to words of their own.
    outcomes: ['begun', 'nobody'],
    reads: ['said'],
    async run(scene, { said }) {
      const flow = [...scene.office.flows.values()].find(
        (one) =>
          one.audience.includes(scene.contact.role) &&
          one.input.said &&
          one.starts.some((start) => start.fallback),
      )
      if (!flow) return { outcome: 'nobody' }
      scene.goOnWith(flow.name, { said })
      return { outcome: 'begun' }
    },
  }),
  defineAction({
    name: 'talk.letGo',
    input: z.object({}),
    outcomes: ['gone'],
    async run({ tx, contact }) {
      await letGo(tx, contact.id)
      return { outcome: 'gone' }
    },
  }),
  defineAction({
    name: 'talk.resume',
    // `to`: the conversation that it is for; empty: whichever comes next.
    input: z.object({ said: bodySchema, to: z.string() }),
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
