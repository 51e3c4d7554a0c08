import { setTimeout as rest } from 'node:timers/promises'
import { type RawBuilder, sql } from 'kysely'
import { isDown } from '../db/database.ts'
import { eachChannel } from './each-channel.ts'
import { limitsOf, type PostOffice } from './post-office.ts'

/** A second of the provider's; what may come between our clock and its; and how much of that a sender may use up. */
const SECOND_MS = 1000
export const UNSTEADY_MS = 35
const LEEWAY_MS = 10

/** Those sent to many follow each other like this, in parts of an even pace: some room to catch up, and no gaps that a reply waits in. */
const EVENLY = 0.95

/** So long after the last of those a channel counts as busy with what is sent to many. */
const BUSY_MS = 3000
const LOOK_EVERY_MS = 300

type Busy = { until: number; lookAt: number }
const busyOf = eachChannel((): Busy => ({ until: 0, lookAt: 0 }))

/** A place in the limit: `at` in milliseconds by the database's clock, `due` the same on the clock of performance.now(). */
export type Turn = { channel: string; at: string; due: number }
type Wish = { evenly?: number; missed?: Turn }

/**
 * Reserves the next free places in a channel's limit, in the one line of all processes: the fewer at once, the sooner a reply
 * has its own. Instead of one that was missed, when it is given: that one is free again.
 */
export async function reserveTurns(
  office: PostOffice,
  channel: string,
  turns: number,
  { evenly = EVENLY, missed }: Wish = {},
): Promise<Turn[]> {
  const { perSecond } = limitsOf(office, channel)
  if (!Number.isFinite(perSecond))
    return Array.from({ length: turns }, () => ({ channel, at: '0', due: performance.now() }))
  const span = SECOND_MS + UNSTEADY_MS
  const gap = Math.round((span / perSecond) * evenly)
  const manyAt = evenly ? NOW : sql`0::bigint`
  const none = sql`array_fill(0::bigint, array[${perSecond}::int])`
  const kept = missed ? without(sql`t.taken`, missed.at) : sql`t.taken`
  const next = (taken: RawBuilder<unknown>) => sql`(
    select taken[${turns}::int + 1:] || (
      select array_agg(greatest(u.at + ${span}::bigint, ${NOW} + (u.place - 1) * ${gap}::bigint,
        taken[${perSecond}::int] + u.place * ${gap}::bigint) order by u.place)
      from unnest(taken[:${turns}::int]) with ordinality as u (at, place))
    from (select ${taken} as taken) as before)`
  const asked = performance.now()
  const { rows } = await sql<{ taken: string[]; now: string }>`
    insert into turns as t (channel, taken, many_at) values (${channel}, ${next(none)}, ${manyAt})
    on conflict (channel) do update set many_at = greatest(t.many_at, ${manyAt}),
      taken = ${next(sql`case when cardinality(t.taken) = ${perSecond}::int then ${kept} else ${none} end`)}
    returning taken[${perSecond - turns}::int + 1:] as taken, ${NOW} as now`.execute(office.db)
  const { taken, now } = rows[0]!
  if (evenly) busyOf(office, channel).until = performance.now() + BUSY_MS
  const ahead = clockAhead(office, Number(now), asked)
  return taken.map((at) => ({ channel, at, due: Number(at) - ahead }))
}

/** Resolves when it is this turn. */
export async function turnComes({ due }: Turn): Promise<void> {
  const left = due - performance.now()
  if (left > 0) await rest(left)
}

/** It is taken for so many milliseconds longer. */
export async function lengthenTurn(office: PostOffice, { channel, at }: Turn, ms: number): Promise<void> {
  await sql`
    update turns set taken = array_replace(taken, ${at}::bigint, ${at}::bigint + ${Math.ceil(ms)}::bigint)
    where channel = ${channel}`.execute(office.db)
}

/**
 * Resolves at the moment when it may be sent. Whoever comes late has missed the turn and takes the next free one instead:
 * a process that paused for breath must not send what it missed into the second of the others.
 * @returns the turn in which it is sent
 */
export async function inTurn(office: PostOffice, turn: Turn): Promise<Turn> {
  let mine = turn
  for (let times = 1; ; times++) {
    await turnComes(mine)
    // A process that is always late gets there as well.
    if (mine.at === '0' || performance.now() - mine.due <= LEEWAY_MS * times) return mine
    const [another] = await reserveTurns(office, mine.channel, 1, { evenly: 0, missed: mine })
    mine = another!
  }
}

/**
 * The same for a reply. While nothing is sent to many it waits for nothing; while something is, it stands in the same line,
 * in which those who send to many reserve only a few places.
 * @returns its turn; nothing when it did not have to stand in the line
 */
export async function replyInTurn(office: PostOffice, channel: string): Promise<Turn | undefined> {
  if (!isBusy(office, channel)) return undefined
  try {
    const [turn] = await reserveTurns(office, channel, 1, { evenly: 0 })
    return await inTurn(office, turn!)
  } catch (error) {
    // A reply does not wait for a database that is away: what it is sent from has been read.
    if (!isDown(error)) throw error
    return undefined
  }
}

const NOW = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`

/** The line without a place that nobody used; unchanged when so many came after it that it does not matter any more. */
const without = (taken: RawBuilder<unknown>, at: string) => sql`coalesce((
  select 0::bigint || ${taken}[:place - 1] || ${taken}[place + 1:]
  from array_position(${taken}, ${at}::bigint) as place where place is not null), ${taken})`

const aheads = new WeakMap<PostOffice, number>()

/**
 * By how much the database's clock is ahead of performance.now(). It told its time between our asking and our reading the
 * answer, which may have lain unread for a while: what was known before is believed as far as that allows.
 */
function clockAhead(office: PostOffice, now: number, asked: number): number {
  const [least, most] = [now - performance.now(), now - asked]
  const ahead = Math.min(most, Math.max(least, aheads.get(office) ?? (least + most) / 2))
  aheads.set(office, ahead)
  return ahead
}

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
