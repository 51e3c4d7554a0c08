import { setTimeout as rest } from 'node:timers/promises'
import { sql } from 'kysely'
import { isDown } from '../db/database.ts'
import { eachChannel } from './each-channel.ts'
import { limitsOf, type PostOffice } from './post-office.ts'

/** A second of the provider's, and what may come between our clock and its: the network, a process that pauses for breath. */
const SECOND_MS = 1000
const UNSTEADY_MS = 35

/** Those sent to many follow each other like this, in parts of an even pace: no thirty at once, and some room to catch up. */
const EVENLY = 0.85

/** So long after the last of those a channel counts as busy with what is sent to many. */
const BUSY_MS = 3000
const LOOK_EVERY_MS = 300

/** How late a timer of this process usually is: only what is beside it makes a sender late. */
const STEADILY = 0.1

type Busy = { until: number; lookAt: number; usual: number }
/** A place in the limit: `at` by the database's clock, `wait` in milliseconds after `from`, on the clock of performance.now(). */
export type Turn = { channel: string; at: string; wait: number; from: number }
const busyOf = eachChannel((): Busy => ({ until: 0, lookAt: 0, usual: 2 }))

/**
 * Waits, for a reply, until there is room in its channel's limit, which all processes share. While nothing is sent to many it
 * waits for nothing; while something is, it stands in the same line, in which those who send to many reserve only a few places.
 */
export async function replyInTurn(office: PostOffice, channel: string): Promise<void> {
  if (!isBusy(office, channel)) return
  try {
    const [turn] = await reserveTurns(office, channel, 1, 0)
    await waitForTurn(office, turn!)
  } catch (error) {
    // A reply does not wait for a database that is away: what it is sent from has been read.
    if (!isDown(error)) throw error
  }
}

/** Reserves the next free places in a channel's limit for what is sent to many: the fewer, the sooner a reply has its own. */
export async function reserveTurns(
  office: PostOffice,
  channel: string,
  turns: number,
  evenly = EVENLY,
): Promise<Turn[]> {
  const { perSecond } = limitsOf(office, channel)
  if (!Number.isFinite(perSecond))
    return Array.from({ length: turns }, () => ({ channel, at: '0', wait: 0, from: 0 }))
  const span = SECOND_MS + UNSTEADY_MS
  const gap = Math.round((span / perSecond) * evenly)
  const manyAt = evenly ? NOW : sql`0::bigint`
  const none = sql`array_fill(0::bigint, array[${perSecond}::int])`
  const next = (taken: ReturnType<typeof sql>) => sql`
    ${taken}[${turns}::int + 1:] || (
      select array_agg(greatest(u.at + ${span}::bigint, ${NOW} + (u.place - 1) * ${gap}::bigint,
        ${taken}[${perSecond}::int] + u.place * ${gap}::bigint) order by u.place)
      from unnest(${taken}[:${turns}::int]) with ordinality as u (at, place))`
  const { rows } = await sql<{ taken: string[]; now: string }>`
    insert into turns as t (channel, taken, many_at) values (${channel}, ${next(sql`(${none})`)}, ${manyAt})
    on conflict (channel) do update set many_at = greatest(t.many_at, ${manyAt}), taken = case
      when cardinality(t.taken) = ${perSecond}::int then ${next(sql`t.taken`)} else ${next(sql`(${none})`)} end
    returning taken[${perSecond - turns}::int + 1:] as taken, ${NOW} as now`.execute(office.db)
  const { taken, now } = rows[0]!
  const from = performance.now()
  if (evenly) busyOf(office, channel).until = from + BUSY_MS
  return taken.map((at) => ({ channel, at, from, wait: Number(at) - Number(now) }))
}

/** Resolves when it is this turn. A sender who comes late to it moves the second that begins with it. */
export async function waitForTurn(office: PostOffice, { channel, at, wait, from }: Turn): Promise<void> {
  const left = from + wait - performance.now()
  if (left > 0) await rest(left)
  if (at === '0') return
  const busy = busyOf(office, channel)
  const took = performance.now() - from - Math.max(0, wait)
  const late = Math.round(took - busy.usual)
  busy.usual += STEADILY * (Math.min(took, 100) - busy.usual)
  if (late <= UNSTEADY_MS / 2) return
  sql`update turns set taken = array_replace(taken, ${at}::bigint, ${at}::bigint + ${late}::bigint) where channel = ${channel}`
    .execute(office.db)
    .catch((error) => office.log.debug({ event: 'turn.late', channel, error }))
}

const NOW = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`

/** Another process may be sending to many: looked up now and then, beside the sending. */
function isBusy(office: PostOffice, channel: string): boolean {
  const busy = busyOf(office, channel)
  const now = performance.now()
  if (now >= busy.lookAt) {
    busy.lookAt = now + LOOK_EVERY_MS
    void lastTurn(office, channel).then(
      (ago) => {
        busy.until = Math.max(busy.until, performance.now() + BUSY_MS - ago)
      },
      () => {},
    )
  }
  return now < busy.until
}

/** How many milliseconds ago something for many last had a turn. */
async function lastTurn({ db }: PostOffice, channel: string): Promise<number> {
  const found = await sql<{ ago: number }>`
    select ${NOW} - many_at as ago from turns where channel = ${channel}`.execute(db)
  return Number(found.rows[0]?.ago ?? BUSY_MS)
}
