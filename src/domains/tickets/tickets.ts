import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../messaging/scene.ts'

/**
 * Something that waits for a person, with its clock. `open`: nobody can be turned to yet.
 * `dueAt` is when the ladder is climbed further, or, while open, when it is tried again.
 */
export type Ticket = {
  id: string
  network: string
  kind: string
  /** The row of the domain that owns the kind. */
  subject: string
  /** Whose matter it is; null once she is erased. */
  for: string | null
  rung: number
  /** Below this nobody is turned to any more: they were silent, passed it on, or she wanted it so. */
  lowest: number
  /** Counts every change of the clock, so that an overtaken timer knows that it is. */
  tick: number
  reminded: boolean
  /** Its clock stands still: the asker is to answer first, or whoever has it needs more time. */
  stands: 'asked-back' | 'on-hold' | null
  /** How often in a row whoever has it asked for more time. */
  holds: number
  openedAt: Date
} & (
  | { status: 'open'; dueAt: Date }
  | { status: 'assigned'; assignee: string; dueAt: Date }
  | { status: 'closed'; closedAt: Date }
)
export type WaitingTicket = Exclude<Ticket, { status: 'closed' }>
export type AssignedTicket = Extract<Ticket, { status: 'assigned' }>

declare module '../../db/database.ts' {
  interface Tables {
    tickets: TicketsTable
  }
}

type TicketsTable = {
  id: string
  network_id: string
  kind: string
  subject: string
  for_person: string | null
  status: 'open' | 'assigned' | 'closed'
  assignee: string | null
  rung: number
  lowest: number
  tick: number
  reminded: boolean
  stands: Ticket['stands']
  holds: number
  due_at: Date
  opened_at: Date
  closed_at: Date | null
}

/** Adds a ticket; null when one of this kind already waits for the same subject. */
export async function addTicket(tx: Tx, ticket: WaitingTicket): Promise<WaitingTicket | null> {
  const added = await tx
    .insertInto('tickets')
    .values(asRow(ticket))
    .onConflict((conflict) =>
      conflict.columns(['kind', 'subject']).where(sql<boolean>`status <> 'closed'`).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  return added ? ticket : null
}

/** Writes a changed ticket. Its row must be locked: read it by `lockTicket` or `lockWaiting`. */
export async function saveTicket<T extends Ticket>(tx: Tx, ticket: T): Promise<T> {
  const { id, ...row } = asRow(ticket)
  await tx.updateTable('tickets').set(row).where('id', '=', id).execute()
  return ticket
}

/** Reads a ticket and holds its lock until the transaction ends; races are settled here. */
export async function lockTicket(tx: Tx, id: string): Promise<Ticket | null> {
  const row = await tx.selectFrom('tickets').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row ? asTicket(row) : null
}

/** The ticket of this kind that waits for a subject, locked; null when nothing waits. */
export async function lockWaiting(tx: Tx, kind: string, subject: string): Promise<WaitingTicket | null> {
  const row = await waiting(tx)
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .forUpdate()
    .executeTakeFirst()
  return row ? (asTicket(row) as WaitingTicket) : null
}

/** As lockWaiting, for who only wants to look. */
export async function waitingFor(tx: Tx, kind: string, subject: string): Promise<WaitingTicket | null> {
  const row = await waiting(tx).where('kind', '=', kind).where('subject', '=', subject).executeTakeFirst()
  return row ? (asTicket(row) as WaitingTicket) : null
}

/** What waits for this person, the most pressing first. */
export async function ticketsOf(tx: Tx, person: string): Promise<WaitingTicket[]> {
  const rows = await waiting(tx).where('assignee', '=', person).orderBy('due_at').execute()
  return rows.map((row) => asTicket(row) as WaitingTicket)
}

/** What waits in a network for nobody in particular, the oldest first. */
export async function unassignedIn(tx: Tx, network: string): Promise<WaitingTicket[]> {
  const rows = await waiting(tx)
    .where('network_id', '=', network)
    .where('assignee', 'is', null)
    .orderBy('opened_at')
    .execute()
  return rows.map((row) => asTicket(row) as WaitingTicket)
}

/** How much waits for each person of a network, and since when: who is overloaded is seen here. */
export async function loads(
  tx: Tx,
  network: string,
): Promise<{ person: string; waiting: number; oldest: Date }[]> {
  const rows = await waiting(tx)
    .clearSelect()
    .select((select) => [
      'assignee as person',
      select.fn.countAll<string>().as('waiting'),
      select.fn.min('opened_at').as('oldest'),
    ])
    .where('network_id', '=', network)
    .where('assignee', 'is not', null)
    .groupBy('assignee')
    .orderBy('waiting', 'desc')
    .execute()
  return rows.map((row) => ({ person: row.person!, waiting: Number(row.waiting), oldest: row.oldest }))
}

/** How many things wait for one person. */
export async function loadOf(tx: Tx, person: string): Promise<number> {
  const row = await waiting(tx)
    .clearSelect()
    .select((select) => select.fn.countAll<string>().as('waiting'))
    .where('assignee', '=', person)
    .executeTakeFirstOrThrow()
  return Number(row.waiting)
}

const waiting = (tx: Tx) => tx.selectFrom('tickets').selectAll().where('status', '<>', 'closed')

function asTicket(row: Selectable<TicketsTable>): Ticket {
  const common = {
    id: row.id,
    network: row.network_id,
    kind: row.kind,
    subject: row.subject,
    for: row.for_person,
    rung: row.rung,
    lowest: row.lowest,
    tick: row.tick,
    reminded: row.reminded,
    stands: row.stands,
    holds: row.holds,
    openedAt: row.opened_at,
  }
  if (row.status === 'closed') return { ...common, status: 'closed', closedAt: row.closed_at! }
  // Whoever had it may have been erased meanwhile: then it waits for nobody.
  if (row.status === 'assigned' && row.assignee)
    return { ...common, status: 'assigned', assignee: row.assignee, dueAt: row.due_at }
  return { ...common, status: 'open', dueAt: row.due_at }
}

function asRow(ticket: Ticket): TicketsTable {
  return {
    id: ticket.id,
    network_id: ticket.network,
    kind: ticket.kind,
    subject: ticket.subject,
    for_person: ticket.for,
    status: ticket.status,
    assignee: ticket.status === 'assigned' ? ticket.assignee : null,
    rung: ticket.rung,
    lowest: ticket.lowest,
    tick: ticket.tick,
    reminded: ticket.reminded,
    stands: ticket.stands,
    holds: ticket.holds,
    due_at: ticket.status === 'closed' ? ticket.closedAt : ticket.dueAt,
    opened_at: ticket.openedAt,
    closed_at: ticket.status === 'closed' ? ticket.closedAt : null,
  }
}
