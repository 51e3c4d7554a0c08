import { sql } from 'kysely'
import type { Session } from '../../src/engine/session.ts'
import type { Ground } from './ground.ts'
import type { Neighbour } from './neighbours.ts'

/** What became of everything that was said; everything but the first three should be 0. */
export type Tally = {
  attempted: number
  acknowledged: number
  /** Stored, though the house never got to say so: allowed. */
  recovered: number
  /** Acknowledged, and nowhere. */
  lost: number
  /** Inbound messages beyond one for each said, and replies beyond those a quiet house gives. */
  appliedTwice: number
  /** People whose messages or replies stand in another order than said. */
  outOfOrder: number
  /** People with another name, or at another point of the conversation, than what they said last leads to. */
  wrongState: number
  /** Replies that a quiet house gives, and that were not made, or never reached her. */
  unanswered: number
  /** Replies that she saw again after somebody died or was cut off between the provider's acceptance and our note. */
  doubled: number
  /** Replies that she saw again, or that no row calls for, without such a reason. */
  doubledWithoutReason: number
  /** What lies in the tables at the end that should not. */
  left: Left
}
export type Left = {
  queued: number
  sending: number
  held: number
  failed: number
  parked: number
  errands: number
  errandsFailed: number
  quarantined: number
}

export type Row = {
  direction: 'in' | 'out'
  text: string
  provider: string | null
  attempts: number
  at: Date
}
export type Found = { rows: Row[]; name: string | null; point: string }

/** How one neighbour's conversation went in a quiet house: what every other one is measured by. */
export type Pattern = { replies: string[]; point: string }

/** The pattern is made by somebody who has the same script, when nothing is broken. */
export async function patternOf(ground: Ground, one: Neighbour): Promise<Pattern> {
  const found = (await everybody(ground)).get(one.address)
  if (!found) throw new Error('Nobody has said anything yet')
  return { replies: replies(found, one), point: found.point }
}

/** Counts what became of what these neighbours said. */
export async function tally(ground: Ground, neighbours: Neighbour[], pattern: Pattern): Promise<Tally> {
  const all = await everybody(ground)
  const chats = new Set(neighbours.map(({ chat }) => chat))
  const brought = ground.bringer.brought.filter(({ chat }) => chats.has(chat))
  const sum: Tally = {
    attempted: brought.length,
    acknowledged: brought.filter((one) => one.acknowledged).length,
    recovered: 0,
    lost: 0,
    appliedTwice: 0,
    outOfOrder: 0,
    wrongState: 0,
    unanswered: 0,
    doubled: 0,
    doubledWithoutReason: 0,
    left: await leftOf(ground),
  }
  const said = new Map<number, Said[]>()
  for (const message of brought) said.set(message.chat, [...(said.get(message.chat) ?? []), message])
  for (const one of neighbours) {
    const found = all.get(one.address) ?? { rows: [], name: null, point: '' }
    const hers = said.get(one.chat) ?? []
    countInbound(sum, hers, found.rows)
    countReplies(sum, replies(found, one), pattern.replies)
    countHeard(sum, ground.telegram.person(one.chat).heard(), found.rows)
    const done = hers.every((message) => message.acknowledged)
    if (done && (found.name !== one.names.at(-1) || found.point !== pattern.point)) sum.wrongState++
  }
  return sum
}

/** Whatever is not 0 and should be, so that a test can say it in one line. */
export function faults(counted: Tally): Record<string, number> {
  const { attempted, acknowledged, lost, appliedTwice, outOfOrder, wrongState, unanswered } = counted
  const unacknowledged = attempted - acknowledged
  const { doubledWithoutReason, left } = counted
  const wrong = {
    unacknowledged,
    lost,
    appliedTwice,
    outOfOrder,
    wrongState,
    unanswered,
    doubledWithoutReason,
  }
  return Object.fromEntries(Object.entries({ ...wrong, ...left }).filter(([, count]) => count !== 0))
}

type Said = { text: string; acknowledged: boolean; tries: number; lastTry: number }

function countInbound(sum: Tally, said: Said[], rows: Row[]): void {
  const inbound = rows.filter(({ direction }) => direction === 'in')
  const missing = surplus(
    said.filter((one) => one.acknowledged).map(({ text }) => text),
    inbound.map(({ text }) => text),
  )
  const extra = surplus(
    inbound.map(({ text }) => text),
    said.map(({ text }) => text),
  )
  sum.lost += missing
  sum.appliedTwice += extra
  const inOrder = inbound.every(({ text }, i) => text === said[i]?.text)
  if (!missing && !extra && !inOrder) sum.outOfOrder++
  sum.recovered += said.filter(
    (one, i) => one.tries > 1 && (inbound[i]?.at.getTime() ?? Infinity) < one.lastTry,
  ).length
}

function countReplies(sum: Tally, made: string[], wanted: string[]): void {
  const missing = surplus(wanted, made)
  const extra = surplus(made, wanted)
  sum.unanswered += missing
  sum.appliedTwice += extra
  if (!missing && !extra && made.some((text, i) => text !== wanted[i])) sum.outOfOrder++
}

function countHeard(sum: Tally, heard: { messageId: number }[], rows: Row[]): void {
  const out = rows.filter(({ direction }) => direction === 'out')
  const places = new Map(heard.map(({ messageId }, place) => [String(messageId), place]))
  const reached = out.filter(({ provider }) => provider !== null && places.has(provider))
  const again = heard.length - reached.length
  const allowed = out.reduce((most, { attempts }) => most + attempts, 0)
  sum.unanswered += out.length - reached.length
  sum.doubled += Math.min(again, allowed)
  sum.doubledWithoutReason += Math.max(0, again - allowed)
  const order = reached.map(({ provider }) => places.get(provider!)!)
  if (order.some((place, i) => i > 0 && place < order[i - 1]!)) sum.outOfOrder++
}

/** How many of `some` are not among `others`, each counted once. */
function surplus(some: string[], others: string[]): number {
  const left = new Map<string, number>()
  for (const text of others) left.set(text, (left.get(text) ?? 0) + 1)
  return some.filter((text) => {
    const count = left.get(text) ?? 0
    left.set(text, count - 1)
    return count <= 0
  }).length
}

/** What the house said to her, with her own names and times taken out, so that two people can be compared. */
function replies({ rows }: Found, { names }: Neighbour): string[] {
  return rows
    .filter(({ direction }) => direction === 'out')
    .map(({ text }) =>
      names
        .reduceRight((cleared, name) => cleared.replaceAll(name, '{name}'), text)
        .replace(/With us since: .*/, ''),
    )
}

/** Everything that the tables hold of everybody, by address. */
export async function everybody({ db, sealer }: Pick<Ground, 'db' | 'sealer'>): Promise<Map<string, Found>> {
  const contacts = await sql<{ id: string; address: Buffer; session: Buffer | null; name: Buffer | null }>`
    select c.id, c.address, c.session, p.name from contacts c left join people p on p.id = c.person_id`.execute(
    db,
  )
  const messages = await sql<Omit<Row, 'text'> & { contact_id: string; content: Buffer }>`
    select contact_id, direction, content, provider_id as provider, attempts, created_at as at
    from messages order by id`.execute(db)
  const rows = new Map<string, Row[]>()
  for (const { contact_id, content, ...row } of messages.rows) {
    const { text = '' } = JSON.parse(sealer.open(content, 'messages.content')) as { text?: string }
    const hers = rows.get(contact_id) ?? []
    hers.push({ ...row, text })
    rows.set(contact_id, hers)
  }
  return new Map(
    contacts.rows.map(({ id, address, session, name }) => [
      sealer.open(address, 'contacts.address'),
      {
        rows: rows.get(id) ?? [],
        name: name && sealer.open(name, 'people.name'),
        point: session ? pointOf(JSON.parse(sealer.open(session, 'contacts.session'))) : '',
      },
    ]),
  )
}

const pointOf = (session: Session) => session.stack.map(({ flow, step }) => `${flow}.${step}`).join(' ')

/** What lies in the tables that a quiet house would not have. */
export async function leftOf({ db }: Ground): Promise<Left> {
  const found = await sql<Record<keyof Left, string>>`
    select count(*) filter (where status = 'queued') as queued, count(*) filter (where status = 'sending') as sending,
      count(*) filter (where status = 'held') as held, count(*) filter (where status = 'failed') as failed,
      count(*) filter (where status = 'parked') as parked,
      (select count(*) from errands where failed_at is null and due_at < now()) as errands,
      (select count(*) from errands where failed_at is not null) as "errandsFailed",
      (select count(*) from quarantine) as quarantined
    from messages`.execute(db)
  const counts = Object.entries(found.rows[0]!).map(([name, count]) => [name, Number(count)])
  return Object.fromEntries(counts) as Left
}
