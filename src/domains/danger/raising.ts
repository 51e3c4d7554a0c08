import { Duration } from 'luxon'
import type { Body } from '../../engine/flow.ts'
import { uncount } from '../../messaging/address-limit.ts'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { setting } from '../networks/networks.ts'
import { closeTicket, letWait, openTicket, passOn, whenDue } from '../tickets/ladder.ts'
import { lockWaiting, type WaitingTicket } from '../tickets/tickets.ts'
import { DANGER, ringAgain } from './calls.ts'
import { addDanger, type Danger, lockDanger, saveDanger, unsettledOf } from './danger.ts'
import { askAgain } from './left.ts'

export type Raised = { danger: Danger; ticket: WaitingTicket | null }

/**
 * Danger was seen in what she wrote. Sure: somebody is called now. Soft: she is asked first, and unless she says that
 * she is safe somebody is called when the network's `danger.askedFor` is over. While nobody is there yet for what she wrote
 * before, it belongs to that: one person's words, however many, ring once. Where she was about to join before is another matter.
 */
export async function raise(
  desk: ErrandDesk,
  seen: { network: string; person: string; level: Danger['level']; words: Body },
): Promise<Raised> {
  const { network, person, level, words } = seen
  const before = await unsettledOf(desk.tx, person, network)
  const added = before && (await addTo(desk, before, seen))
  if (added) return added
  const status = level === 'sure' ? 'waiting' : 'asked'
  const danger = await addDanger(desk, { network, person, level, status, words: [words] })
  if (level === 'sure') return { danger, ticket: await openTicket(desk, opening(danger)) }
  await planCall(desk, danger)
  return { danger, ticket: null }
}

/** Adds to what waits already. @returns null when somebody came, or she said that she is safe, in this very moment */
async function addTo(
  desk: ErrandDesk,
  id: string,
  { level, words }: { level: Danger['level']; words: Body },
): Promise<Raised | null> {
  const waits = await lockWaiting(desk.tx, DANGER.name, id)
  const before = await lockDanger(desk, id)
  if (before?.status !== 'asked' && before?.status !== 'waiting') return null
  const isSure = level === 'sure' || before.level === 'sure'
  const rose = isSure && before.level === 'soft'
  const status = isSure ? 'waiting' : before.status
  const danger: Danger = {
    ...{ ...before, status, saidSafe: false, level: isSure ? 'sure' : 'soft' },
    words: isAmong(before.words, words) ? before.words : [...before.words, words],
  }
  await saveDanger(desk, danger)
  if (status === 'asked') {
    await planCall(desk, danger)
    return { danger, ticket: null }
  }
  if (!waits) return { danger, ticket: await openTicket(desk, opening(danger)) }
  // Somebody may have come on duty since nobody was there.
  if (waits.status === 'open') await whenDue(desk, waits.id, waits.tick)
  else if (rose) await ringAgain(desk, waits)
  return { danger, ticket: await lockWaiting(desk.tx, DANGER.name, id) }
}

/** The same words once more tell nothing new, and would bury what does. */
const isAmong = (known: Body[], { text, media }: Body) =>
  !media?.length && known.some((one) => one.text === text)

/** When her time to answer is over somebody is called. Planned twice, it happens once. */
async function planCall(desk: ErrandDesk, { id, network, at: since }: Danger): Promise<void> {
  const patience = Duration.fromISO(await setting(desk.tx, network, 'danger.askedFor'))
  const at = new Date(since.getTime() + patience.toMillis())
  desk.later({ name: 'danger.unanswered', id: `danger-asked-${id}`, data: { danger: id }, at })
}

/**
 * Somebody is called now: she is not safe, or did not say that she is. Nothing happens twice.
 * @returns `taken` when somebody is with her already: what she wrote belongs into their thread; null when she is gone
 */
export async function callSomebody(
  desk: ErrandDesk,
  id: string,
  more?: Body,
): Promise<WaitingTicket | 'taken' | null> {
  const waits = await lockWaiting(desk.tx, DANGER.name, id)
  const danger = await lockDanger(desk, id)
  if (!danger) return null
  const words = more ? [...danger.words, more] : danger.words
  await saveDanger(desk, { ...danger, words, status: danger.status === 'taken' ? 'taken' : 'waiting' })
  if (danger.status === 'taken') return 'taken'
  return waits ?? openTicket(desk, opening(danger))
}

/** Her time to answer is over: silence is not safety. */
export async function whenUnanswered(desk: ErrandDesk, id: string): Promise<void> {
  await lockWaiting(desk.tx, DANGER.name, id)
  const danger = await lockDanger(desk, id)
  if (danger?.status === 'asked') await callSomebody(desk, id)
}

/**
 * She says that she is safe. Whoever was called already still looks: somebody may have said so for her.
 * @returns `called` when somebody was
 */
export async function saySafe(
  desk: ErrandDesk,
  id: string,
  person: string,
): Promise<'calm' | 'called' | 'not_yours'> {
  const danger = await lockDanger(desk, id)
  if (danger?.person !== person) return 'not_yours'
  if (danger.status === 'waiting' || danger.status === 'taken') {
    await saveDanger(desk, { ...danger, saidSafe: true })
    return 'called'
  }
  await saveDanger(desk, { ...danger, status: 'calm' })
  await uncount(desk.tx, id)
  return 'calm'
}

export type Taken = { outcome: 'yours'; danger: Danger } | { outcome: 'taken' | 'settled' | 'not_yours' }

/** Somebody on duty is with her from now on. Of two who say so at once, the first is. */
export async function take(
  desk: ErrandDesk,
  id: string,
  who: { person: string; network: string },
): Promise<Taken> {
  const ticket = await lockWaiting(desk.tx, DANGER.name, id)
  const danger = await lockDanger(desk, id)
  if (!danger) return { outcome: 'settled' }
  if (danger.network !== who.network) return { outcome: 'not_yours' }
  // Taken by herself on her other phone: the thread is open there already.
  if (danger.takenBy === who.person || !(danger.takenBy || ticket)) return { outcome: 'settled' }
  if (danger.takenBy || !ticket) return { outcome: 'taken' }
  await closeTicket(desk, ticket)
  if (danger.left) await askAgain(desk, danger, who.person)
  const taken: Danger = { ...danger, status: 'taken', takenBy: who.person }
  await saveDanger(desk, taken)
  return { outcome: 'yours', danger: taken }
}

/** She cannot be there now: the next one is called at once, or she who wrote hears that nobody has it yet. */
export async function pass(
  desk: ErrandDesk,
  id: string,
  who: { person: string; network: string },
): Promise<'passed' | 'nobody' | 'settled' | 'not_yours'> {
  const ticket = await lockWaiting(desk.tx, DANGER.name, id)
  const danger = await lockDanger(desk, id)
  if (danger && danger.network !== who.network) return 'not_yours'
  // Passed by herself on her other phone, and nobody has it since.
  if (ticket?.status === 'open') return 'nobody'
  if (!ticket || ticket.assignee !== who.person) return 'settled'
  const passed = await passOn(desk, ticket)
  if (passed.status === 'assigned' && passed.assignee !== who.person) return 'passed'
  await letWait(desk, ticket)
  return 'nobody'
}

const opening = ({ id, network, person }: Danger) => ({
  kind: DANGER.name,
  network,
  subject: id,
  for: person,
})
