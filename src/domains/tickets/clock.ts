import { Duration } from 'luxon'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { networkFacts, setting } from '../networks/networks.ts'
import type { SettingKey } from '../networks/settings.ts'
import { kindOf } from './kinds.ts'
import { afterQuiet, beforeQuiet, quietAt } from './quiet.ts'
import { type AssignedTicket, saveTicket, type Ticket, type WaitingTicket } from './tickets.ts'

/** Gives somebody the whole time of a rung for a ticket. @returns it, and when her phone may ring for it */
export async function startClock(desk: ErrandDesk, ticket: WaitingTicket, rung: number, person: string) {
  const { to, wait } = ladderOf(ticket)[rung]!
  const from = to === 'key-mother' ? await afterQuietOf(desk, ticket.network) : desk.now
  const dueAt = await waitedFrom(desk, ticket.network, from, wait)
  const assigned: AssignedTicket = {
    ...ticket,
    ...{ status: 'assigned', assignee: person, rung, dueAt },
    ...{ reminded: false, stands: null, holds: 0, tick: ticket.tick + 1 },
  }
  await saveTicket(desk.tx, assigned)
  planClock(desk, assigned)
  return { assigned, from }
}

/** How often in a row somebody may ask for more time before it is the next one's turn. */
const HOLDS_AT_MOST = 2

/** Whoever has it needs more time, until then. @returns null when she has had that twice already */
export async function putOnHold(
  desk: ErrandDesk,
  ticket: AssignedTicket,
  until: Date,
): Promise<AssignedTicket | null> {
  if (ticket.holds >= HOLDS_AT_MOST) return null
  return stand(desk, { ...ticket, stands: 'on-hold', holds: ticket.holds + 1, dueAt: until })
}

/** The asker is to answer first: nobody is hurried meanwhile, for so long as this setting says. */
export async function standForAsker(
  desk: ErrandDesk,
  ticket: AssignedTicket,
  wait: SettingKey,
): Promise<AssignedTicket> {
  const dueAt = await waitedFrom(desk, ticket.network, desk.now, wait)
  return stand(desk, { ...ticket, stands: 'asked-back', dueAt })
}

async function stand(desk: ErrandDesk, ticket: AssignedTicket): Promise<AssignedTicket> {
  const standing = await saveTicket(desk.tx, { ...ticket, reminded: false, tick: ticket.tick + 1 })
  planClock(desk, standing)
  return standing
}

/** Wakes us when the ticket's time is up. */
export function planClock(desk: ErrandDesk, ticket: WaitingTicket): void {
  const { id, rung, tick } = ticket
  desk.later({
    name: 'tickets.due',
    id: `ticket-${id}-${rung}-${tick}`,
    data: { ticket: id, tick },
    at: ticket.dueAt,
  })
}

/** When a key mother's phone may ring about something of this network. */
export async function afterQuietOf(
  desk: Pick<ErrandDesk, 'tx' | 'now'>,
  network: string,
  at = desk.now,
): Promise<Date> {
  const { zone } = await networkFacts(desk.tx, network)
  return afterQuiet(at, await setting(desk.tx, network, 'quiet.hours'), zone)
}

/** The quiet hours of this network in which a moment lies; null when phones may ring then. */
export async function quietHoursAt(
  desk: Pick<ErrandDesk, 'tx'>,
  network: string,
  at: Date,
): Promise<{ from: Date; until: Date } | null> {
  const { zone } = await networkFacts(desk.tx, network)
  return quietAt(at, await setting(desk.tx, network, 'quiet.hours'), zone)
}

/** That moment, or where it lies in quiet hours a minute before they begin; never before now. */
export async function beforeQuietOf(
  desk: Pick<ErrandDesk, 'tx' | 'now'>,
  network: string,
  at: Date,
): Promise<Date> {
  const { zone } = await networkFacts(desk.tx, network)
  const before = beforeQuiet(at, await setting(desk.tx, network, 'quiet.hours'), zone)
  return new Date(Math.max(before.getTime(), desk.now.getTime()))
}

/** That moment, and as long after it as the network's setting says. */
export async function waitedFrom(
  desk: ErrandDesk,
  network: string,
  from: Date,
  key: SettingKey,
): Promise<Date> {
  const wait = Duration.fromISO(await setting(desk.tx, network, key))
  return new Date(from.getTime() + wait.toMillis())
}

/** What stays the same in whatever state a ticket is. */
export function commonOf(ticket: Ticket) {
  const { id, network, kind, subject, for: whose, rung, lowest, tick, reminded, stands, holds } = ticket
  const { openedAt } = ticket
  return { id, network, kind, subject, for: whose, rung, lowest, tick, reminded, stands, holds, openedAt }
}

export const ladderOf = (ticket: Pick<Ticket, 'kind'>) => kindOf(ticket).ladder
