import { isAnswered, run } from '../engine/engine.ts'
import type { Env } from '../engine/env.ts'
import type { Value } from '../engine/flow.ts'
import {
  type Event,
  expectsWords,
  type Inbound,
  type Session,
  type Sprint,
  type Turn,
} from '../engine/session.ts'
import type { Locked } from './contact.ts'
import { composed, type OutContent } from './outgoing.ts'
import { limitsOf, type PostOffice } from './post-office.ts'
import type { Errand, Scene, Tx } from './scene.ts'
import { putAside, takeAside } from './set-aside.ts'

/** A contact's scene being played: what it has said and planned so far, and the conversation it is in. */
export type Play = Locked & {
  scene: Scene
  out: OutContent[]
  errands: Errand[]
  /** What was parked for her goes out first: she has only just opened it. */
  released: boolean
  /** She had blocked us until this message. */
  wasBlocked: boolean
}

type Said = Extract<Event, { type: 'said' }>
type Next =
  | { kind: 'start'; flow: string; input: Record<string, Value> }
  | { kind: 'answer'; inbound: Inbound }
  | null

const TURNS_AT_MOST = 5

/** Opens the scene of a locked contact. Nothing is written until its traces are. */
export function openPlay(tx: Tx, office: PostOffice, locked: Locked, now: Date): Play {
  const errands: Errand[] = []
  const { contact } = locked
  const scene: Scene & { next: Next } = {
    tx,
    now,
    office,
    contact,
    next: null,
    later: (errand) => void errands.push(errand),
    goOnWith: (flow, input = {}) => {
      scene.next = { kind: 'start', flow, input }
    },
    answer: (inbound) => {
      scene.next = { kind: 'answer', inbound }
    },
  }
  return {
    ...locked,
    contact,
    scene,
    errands,
    out: [],
    released: false,
    wasBlocked: contact.blockedAt !== null,
  }
}

/** Begins a flow as this contact's running conversation; what was going on is set aside, or dropped. */
export async function begin(
  play: Play,
  flow: string,
  input: Record<string, Value>,
  interrupts: 'keep' | 'drop' = 'keep',
): Promise<void> {
  await beginAhead(play, flow, input, interrupts)
}

/** @returns how many messages the flow itself has come to */
async function beginAhead(
  play: Play,
  flow: string,
  input: Record<string, Value>,
  interrupts: 'keep' | 'drop',
): Promise<number> {
  const { tx, office, now } = play.scene
  if (play.session) await putAside(tx, office, play.contact.id, play.session, now, interrupts === 'keep')
  play.session = null
  return turnCounted(play, { kind: 'start', flow, input, sessionId: newSessionId(play.scene.office) })
}

/**
 * Lets the house begin a flow without disturbing a conversation that is going on:
 * its message goes out, its buttons work, and it waits its turn behind the running one.
 * @returns how many messages the flow itself has come to; what else the play says was interrupted, and is asked again
 */
export async function beginBehind(
  play: Play,
  flow: string,
  input: Record<string, Value>,
  runningIsStale: boolean,
): Promise<number> {
  if (!play.session || runningIsStale) return beginAhead(play, flow, input, 'keep')
  const running = play.session
  play.session = null
  const start: Turn = { kind: 'start', flow, input, sessionId: newSessionId(play.scene.office) }
  const said = await turnCounted(play, start, false)
  const begun = play.session
  play.session = running
  // Over at once (something was only told): the running conversation goes on as if nothing had been.
  if (!begun) return said
  const { tx, office, now } = play.scene
  // Whoever has only the menu before her answers what the house brought; the menu's buttons still work.
  const atMenu = running.stack[0]?.flow === 'menu'
  // A stranger who is only to choose writes to the person who wrote to her; then she is asked again.
  const yields = atMenu || (play.contact.role === 'guest' && !expectsWords(running, office.flows))
  await putAside(tx, office, play.contact.id, yields ? running : begun, now, !atMenu)
  if (yields) play.session = begun
  return said
}

/** Turns the engine on, and goes on with what the turn led to: another flow, the menu, an interrupted conversation. */
export async function turn(play: Play, first: Turn, comesBack = true): Promise<void> {
  await turnCounted(play, first, comesBack)
}

/** @returns how many messages the turn itself has come to, before whatever it led to */
async function turnCounted(play: Play, first: Turn, comesBack = true): Promise<number> {
  const before = play.out.length
  let said = 0
  let next: Turn | null = first
  for (let turns = 0; next && turns < TURNS_AT_MOST; turns++) {
    const ended = play.session
    const from = play.out.length
    const sprint = await sprintOf(play, next)
    play.session = sprint.session
    if (turns === 0) said = play.out.length - before
    next = await whatFollows(play, sprint, comesBack, from)
    // It ended without a word, and what comes back was asked after it: that is what she has before her.
    if (next?.kind === 'again' && play.out.length === before && isAskedAfter(play.session, ended)) next = null
  }
  return said
}

const isAskedAfter = (one: Session | null, other: Session | null) =>
  one !== null && other !== null && Date.parse(one.wait.since) > Date.parse(other.wait.since)

/** @param from where in what the play says the sprint began */
async function whatFollows(
  play: Play,
  sprint: Sprint,
  comesBack: boolean,
  from: number,
): Promise<Turn | null> {
  const scene = play.scene as Scene & { next: Next }
  const { next } = scene
  scene.next = null
  if (next?.kind === 'start') {
    if (play.session) await waitBehind(play, play.session, from)
    return { ...next, sessionId: newSessionId(scene.office) }
  }
  if (sprint.session) return null
  if (sprint.toMenu) return { kind: 'start', flow: 'menu', input: {}, sessionId: newSessionId(scene.office) }
  if (!comesBack) return null
  play.session = await takeAside(scene.tx, scene.office, play.contact.id)
  if (!play.session) return null
  if (next?.kind === 'answer') return { kind: 'inbound', inbound: next.inbound }
  // A menu is made anew: what it lists may be called otherwise by now.
  if (play.session.stack[0]?.flow === 'menu')
    return { kind: 'start', flow: 'menu', input: {}, sessionId: newSessionId(scene.office) }
  return { kind: 'again' }
}

/** What has led to another flow and goes on itself waits behind that, and asks what it asks only then. */
async function waitBehind(play: Play, session: Session, from: number): Promise<void> {
  play.out.length = from
  await putAside(play.scene.tx, play.scene.office, play.contact.id, session, play.scene.now)
  play.session = null
}

async function sprintOf(play: Play, turnOn: Turn): Promise<Sprint> {
  const { scene, contact } = play
  const { office } = scene
  const engine = run(play.session, turnOn, await envOf(scene))
  let step = engine.next()
  while (!step.done) {
    const action = office.actions.get(step.value.action)!
    const input = action.input.parse(step.value.input)
    step = engine.next(await action.run(scene, input))
  }
  const sprint = step.value
  const session =
    sprint.session?.id ?? (turnOn.kind === 'start' ? turnOn.sessionId : (play.session?.id ?? ''))
  const said = sprint.events.filter((event): event is Said => event.type === 'said')
  play.out.push(
    ...composed(
      said.map((event) => ({ event, session })),
      { code: contact.language, direction: office.words.direction(contact.language) },
      limitsOf(office, contact.channel),
    ),
  )
  planSilence(play, sprint.session)
  if (turnOn.kind === 'start') await keepLasting(play, turnOn)
  return sprint
}

/** Messages whose buttons last need to know with what their conversation began. */
async function keepLasting({ scene, contact }: Play, start: Extract<Turn, { kind: 'start' }>) {
  const flow = scene.office.flows.get(start.flow)
  if (!flow?.starts.some(({ lasts }) => lasts)) return
  const { tapped: _, ...input } = start.input
  if (!Object.keys(input).length) return
  await scene.tx
    .insertInto('lasting')
    .values({
      ...{ session: start.sessionId, contact_id: contact.id, flow: flow.name, at: scene.now },
      input: JSON.stringify(input),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** An ask that may stay unanswered for only so long gets its timer, unless she answers first. */
function planSilence(play: Play, session: Session | null) {
  const { wait } = session ?? {}
  if (!session || !wait?.until) return
  play.scene.later({
    name: 'flow.silence',
    id: `silence-${session.id}-${Date.parse(wait.since)}`,
    data: { contact: play.contact.id, session: session.id, since: wait.since },
    at: new Date(wait.until),
  })
}

/** Whether this answers what the running conversation asks; nothing comes of it yet. */
export const answers = async ({ scene, session }: Play, inbound: Inbound): Promise<boolean> =>
  session !== null && isAnswered(session, inbound, await envOf(scene))

async function envOf(scene: Scene): Promise<Env> {
  const { office, contact, now, tx } = scene
  const { language, role } = contact
  const network = contact.network ? await office.network(tx, contact.network) : { name: '', zone: undefined }
  return {
    now,
    flows: office.flows,
    actions: office.actions,
    text: (flow, id, values) => office.words.text(contact.language, flow, id, values),
    house: (id, values) => office.words.text(contact.language, 'house', id, values),
    facts: { me: { language, role }, network: { name: network.name } },
    consents: contact.consents,
    speech: office.words.speech(language),
    zone: network.zone,
  }
}

/** Short enough for Telegram's 64 bytes of a button, and not to be guessed. */
function newSessionId(office: PostOffice): string {
  return office.token(9)
}
