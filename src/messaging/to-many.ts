import { setTimeout as rest } from 'node:timers/promises'
import { sql } from 'kysely'
import { transaction } from '../db/database.ts'
import { type Contact, lockByIds } from './contact.ts'
import { daysBefore } from './days.ts'
import { isParkedInstead } from './hand-over.ts'
import { noteOpenings, roomOutside } from './openings.ts'
import { failOutdated, isOutdated } from './outdated.ts'
import type { OutContent } from './outgoing.ts'
import { limitsOf, type PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'
import { contactsWaiting, sendInTurn } from './send.ts'
import { waitsFor } from './slow-down.ts'
import { reserveTurns, type Turn, turnComes } from './turns.ts'

/** So many are claimed in one go, in seconds of the limit: few enough that a stop leaves little, and nobody's reply waits long. */
const AT_ONCE_S = 0.2
const MOST_AT_ONCE = 16
/** Places reserved in one go, in seconds of the limit: a reply waits behind so many. */
const RESERVED_S = 0.04
/** A row that nobody told us of is found after this long. */
const LOOK_EVERY_MS = 500
/** Sends under way at once, in seconds of the provider's limit: a slow provider is not buried. */
const UNDER_WAY_S = 2
/** Between two messages to one person, beside what the provider asks for. */
const UNSTEADY_MS = 50

type Claimed = { id: string; content: OutContent; priority: number; attempts: number; contact: Contact }
type Lane = { stop(): Promise<void>; wake(): void }
const lanes = new WeakMap<PostOffice, Lane[]>()

/** Sends from now on what is meant for many: one lane a channel, each message in its turn, and replies pass. */
export function openLanes(office: PostOffice): { stop(): Promise<void> } {
  const opened = [...office.channels.keys()].map((channel) => openLane(office, channel))
  lanes.set(office, opened)
  return { stop: async () => void (await Promise.all(opened.map((lane) => lane.stop()))) }
}

/** Something for many was written down a moment ago. */
export function wakeLanes(office: PostOffice): void {
  for (const lane of lanes.get(office) ?? []) lane.wake()
}

function openLane(office: PostOffice, channel: string): Lane {
  const underWay = new Set<Promise<void>>()
  const stop = new AbortController()
  let ahead: Promise<Claimed[]> | null = null
  let wake = () => {}
  const reserved = Math.max(1, Math.min(4, Math.round(limitsOf(office, channel).perSecond * RESERVED_S)))
  const most = Math.min(100, Math.ceil(limitsOf(office, channel).perSecond * UNDER_WAY_S))

  const stopped = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()))

  async function walk(): Promise<void> {
    while (!stop.signal.aborted) {
      const found = await round().catch((error) => {
        office.log.warn({ event: 'lane.interrupted', channel, error })
        return false
      })
      if (!found && !stop.signal.aborted) await idle()
    }
    if (ahead) await ahead.then((claimed) => handBack(office, claimed)).catch(() => {})
  }

  async function round(): Promise<boolean> {
    const slowedDown = waitsFor(office, channel)
    if (slowedDown > 0) await rest(Math.min(slowedDown, LOOK_EVERY_MS))
    if (slowedDown > 0) return true
    const claimed = await (ahead ?? claimSome(office, channel))
    ahead = null
    // The next handful is fetched meanwhile: the line must not stand still for the database.
    if (claimed.length && !stop.signal.aborted) {
      ahead = claimSome(office, channel)
      ahead.catch(() => {})
    }
    let left = claimed
    try {
      const turns: Turn[] = []
      while (left.length && !stop.signal.aborted) {
        const [message, ...others] = left as [Claimed, ...Claimed[]]
        let turn: Turn | undefined
        if (!isParkedInstead(office, message.contact, message.content)) {
          if (!turns.length)
            turns.push(...(await reserveTurns(office, channel, Math.min(reserved, left.length))))
          turn = turns.shift()!
          await turnComes(turn)
        }
        left = others
        const sent = sendInTurn(office, message.contact, { ...message, turn }).finally(() =>
          underWay.delete(sent),
        )
        contactsWaiting(office).delete(message.contact.id)
        underWay.add(sent)
        if (underWay.size >= most) await Promise.race([...underWay, stopped])
      }
    } finally {
      if (left.length) await handBack(office, left)
    }
    return claimed.length > 0
  }

  function idle(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_EVERY_MS)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  const walked = walk()
  return {
    wake: () => wake(),
    stop() {
      stop.abort()
      wake()
      return walked
    },
  }
}

/** Those that are next: the more urgent first, then who may be written to freely, then who has waited longest. */
async function claimSome(office: PostOffice, channel: string): Promise<Claimed[]> {
  const now = office.now()
  const { windowHours, perSecond, perSecondEach } = limitsOf(office, channel)
  const atOnce = Math.min(MOST_AT_ONCE, Math.ceil(perSecond * AT_ONCE_S))
  const justNow = new Date(now.getTime() - 1000 / perSecondEach - UNSTEADY_MS)
  const isOpen = windowHours === null ? null : new Date(now.getTime() - windowHours * 3_600_000)
  return transaction(
    office.db,
    async (tx) => {
      const room = isOpen ? await roomOutside(tx, office, channel, now) : Infinity
      const rows = await sql<{ id: string; contact_id: string; outside: boolean }>`
        select m.id, m.contact_id, ${isOpen}::timestamptz is not null
          and (c.last_inbound_at is null or c.last_inbound_at <= ${isOpen}) as outside
        from messages m join contacts c on c.id = m.contact_id
        where m.status = 'queued' and m.priority > 0 and m.due_at <= ${now} and c.channel = ${channel}
          and not exists (
            select from messages o where o.contact_id = m.contact_id
              and (o.status = 'sending' or (o.status = 'queued' and (o.priority, o.id) < (m.priority, m.id))))
          and coalesce((
            select max(l.sent_at) from (
              select sent_at from messages where contact_id = m.contact_id order by id desc limit 6) l) <= ${justNow}, true)
          and (${room > 0} or ${isOpen}::timestamptz is null or c.last_inbound_at > ${isOpen}
            or exists (select from openings p where p.contact_id = c.id and p.at > ${daysBefore(now)}))
        order by m.priority, outside, m.due_at, m.id
        limit ${Math.max(1, Math.min(atOnce, room))}
        for update of m, c skip locked`.execute(tx)
      return claim(tx, office, channel, rows.rows, now)
    },
    office,
  )
}

async function claim(
  tx: Tx,
  office: PostOffice,
  channel: string,
  rows: { id: string; contact_id: string; outside: boolean }[],
  now: Date,
): Promise<Claimed[]> {
  if (!rows.length) return []
  for (const row of rows) contactsWaiting(office).add(row.contact_id)
  const taken = await sql<Omit<Claimed, 'content' | 'contact'> & { content: Buffer; contact_id: string }>`
    update messages set status = 'sending', claimed_by = ${office.instance}, claimed_at = ${now}
    where id = any (${rows.map(({ id }) => id)}::bigint[])
    returning id, contact_id, content, priority, attempts`.execute(tx)
  const found = new Map(taken.rows.map((row) => [row.id, row]))
  const contacts = await lockByIds(
    tx,
    office,
    rows.map((row) => row.contact_id),
  )
  const claimed: Claimed[] = []
  const opened: string[] = []
  for (const { id, contact_id: contactId, outside } of rows) {
    const row = found.get(id)!
    const contact = contacts.get(contactId)!
    const content = JSON.parse(office.sealer.open(row.content, 'messages.content')) as OutContent
    // A daily ceiling may have kept it back for longer than it is of use.
    if (isOutdated(content, now)) {
      contactsWaiting(office).delete(contactId)
      await failOutdated(tx, office, { id, contact: contactId, content })
      continue
    }
    if (outside) opened.push(contactId)
    claimed.push({ id, content, contact, priority: row.priority, attempts: row.attempts })
  }
  if (opened.length) await noteOpenings(tx, opened, channel, now)
  return claimed
}

async function handBack(office: PostOffice, messages: Claimed[]): Promise<void> {
  for (const { contact } of messages) contactsWaiting(office).delete(contact.id)
  await sql`
    update messages set status = 'queued', claimed_by = null
    where id = any (${messages.map(({ id }) => id)}::bigint[]) and status = 'sending'`.execute(office.db)
}
