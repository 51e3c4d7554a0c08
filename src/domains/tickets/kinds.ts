import type { ErrandDesk } from '../../messaging/scene.ts'
import type { SettingKey } from '../networks/settings.ts'
import type { AssignedTicket, Ticket } from './tickets.ts'

/**
 * A rung of the ladder: who is turned to, and the network's setting for how long she has.
 * `urgent`: nobody is reminded first, the next is called at once; and those who pause are called after those on duty.
 */
export type Rung = { to: 'key-mother' | 'duty'; wait: SettingKey; urgent?: true }

/**
 * Why a ticket moved: somebody passed it on, was silent too long, can no longer be reached,
 * gave it to another by name, or there was nobody to turn to.
 */
export type Move = 'passed_on' | 'silent' | 'gone' | 'handed' | 'nobody'

/** What a domain promises about the tickets it owns. Each is told inside the transaction that changed the ticket. */
export type TicketKind = {
  name: string
  /** Climbed from the first to the last rung; the last one goes round its list for ever. */
  ladder: readonly [Rung, ...Rung[]]
  /** It waits for this person now: bring it to her, not before `from`. */
  onAssigned(desk: ErrandDesk, ticket: AssignedTicket, from: Date): Promise<void>
  /** She has had it for the whole time of her rung: remind her. */
  onReminded(desk: ErrandDesk, ticket: AssignedTicket): Promise<void>
  /** The asker was asked back and did not answer; the clock of whoever has it runs again: tell her, not before `from`. */
  onRunsAgain?(desk: ErrandDesk, ticket: AssignedTicket, from: Date): Promise<void>
  /** It went from her to another without her doing: tell her, if she is at it. */
  onTaken?(desk: ErrandDesk, ticket: AssignedTicket, from: string): Promise<void>
  /** It waits for somebody else now, or for nobody yet: tell whoever asked. */
  onMoved(desk: ErrandDesk, ticket: Ticket, why: Move): Promise<void>
}

const kinds = new Map<string, TicketKind>()

/** Registers a kind of ticket; the domain that owns the subject does so when it is loaded. */
export function defineTicketKind(kind: TicketKind): TicketKind {
  kinds.set(kind.name, kind)
  return kind
}

/** @throws when no loaded domain owns this kind: a fault of the wiring, not of a person */
export function kindOf(ticket: { kind: string }): TicketKind {
  const kind = kinds.get(ticket.kind)
  if (!kind)
    throw new Error(`No domain defines tickets of kind "${ticket.kind}": is it listed in domains.ts?`)
  return kind
}
