import { randomUUID } from 'node:crypto'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { keyMotherFor } from '../circles/circles.ts'
import { setting } from '../networks/networks.ts'
import { mayBeReached, onCall, onDuty } from '../people/people.ts'
import { commonOf, ladderOf, planClock, startClock, waitedFrom } from './clock.ts'
import { kindOf, type Move, type Rung } from './kinds.ts'
import {
  type AssignedTicket,
  addTicket,
  loadOf,
  lockTicket,
  lockWaiting,
  saveTicket,
  type Ticket,
  ticketsOf,
  type WaitingTicket,
} from './tickets.ts'

/**
 * @property for whose matter it is: her key mother is turned to first; null when she is erased
 * @property first somebody to turn to before anybody else: who knows the matter already
 * @property from the rung to begin at; the lowest when left out
 */
export type Opening = {
  kind: string
  network: string
  subject: string
  for: string | null
  first?: { person: string; to: Rung['to'] }
  from?: Rung['to']
}

/** Lets something wait for a person. A ticket that waits for this subject already is given back as it is. */
export async function openTicket(desk: ErrandDesk, opening: Opening): Promise<WaitingTicket> {
  const ticket = await addTicket(desk.tx, freshTicket(desk, opening))
  if (!ticket) return (await lockWaiting(desk.tx, opening.kind, opening.subject))!
  const { first } = opening
  if (first && (await mayBeReached(desk.tx, first.person, 'questions', desk.now)))
    return assign(desk, ticket, rungOf(ticket, first.to), first.person)
  return climb(desk, ticket, ticket.lowest)
}

/** Lets something wait for the very person who takes it up, who needs no notice of it. */
export async function openWith(desk: ErrandDesk, opening: Opening, person: string): Promise<AssignedTicket> {
  const ticket = freshTicket(desk, opening)
  if (!(await addTicket(desk.tx, ticket))) throw new Error('Something new waits for somebody already')
  return (await startClock(desk, ticket, ticket.lowest, person)).assigned
}

/** Who would be turned to, were it opened now: she is told before she sends anything. Null: nobody. */
export async function whoWouldHave(desk: ErrandDesk, opening: Omit<Opening, 'subject' | 'first'>) {
  const ticket = freshTicket(desk, { ...opening, subject: '' })
  return firstFrom(desk, ticket, ticket.lowest)
}

/**
 * Gives a ticket up to the next rung, or to the next on the duty list.
 * @returns the ticket as it waits now: `open` when there is nobody, unchanged when there is nobody else
 */
export async function passOn(
  desk: ErrandDesk,
  ticket: WaitingTicket,
  why: Move = 'passed_on',
): Promise<WaitingTicket> {
  if (ladderOf(ticket)[ticket.rung]!.to !== 'duty') return climb(desk, ticket, ticket.rung + 1, why)
  const next = await nextOnDuty(desk, ticket)
  return next ? assign(desk, ticket, ticket.rung, next, why) : ticket
}

/** Whoever has it cannot be there, and there is nobody else: it waits for nobody until it is tried again. */
export function letWait(desk: ErrandDesk, ticket: WaitingTicket): Promise<WaitingTicket> {
  return leaveOpen(desk, ticket, 'passed_on')
}

/** Gives a ticket to somebody by name, who is brought it as if she had been next. */
export function giveTo(desk: ErrandDesk, ticket: WaitingTicket, person: string, to: Rung['to']) {
  return assign(desk, ticket, rungOf(ticket, to), person, 'handed')
}

/** Gives a ticket to somebody by name, who is shown it by the caller, not before `from`. */
export async function handTo(desk: ErrandDesk, ticket: WaitingTicket, person: string, to: Rung['to']) {
  const { assigned, from } = await startClock(desk, ticket, rungOf(ticket, to), person)
  await kindOf(ticket).onMoved(desk, assigned, 'handed')
  return { ticket: assigned, from }
}

export type Claim =
  | { outcome: 'yours'; ticket: AssignedTicket }
  | { outcome: 'taken'; by: string }
  | { outcome: 'closed' }

/** Takes a ticket that waits for nobody. Of two who try at once, the first has it. */
export async function claim(
  desk: ErrandDesk,
  id: string,
  person: string,
  to: Rung['to'] = 'duty',
): Promise<Claim> {
  const ticket = await lockTicket(desk.tx, id)
  if (!ticket || ticket.status === 'closed') return { outcome: 'closed' }
  if (ticket.status === 'assigned')
    return ticket.assignee === person
      ? { outcome: 'yours', ticket }
      : { outcome: 'taken', by: ticket.assignee }
  const { assigned } = await startClock(desk, ticket, rungOf(ticket, to), person)
  await kindOf(ticket).onMoved(desk, assigned, 'handed')
  return { outcome: 'yours', ticket: assigned }
}

/** Nothing waits here any more; its clock stops. */
export async function closeTicket(
  desk: Pick<ErrandDesk, 'tx' | 'now'>,
  ticket: WaitingTicket,
): Promise<void> {
  await saveTicket(desk.tx, { ...commonOf(ticket), status: 'closed', closedAt: desk.now })
}

/** What the clock does when a ticket's time is up. `tick` tells whether it is still the clock that was set. */
export async function whenDue(desk: ErrandDesk, id: string, tick: number): Promise<void> {
  const ticket = await lockTicket(desk.tx, id)
  if (!ticket || ticket.status === 'closed' || ticket.tick !== tick) return
  if (ticket.status === 'open') await climb(desk, ticket, ticket.lowest)
  else if (ticket.stands === 'asked-back') await runAgain(desk, ticket)
  else if (ladderOf(ticket)[ticket.rung]!.to !== 'duty') await climb(desk, ticket, ticket.rung + 1, 'silent')
  else if ((ticket.reminded || isUrgent(ticket)) && (await nextOnDuty(desk, ticket)))
    await passOn(desk, ticket, 'silent')
  else await remind(desk, ticket)
}

/** Somebody leaves for good: whatever waits for her waits for others from now on. */
export async function forgetTickets(desk: ErrandDesk, person: string): Promise<void> {
  await letGo(desk, person)
}

/**
 * Whatever waits for somebody who leaves, is away or cannot be reached waits for others from now on.
 * @param keepsUrgent she only rests: in danger she is called all the same
 * @returns how much it was
 */
export async function letGo(desk: ErrandDesk, person: string, { keepsUrgent = false } = {}): Promise<number> {
  let moved = 0
  for (const { id } of await ticketsOf(desk.tx, person)) {
    const ticket = await lockTicket(desk.tx, id)
    if (ticket?.status !== 'assigned' || ticket.assignee !== person) continue
    if (keepsUrgent && isUrgent(ticket)) continue
    await climb(desk, ticket, ticket.lowest, 'gone', person)
    moved++
  }
  return moved
}

/** The asker has not answered what she was asked back: whoever has it hears so, and her time begins anew. */
async function runAgain(desk: ErrandDesk, ticket: AssignedTicket): Promise<void> {
  const { assigned, from } = await startClock(desk, ticket, ticket.rung, ticket.assignee)
  await kindOf(ticket).onRunsAgain?.(desk, assigned, from)
}

/** Climbs from a rung up to the first with somebody to turn to. */
async function climb(desk: ErrandDesk, before: WaitingTicket, from: number, why?: Move, without?: string) {
  const ticket: WaitingTicket = { ...before, lowest: from }
  const found = await firstFrom(desk, ticket, from, without)
  if (!found) return leaveOpen(desk, ticket, why)
  // A ticket that waited for nobody and finds somebody at last has moved too.
  return assign(desk, ticket, found.rung, found.person, why ?? (ticket.tick > 0 ? 'handed' : undefined))
}

async function firstFrom(desk: ErrandDesk, ticket: WaitingTicket, from: number, without?: string) {
  for (const [rung, { to }] of ladderOf(ticket).entries()) {
    if (rung < from) continue
    const candidates = to === 'duty' ? await dutyFor(desk, ticket) : await keyMotherOf(desk, ticket)
    const person = candidates.find((one) => one !== ticket.for && one !== without)
    if (person) return { rung, person, to }
  }
  return null
}

/** Nobody, where she is away without a stand-in, may not be reached, or has enough to carry. */
async function keyMotherOf(desk: ErrandDesk, ticket: WaitingTicket): Promise<string[]> {
  const keyMother = ticket.for && (await keyMotherFor(desk.tx, ticket.for, desk.now))
  if (!keyMother || !(await mayBeReached(desk.tx, keyMother, 'questions', desk.now))) return []
  return (await hasRoom(desk, ticket.network, keyMother)) ? [keyMother] : []
}

/** Whether a key mother may be given one more: how many she carries at once is limited. */
export async function hasRoom(desk: ErrandDesk, network: string, keyMother: string): Promise<boolean> {
  const most = Number(await setting(desk.tx, network, 'keyMother.openThreads'))
  return (await loadOf(desk.tx, keyMother)) < most
}

async function nextOnDuty(desk: ErrandDesk, ticket: WaitingTicket): Promise<string | null> {
  const list = (await dutyFor(desk, ticket)).filter((one) => one !== ticket.for)
  const now = ticket.status === 'assigned' ? ticket.assignee : null
  const next = list[(list.indexOf(now ?? '') + 1) % list.length]
  return next && next !== now ? next : null
}

const dutyFor = (desk: ErrandDesk, ticket: WaitingTicket) =>
  (isUrgent(ticket) ? onCall : onDuty)(desk.tx, ticket.network, desk.now)

async function assign(desk: ErrandDesk, ticket: WaitingTicket, rung: number, person: string, why?: Move) {
  const { assigned, from } = await startClock(desk, ticket, rung, person)
  await kindOf(ticket).onAssigned(desk, assigned, from)
  const before = ticket.status === 'assigned' && ticket.assignee !== person ? ticket.assignee : null
  if (before && (why === 'silent' || why === 'gone')) await kindOf(ticket).onTaken?.(desk, assigned, before)
  if (why) await kindOf(ticket).onMoved(desk, assigned, why)
  return assigned
}

async function leaveOpen(desk: ErrandDesk, ticket: WaitingTicket, why?: Move): Promise<WaitingTicket> {
  const rung = ladderOf(ticket).length - 1
  const dueAt = await waitedFrom(desk, ticket.network, desk.now, ladderOf(ticket)[rung]!.wait)
  const changed = { rung, reminded: false, stands: null, holds: 0, tick: ticket.tick + 1 }
  const open: WaitingTicket = { ...commonOf(ticket), ...changed, status: 'open', dueAt }
  await saveTicket(desk.tx, open)
  planClock(desk, open)
  if (why) await kindOf(ticket).onMoved(desk, open, 'nobody')
  return open
}

async function remind(desk: ErrandDesk, ticket: AssignedTicket): Promise<void> {
  const dueAt = await waitedFrom(desk, ticket.network, desk.now, ladderOf(ticket)[ticket.rung]!.wait)
  const reminded = await saveTicket(desk.tx, {
    ...ticket,
    ...{ reminded: true, stands: null, dueAt, tick: ticket.tick + 1 },
  })
  planClock(desk, reminded)
  await kindOf(ticket).onReminded(desk, reminded)
}

function freshTicket(desk: ErrandDesk, { kind, network, subject, for: whose, from }: Opening): WaitingTicket {
  const lowest = from ? kindOf({ kind }).ladder.findIndex(({ to }) => to === from) : 0
  const common = {
    id: randomUUID(),
    network,
    kind,
    subject,
    for: whose,
    rung: lowest,
    lowest,
    tick: 0,
    reminded: false,
    stands: null,
    holds: 0,
  }
  return { ...common, openedAt: desk.now, status: 'open', dueAt: desk.now }
}

const isUrgent = (ticket: Ticket) => ladderOf(ticket)[ticket.rung]?.urgent === true

function rungOf(ticket: Ticket, to: Rung['to']): number {
  return Math.max(
    0,
    ladderOf(ticket).findIndex((rung) => rung.to === to),
  )
}
