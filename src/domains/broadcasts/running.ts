import { sql } from 'kysely'
import { outsideOf, roomOutside } from '../../messaging/openings.ts'
import { revisable } from '../../messaging/revise.ts'
import type { ErrandDesk, Tx } from '../../messaging/scene.ts'
import { underWay, withdraw } from '../../messaging/under-way.ts'
import { type Audience, audienceOf, reachedNow } from '../circles/audience.ts'
import { setting } from '../networks/networks.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import {
  addPeople,
  type Broadcast,
  changeBroadcast,
  gotThisWeek,
  lockBroadcast,
  markPlanned,
  nextPeople,
  passOver,
} from './broadcasts.ts'
import { type Counts, countsOf } from './counts.ts'
import { tellSender } from './notices.ts'
import { endProgress, planProgress } from './progress.ts'

/** So many are seen to in one transaction. */
const BATCH = 200
/** Nobody is prepared further ahead than this: a stop takes back whatever has not been sent. */
const AHEAD = 200
const SOON_MS = 1000
/** When WhatsApp's day is used up, it is looked at again after this long. */
const LATER_MS = 10 * 60_000
/** Its sender hears how far it is after each quarter, but no sooner than this after the last time: what is quick is just done. */
const QUARTERS = 4
const TOLD_MS = 60_000

/** Whom it is for: the mothers of her circle, or everybody but herself. */
export function audienceFor({
  network,
  reach,
  sender,
}: {
  network: string
  reach: Broadcast['reach']
  sender: string
}): Audience {
  return { network, circles: reach === 'circle' ? [sender] : 'all', except: [sender] }
}

/** It goes out at its time. Never in quiet hours: the morning is soon enough. @returns when */
export async function planStart(desk: ErrandDesk, id: string, network: string, at: Date): Promise<Date> {
  const from = await afterQuietOf(desk, network, at)
  desk.later({ name: 'broadcasts.start', id: `start-${id}`, data: { broadcast: id }, at: from })
  return from
}

/** Its time has come: from now on it is for those who are in its audience now, whoever may be written to freely first. */
export async function start(desk: ErrandDesk, id: string): Promise<void> {
  const { tx, office, now } = desk
  const broadcast = await lockBroadcast(tx, office, id)
  if (broadcast?.status !== 'planned' || !broadcast.sender) return
  const { people } = await audienceOf(tx, audienceFor({ ...broadcast, sender: broadcast.sender }), now)
  const outside = await outsideOf(tx, office, people, now)
  const inOrder = [
    ...people.filter((one) => !outside.people.has(one)),
    ...people.filter((one) => outside.people.has(one)),
  ]
  await addPeople(tx, id, inOrder)
  await changeBroadcast(tx, id, { status: 'running' })
  planProgress(desk, id)
  goOn(desk, broadcast, now)
}

/**
 * Sees to the next ones, in one transaction: what is planned and how far it is stand or fall together, so a process that
 * dies here leaves nobody out and nobody twice.
 */
export async function cut(desk: ErrandDesk, id: string): Promise<void> {
  const { tx, office, now } = desk
  const broadcast = await lockBroadcast(tx, office, id)
  if (broadcast?.status !== 'running') return
  const from = await afterQuietOf(desk, broadcast.network)
  if (from > now) return goOn(desk, broadcast, from)
  const waiting = await underWay(tx, id, now)
  if (waiting > AHEAD) return goOn(desk, broadcast, new Date(now.getTime() + SOON_MS))
  const next = await nextPeople(tx, broadcast, BATCH)
  if (!next.length)
    return waiting ? goOn(desk, broadcast, new Date(now.getTime() + SOON_MS)) : finish(desk, broadcast)
  const batch = await withinTheDay(desk, next, waiting)
  if (!batch.length) return goOn(desk, broadcast, new Date(now.getTime() + (waiting ? SOON_MS : LATER_MS)))
  await bringTo(
    desk,
    broadcast,
    batch.map(({ person }) => person),
  )
  const reached = batch.at(-1)!.place
  await changeBroadcast(tx, id, { reached })
  await tellQuarter(desk, broadcast, reached)
  goOn(desk, { ...broadcast, reached }, new Date(now.getTime() + SOON_MS))
}

/** Stops it: whatever has not been sent is withdrawn. @returns how it stands; null when it is over already */
export async function stop(desk: ErrandDesk, broadcast: Broadcast): Promise<Counts | null> {
  const { tx, now } = desk
  if (broadcast.status !== 'running' && broadcast.status !== 'planned' && broadcast.status !== 'asked')
    return null
  const { id } = broadcast
  const gone = await withdraw(tx, id)
  await sql`
    update broadcast_people set passed_over = 'stopped'
    where broadcast_id = ${id} and passed_over is null
      and (planned_at is null or person_id = any (${gone}::uuid[]))`.execute(tx)
  await changeBroadcast(tx, id, { status: 'stopped', endedAt: now })
  endProgress(desk, id)
  return countsOf(tx, id)
}

/** Of those outside WhatsApp's window only as many as today's ceiling lets in; the others stay where they are in the line. */
async function withinTheDay(desk: ErrandDesk, next: { place: number; person: string }[], waiting: number) {
  const { tx, office, now } = desk
  const outside = await outsideOf(
    tx,
    office,
    next.map(({ person }) => person),
    now,
  )
  if (!outside.people.size) return next
  // Those under way may still use up some of the room.
  let room = waiting ? 0 : Number.POSITIVE_INFINITY
  for (const { name } of office.channels.values())
    room = Math.min(room, await roomOutside(tx, office, name, now))
  const end = next.findIndex(({ person }) => outside.people.has(person) && room-- <= 0)
  return end === -1 ? next : next.slice(0, end)
}

async function bringTo(desk: ErrandDesk, { id, network }: Broadcast, people: string[]): Promise<void> {
  const { tx, now } = desk
  // Two broadcasts that reach the same person at once would both find her short of her limit.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`broadcasts ${network}`}, 0))`.execute(tx)
  const reached = await reachedNow(tx, people, now)
  const enough = await haveEnough(tx, network, people, now)
  const willing = people.filter((one) => reached.has(one) && !enough.has(one))
  await passOver(
    tx,
    id,
    people.filter((one) => !reached.has(one)),
    'rests',
  )
  await passOver(
    tx,
    id,
    people.filter((one) => reached.has(one) && enough.has(one)),
    'weekly',
  )
  await markPlanned(tx, id, willing, now)
  for (const person of willing)
    desk.later({
      name: 'flow.start',
      id: `broadcast-${id}-${person}`,
      data: { person, flow: 'broadcast-arrived', input: { broadcast: id }, bulk: 'last', about: id },
    })
}

/** Those of these people who have got as many broadcasts this week as the network allows. */
export async function haveEnough(tx: Tx, network: string, people: string[], now: Date): Promise<Set<string>> {
  const most = Number(await setting(tx, network, 'broadcast.weekly'))
  const got = await gotThisWeek(tx, people, now)
  return new Set(people.filter((one) => (got.get(one) ?? 0) >= most))
}

async function tellQuarter(desk: ErrandDesk, broadcast: Broadcast, reached: number): Promise<void> {
  const { told, startsAt, id, sender } = broadcast
  if (desk.now.getTime() - (told.at ?? startsAt).getTime() < TOLD_MS) return
  const { people } = await countsOf(desk.tx, id)
  const quarter = (place: number) => Math.floor((QUARTERS * place) / people)
  if (reached >= people || quarter(reached) === quarter(told.reached)) return
  // She sees it go on anyway: see progress.ts.
  if (sender && (await revisable(desk.tx, desk.office, { person: sender, about: id })) === 'told') return
  await changeBroadcast(desk.tx, id, { told: { at: desk.now, reached } })
  tellSender(desk, broadcast, `quarter${quarter(reached) as 1 | 2 | 3}`)
}

async function finish(desk: ErrandDesk, broadcast: Broadcast): Promise<void> {
  await changeBroadcast(desk.tx, broadcast.id, { status: 'done', endedAt: desk.now })
  endProgress(desk, broadcast.id)
  tellSender(desk, broadcast, 'done')
}

function goOn(desk: ErrandDesk, { id }: Broadcast, at: Date): void {
  desk.later({ name: 'broadcasts.cut', data: { broadcast: id }, at })
}
