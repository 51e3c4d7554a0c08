import { Duration } from 'luxon'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { setting } from '../networks/networks.ts'
import { afterQuietOf, quietHoursAt } from '../tickets/clock.ts'
import { type Activity, lockActivity, type SentActivity } from './activities.ts'
import { isNear } from './plans.ts'
import { placesTaken, type Reply, replyOf, saveReply, whoSaid } from './replies.ts'

/** `crowded`: she keeps her place, but there is none for all whom she brings. */
export type Replied = 'placed' | 'waiting' | 'maybe' | 'no' | 'crowded' | 'cancelled' | 'over' | 'gone'

/** What she says, and with whom she comes; what is left out stays as it was. */
export type Saying = { reply: 'yes' | 'maybe' | 'no'; brings?: number; children?: number }

/** Her reply, as often as she likes. The activity's lock gives each place to one, first come. */
export async function reply(desk: ErrandDesk, id: string, person: string, said: Saying): Promise<Replied> {
  const activity = await lockActivity(desk.tx, desk.office, id)
  const closed = closedFor(activity, desk.now)
  if (closed || !activity) return closed ?? 'gone'
  const before = await replyOf(desk.tx, id, person)
  const brings = said.brings ?? before.brings
  const after: Reply = { ...before, brings, children: said.children ?? before.children, offeredUntil: null }
  if (said.reply !== 'yes') {
    await saveReply(desk, { ...after, reply: said.reply })
    await offerFree(desk, activity as SentActivity)
    return said.reply
  }
  const held = before.reply === 'yes' || before.reply === 'offered' ? 1 + before.brings : 0
  const taken = (await placesTaken(desk.tx, id)) - held
  if (activity.room === null || taken + 1 + brings <= activity.room) {
    await saveReply(desk, { ...after, reply: 'yes' })
    await offerFree(desk, activity as SentActivity)
    return 'placed'
  }
  if (held) return 'crowded'
  await saveReply(desk, { ...after, reply: 'waiting' })
  return 'waiting'
}

/** Why nobody can reply any more; null while one can. */
export function closedFor(activity: Activity | null, now: Date): 'cancelled' | 'over' | 'gone' | null {
  if (!activity || activity.status === 'draft') return 'gone'
  if (activity.status === 'cancelled') return 'cancelled'
  return activity.startsAt <= now ? 'over' : null
}

/** Offers what is free to those who wait, first come; whoever comes with more than fit lets the next go before. */
export async function offerFree(desk: ErrandDesk, activity: SentActivity): Promise<void> {
  if (activity.room === null || closedFor(activity, desk.now)) return
  let free = activity.room - (await placesTaken(desk.tx, activity.id))
  for (const one of await whoSaid(desk.tx, activity.id, ['waiting'])) {
    if (1 + one.brings > free) continue
    free -= 1 + one.brings
    const { from, until } = await offerTime(desk, activity)
    await saveReply(desk, { ...one, reply: 'offered', offeredUntil: until })
    const mark = `${activity.id}-${one.person}-${until.getTime()}`
    const data = { person: one.person, flow: 'activity-offer', input: { activity: activity.id } }
    desk.later({ name: 'flow.start', id: `offer-${mark}`, data, at: from })
    const ends = { activity: activity.id, person: one.person, until: until.toISOString() }
    desk.later({ name: 'activities.offerEnds', id: `offer-ends-${mark}`, data: ends, at: until })
  }
}

/** She did not take it in time: it is the next one's. She may still say yes, while there is room. */
export async function endOffer(desk: ErrandDesk, id: string, person: string, until: Date): Promise<void> {
  const activity = await lockActivity(desk.tx, desk.office, id)
  if (!activity || closedFor(activity, desk.now)) return
  const hers = await replyOf(desk.tx, id, person)
  if (hers.reply !== 'offered' || hers.offeredUntil?.getTime() !== until.getTime()) return
  await saveReply(desk, { ...hers, reply: 'none', offeredUntil: null })
  await offerFree(desk, activity as SentActivity)
}

/**
 * Whoever is woken by nothing has until then; the nearer the hour, the shorter, so that the next has time too. Only waking
 * hours count: what lies in quiet hours comes after them, unless the activity is that near.
 */
async function offerTime(desk: ErrandDesk, { network, startsAt }: SentActivity) {
  const wait = Duration.fromISO(await setting(desk.tx, network, 'activity.offer')).toMillis()
  const quiet = await afterQuietOf(desk, network)
  const half = (startsAt.getTime() - desk.now.getTime()) / 2
  const from = quiet.getTime() < desk.now.getTime() + half ? quiet : desk.now
  const most = (startsAt.getTime() - from.getTime()) / 2
  const until = new Date(from.getTime() + Math.min(wait, most))
  const night = await quietHoursAt(desk, network, until)
  if (!night || isNear(startsAt, night.until)) return { from, until }
  const asleep = until.getTime() - Math.max(night.from.getTime(), from.getTime())
  const morning = Math.min(asleep, (startsAt.getTime() - night.until.getTime()) / 2)
  return { from, until: new Date(night.until.getTime() + morning) }
}
