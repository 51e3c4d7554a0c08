import { Duration } from 'luxon'
import { forgetQuoted } from '../../messaging/forget-quoted.ts'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { onCall, type Person, peopleOf } from '../people/people.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import { closeTicket, openTicket } from '../tickets/ladder.ts'
import { lockWaiting, saveTicket, type WaitingTicket } from '../tickets/tickets.ts'
import { DANGER, tellGone } from './calls.ts'
import { type Danger, deleteDanger, leaveDanger, lockDanger, saveDanger, takenLeft } from './danger.ts'

/** So long her first name is kept at most; no setting, for everybody reads “a week” before being erased. */
const KEPT = Duration.fromObject({ weeks: 1 })
/** Whoever took it is asked so often whether it is settled. */
const ASKED_EVERY = Duration.fromObject({ days: 1 })

/** When at the latest nothing is left of it. */
export const keptUntil = ({ at }: NonNullable<Danger['left']>): Date =>
  new Date(at.getTime() + KEPT.toMillis())

/**
 * She is erased while somebody is still to look after her: another hand may have done it. Her words go; whoever is called, or
 * took it, hears that, with the little that helps to find her.
 * @param keyMother who knows her where she lives; null when she has none
 */
export async function leaveBehind(
  desk: ErrandDesk,
  id: string,
  her: Pick<Person, 'name'> & { keyMother: string | null },
): Promise<void> {
  const waits = await lockWaiting(desk.tx, DANGER.name, id)
  const danger = await lockDanger(desk, id)
  if (waits) await saveTicket(desk.tx, { ...waits, for: null })
  if (!danger || danger.status === 'calm') return
  const left = await leaveDanger(desk, danger, her)
  desk.later({
    name: 'danger.forget',
    id: `danger-forget-${id}`,
    data: { danger: id },
    at: keptUntil(left.left!),
  })
  if (!her.name) return leaveNameless(desk, left, waits)
  if (danger.status === 'taken') await tellWhoTookIt(desk, left)
  else if (waits?.status === 'assigned') await tellGone(desk, waits.assignee, id)
}

/**
 * She never joined, or elsewhere: without a name nobody can look for her. What nobody took rings on all the same until a person
 * has read that; whoever took it hears so.
 */
async function leaveNameless(desk: ErrandDesk, left: Danger, waits: WaitingTicket | null): Promise<void> {
  const whom = left.takenBy ?? (waits?.status === 'assigned' ? waits.assignee : null)
  if (whom) await tellGone(desk, whom, left.id)
  // Nobody was called yet, for she was only asked whether she is safe: nobody is, in vain, for somebody who cannot be found.
  if (!left.takenBy && !waits) await saveDanger(desk, { ...left, status: 'calm' })
}

/**
 * How her thread with whoever took it stands, when she is erased.
 * @property isOver nobody needs to look after her any more
 * @property with whoever was given the thread since
 */
export async function noteThread(
  desk: ErrandDesk,
  id: string,
  thread: { isOver: boolean; with: string | null },
): Promise<void> {
  const danger = await lockDanger(desk, id)
  if (danger?.status !== 'taken') return
  const takenBy = thread.with ?? danger.takenBy
  await saveDanger(desk, { ...danger, takenBy, status: thread.isOver ? 'calm' : 'taken' })
}

async function tellWhoTookIt(desk: ErrandDesk, danger: Danger): Promise<void> {
  const { id, network, takenBy } = danger
  // Who is no professional any more, or cannot be reached, looks after nobody.
  if (!takenBy || !(await onCall(desk.tx, network, desk.now)).includes(takenBy)) return callAnew(desk, danger)
  await tellGone(desk, takenBy, id)
  await askAgain(desk, danger, takenBy)
}

async function callAnew(desk: ErrandDesk, danger: Danger): Promise<void> {
  await saveDanger(desk, { ...danger, status: 'waiting', takenBy: null })
  const { id, network } = danger
  await openTicket(desk, { kind: DANGER.name, network, subject: id, for: null })
}

/** She who took what others left behind leaves herself: somebody else is called for it. */
export async function passOnLeft(desk: ErrandDesk, person: string): Promise<void> {
  for (const id of await takenLeft(desk.tx, person)) {
    const danger = await lockDanger(desk, id)
    if (danger?.left?.name) await callAnew(desk, danger)
  }
}

/** Whoever took it is asked a day later whether it is settled, when nobody sleeps. */
export async function askAgain(
  desk: Pick<ErrandDesk, 'later' | 'now' | 'tx'>,
  { id, network }: Pick<Danger, 'id' | 'network'>,
  taker: string,
): Promise<void> {
  desk.later({
    name: 'danger.isSettled',
    id: `danger-settled-${id}-${taker}`,
    data: { danger: id, taker },
    at: await afterQuietOf(desk, network, new Date(desk.now.getTime() + ASKED_EVERY.toMillis())),
  })
}

/** Asks once more; nothing happens when nothing is left, or when another took it since, who is asked in her own time. */
export async function askWhetherSettled(desk: ErrandDesk, id: string, taker: string): Promise<void> {
  const danger = await lockDanger(desk, id)
  if (danger?.left && danger.takenBy === taker) await tellWhoTookIt(desk, danger)
}

/** It is settled, or the week is over: nothing is left of her, also where her name was read. */
export async function forgetLeft(desk: ErrandDesk, id: string): Promise<void> {
  const waits = await lockWaiting(desk.tx, DANGER.name, id)
  const danger = await lockDanger(desk, id)
  if (!danger?.left) return
  if (waits) await closeTicket(desk, waits)
  const { network, left } = danger
  const called = await peopleOf(desk.tx, desk.office, network, 'professional')
  forgetQuoted(
    desk,
    called.map((one) => one.id),
    { person: id, name: left.name },
  )
  await deleteDanger(desk.tx, id)
}
