import { DateTime } from 'luxon'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { networkFacts } from '../networks/networks.ts'
import {
  type Activity,
  addRepeat,
  coHostsOf,
  findActivity,
  lockActivity,
  type SentActivity,
  saveActivity,
} from './activities.ts'
import { announce, tellNews } from './inviting.ts'
import { offerFree } from './places.ts'
import { planAhead } from './plans.ts'
import { noteCame, whoSaid } from './replies.ts'
import { nextTimes, skipDay } from './series.ts'
import { askTranslators, dropOutdated } from './translating.ts'
import { copyTranslations } from './translations.ts'

/** Those who replied hear of changes when the host says so, or by themselves so long after the last one. */
const TOLD_AFTER = { minutes: 5 }

/** Whether she hosts it, alone or with another. */
export async function isHost(
  { tx }: Pick<ErrandDesk, 'tx'>,
  activity: Activity,
  person: string,
): Promise<boolean> {
  return activity.host === person || (await coHostsOf(tx, activity.id)).includes(person)
}

/** Its own host's activity, or its co-host's, locked; null for anybody else. */
export async function lockOwn(desk: ErrandDesk, id: string, person: string): Promise<Activity | null> {
  const activity = await lockActivity(desk.tx, desk.office, id)
  return activity && (await isHost(desk, activity, person)) ? activity : null
}

/** Changes a draft, or what is sent already: then its plans move along, and those who replied are told. */
export async function change(desk: ErrandDesk, before: Activity, after: Activity): Promise<void> {
  const moved = before.startsAt?.getTime() !== after.startsAt?.getTime()
  const saved = { ...after, tick: moved ? before.tick + 1 : before.tick }
  await saveActivity(desk, saved)
  await dropOutdated(desk, before, saved)
  if (saved.status !== 'sent') return
  if (moved) await planAhead(desk, saved)
  await offerFree(desk, saved)
  const at = DateTime.fromJSDate(desk.now).plus(TOLD_AFTER).toJSDate()
  desk.later({ name: 'activities.tell', data: { activity: saved.id }, at })
}

/** It is off: whoever counted on it hears it, and nobody is reminded. What repeats goes on next time. */
export async function cancel(desk: ErrandDesk, activity: SentActivity): Promise<number> {
  const off: SentActivity = { ...activity, status: 'cancelled', tick: activity.tick + 1 }
  await saveActivity(desk, off)
  const told = await tellNews(desk, off)
  await repeat(desk, off)
  return told
}

/** It is over: the host is asked who came, and the next time of it is made. */
export async function finish(desk: ErrandDesk, id: string, tick: number): Promise<void> {
  const activity = await lockActivity(desk.tx, desk.office, id)
  if (activity?.status !== 'sent' || activity.tick !== tick) return
  await saveActivity(desk, { ...activity, status: 'over' })
  await repeat(desk, activity)
  if (!activity.host) return
  const data = { person: activity.host, flow: 'activity-attendance', input: { activity: id } }
  desk.later({ name: 'flow.start', id: `attendance-${id}`, data })
}

/** Makes the next time of what repeats; a host who is gone is not promised to anybody. */
async function repeat(desk: ErrandDesk, last: SentActivity): Promise<void> {
  if (!last.series || !last.host) return
  const after = DateTime.max(DateTime.fromJSDate(last.startsAt), DateTime.fromJSDate(desk.now)).toJSDate()
  const [next] = await nextTimes(desk.tx, last.series, after)
  const made = next && (await addRepeat(desk, last, next))
  if (!made) return
  await copyTranslations(desk.tx, last.id, made.id)
  await announce(desk, made)
}

/** Leaves out the time after this one. @returns that time, or null when nothing follows */
export async function skipNext(desk: ErrandDesk, activity: SentActivity): Promise<Date | null> {
  if (!activity.series) return null
  const [next] = await nextTimes(desk.tx, activity.series, activity.startsAt)
  if (!next) return null
  const { zone } = await networkFacts(desk.tx, activity.network)
  await skipDay(desk.tx, activity.series, DateTime.fromJSDate(next, { zone }).toISODate()!)
  return next
}

/** Whoever was not named as absent came; each hears a kind word, once. @returns how many came */
export async function takeAttendance(desk: ErrandDesk, activity: Activity): Promise<number> {
  const said = await whoSaid(desk.tx, activity.id, ['yes'])
  const open = said.filter(({ came }) => came === null).map(({ person }) => person)
  await noteCame(desk.tx, activity.id, open, true)
  for (const { person, came } of said) {
    const input = { activity: activity.id, came: came === false ? 'no' : 'yes' }
    const data = { person, flow: 'activity-after', input, bulk: true }
    desk.later({ name: 'flow.start', id: `after-${activity.id}-${person}`, data })
  }
  return said.filter(({ came }) => came !== false).length
}

/** Tells what has changed, if anything has. */
export async function tell(desk: ErrandDesk, id: string): Promise<number> {
  const activity = await findActivity(desk.tx, desk.office, id)
  if (activity?.status !== 'sent') return 0
  await askTranslators(desk, activity)
  return tellNews(desk, activity)
}
