import { z } from 'zod'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { circleOf } from '../circles/circles.ts'
import { networkFacts } from '../networks/networks.ts'
import { nameOf } from '../people/people.ts'
import { body, rowOf } from '../questions/body.ts'
import { agree, disagree } from './agreeing.ts'
import { type Broadcast, broadcastsOf, findBroadcast, lockBroadcast } from './broadcasts.ts'
import { countsOf } from './counts.ts'
import { LONGEST, preview, send, timeOf } from './drafting.ts'
import { listenerActions } from './listener-actions.ts'
import { stop } from './running.ts'

const broadcast = z.uuid()
const draft = z.object({
  reach: z.enum(['circle', 'network']),
  body,
  day: z.string().nullish(),
  hour: z.string().nullish(),
})
const COUNTS = {
  people: 'number',
  had: 'number',
  delivered: 'number',
  read: 'number',
  replied: 'number',
  failed: 'number',
  enough: 'number',
  state: 'text',
  when: 'text',
  body: 'body',
} as const

const senderActions = [
  defineAction({
    name: 'broadcasts.mayTell',
    input: z.object({}),
    // `network`: she has no circle, but the network may be told; for a professional always.
    outcomes: ['circle', 'network'],
    results: { mothers: 'number' },
    async run({ tx, contact }) {
      const mothers = contact.role === 'key-mother' ? (await circleOf(tx, contact.person!)).length : 0
      return { outcome: mothers ? 'circle' : 'network', results: { mothers } }
    },
  }),

  defineAction({
    name: 'broadcasts.preview',
    input: draft,
    outcomes: ['ready', 'nobody', 'empty', 'too_long', 'past'],
    results: {
      ...{ count: 'number', languages: 'text', enough: 'number', outside: 'number', days: 'number' },
      ...{ when: 'text', later: 'flag', longest: 'number', length: 'number' },
    },
    async run(scene, input) {
      const length = [...(input.body.text?.trim() ?? '')].length
      if (!length && !input.body.media?.length) return { outcome: 'empty' }
      if (length > LONGEST) return { outcome: 'too_long', results: { longest: LONGEST, length } }
      const at = await timeOf(scene, input)
      if (!at) return { outcome: 'past' }
      const { at: _, ...facts } = await preview(scene, input, at)
      const results = { ...facts, when: await inWords(scene, at), later: at > scene.now }
      return { outcome: facts.count ? 'ready' : 'nobody', results }
    },
  }),

  defineAction({
    name: 'broadcasts.send',
    input: draft,
    outcomes: ['on_its_way', 'planned', 'asked', 'nobody_to_ask', 'past'],
    results: { broadcast: 'id', when: 'text' },
    async run(scene, input) {
      const at = await timeOf(scene, input)
      if (!at) return { outcome: 'past' }
      const sent = await send(scene, input, at)
      if (sent.outcome === 'nobody_to_ask') return sent
      return {
        outcome: sent.outcome,
        results: { broadcast: sent.broadcast, when: await inWords(scene, sent.at) },
      }
    },
  }),

  defineAction({
    name: 'broadcasts.mine',
    input: z.object({}),
    outcomes: ['some', 'none'],
    results: { broadcasts: 'list' },
    async run({ tx, office, contact }) {
      const mine = await broadcastsOf(tx, office, contact.person!)
      if (!mine.length) return { outcome: 'none' }
      const rows = mine.map(({ id, body }) => ({ value: id, label: rowOf(body ?? {}) }))
      return { outcome: 'some', results: { broadcasts: rows } }
    },
  }),

  defineAction({
    name: 'broadcasts.look',
    input: z.object({ broadcast }),
    // `under_way`: it can still be stopped.
    outcomes: ['under_way', 'over', 'not_yours'],
    results: COUNTS,
    async run(scene, input) {
      const found = await findBroadcast(scene.tx, scene.office, input.broadcast)
      if (!found || found.sender !== scene.contact.person) return { outcome: 'not_yours' }
      const underWay = ['asked', 'planned', 'running'].includes(found.status)
      return { outcome: underWay ? 'under_way' : 'over', results: await factsOf(scene, found) }
    },
  }),

  defineAction({
    name: 'broadcasts.stop',
    input: z.object({ broadcast }),
    outcomes: ['stopped', 'over', 'not_yours'],
    results: COUNTS,
    async run(scene, input) {
      const found = await lockBroadcast(scene.tx, scene.office, input.broadcast)
      if (!found || found.sender !== scene.contact.person) return { outcome: 'not_yours' }
      const stopped = await stop(scene, found)
      const results = await factsOf(scene, { ...found, status: stopped ? 'stopped' : found.status })
      return { outcome: stopped ? 'stopped' : 'over', results }
    },
  }),
]

const groupActions = [
  defineAction({
    name: 'broadcasts.asked',
    input: z.object({ broadcast }),
    outcomes: ['asked', 'settled'],
    results: { body: 'body', name: 'text', when: 'text', later: 'flag' },
    async run(scene, input) {
      const found = await findBroadcast(scene.tx, scene.office, input.broadcast)
      if (found?.status !== 'asked' || !found.sender || !found.body) return { outcome: 'settled' }
      const name = await nameOf(scene.tx, scene.office, found.sender)
      const when = await inWords(scene, found.startsAt)
      return {
        outcome: 'asked',
        results: { body: found.body, name, when, later: found.startsAt > scene.now },
      }
    },
  }),

  defineAction({
    name: 'broadcasts.agree',
    input: z.object({ broadcast, yes: z.boolean() }),
    // `noted`: a key mother's no leaves it to the others.
    outcomes: ['agreed', 'refused', 'noted', 'settled'],
    async run(scene, { broadcast: id, yes }) {
      const { person, role, network } = scene.contact
      const found = await findBroadcast(scene.tx, scene.office, id)
      const mayDecide = found?.network === network && (role === 'key-mother' || role === 'professional')
      if (!mayDecide) return { outcome: 'settled' }
      if (yes) return { outcome: await agree(scene, id, person!) }
      return { outcome: await disagree(scene, id, { by: person!, ends: role === 'professional' }) }
    },
  }),
]

/** What flows may do with broadcasts: tell many, agree, look how far it is, stop, hear it, answer it. */
export const actions = [...senderActions, ...groupActions, ...listenerActions]

async function factsOf(scene: Scene, { id, status, startsAt, body: said }: Broadcast) {
  const counts = await countsOf(scene.tx, id)
  return { ...counts, state: status, when: await inWords(scene, startsAt), body: { ...said, own: true } }
}

async function inWords({ tx, office, contact }: Scene, at: Date): Promise<string> {
  const { zone } = await networkFacts(tx, contact.network!)
  return office.words.when(at, zone, contact.language)
}
