import { DateTime } from 'luxon'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { networkFacts } from '../networks/networks.ts'
import { mayBeReached } from '../people/people.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import {
  type Activity,
  findActivity,
  lockActivity,
  noteTold,
  type SentActivity,
  saveActivity,
} from './activities.ts'
import { planAhead } from './plans.ts'
import { reachedBy } from './reached.ts'
import { noteInvited, type Said, whoSaid } from './replies.ts'
import { startSeries } from './series.ts'
import { askTranslators } from './translating.ts'
import { noteWaiting } from './translations.ts'

/** Invitations are written in parts, so that no transaction grows with the neighbourhood. */
const AT_ONCE = 100

/** A repeat is announced so long before, unless it is nearer already. */
const ANNOUNCED = { days: 6 }

/** What is sent, and in which languages her words are being written first. */
export type Sending = { activity: SentActivity; languages: string[]; until: Date }

/** Sends a draft. @returns null when it is not complete, its hour is over, or it was sent already */
export async function send(desk: ErrandDesk, id: string): Promise<Sending | null> {
  const draft = await lockActivity(desk.tx, desk.office, id)
  if (!draft || !isComplete(draft) || draft.startsAt <= desk.now) return null
  const series = draft.repeats ? await startSeries(desk, draft.network, draft.repeats, draft.startsAt) : null
  const sent: SentActivity = { ...draft, status: 'sent', series }
  await saveActivity(desk, sent)
  await noteTold(desk, sent)
  await planAhead(desk, sent)
  // All wait together: whoever reads the host's words is no sooner at a place than the others.
  const { languages, until } = (await askTranslators(desk, sent)) ?? { languages: [], until: desk.now }
  await noteWaiting(desk.tx, id, until)
  desk.later({ name: 'activities.invite', id: `invite-${id}-0`, data: { activity: id, part: 0 }, at: until })
  return { activity: sent, languages, until }
}

/** Whether everything is there that an invitation needs. */
export function isComplete(draft: Activity): draft is Activity & { startsAt: Date } {
  const { what, where } = draft.content
  return draft.status === 'draft' && what !== '' && where !== null && draft.startsAt !== null
}

/** A repeat stands in the calendar at once; mothers hear of it some days before. */
export async function announce(desk: ErrandDesk, repeat: SentActivity): Promise<void> {
  const { zone } = await networkFacts(desk.tx, repeat.network)
  const early = DateTime.fromJSDate(repeat.startsAt, { zone }).minus(ANNOUNCED)
  const soonest = DateTime.max(early, DateTime.fromJSDate(desk.now)).toJSDate()
  const at = await afterQuietOf(desk, repeat.network, soonest)
  await noteTold(desk, repeat)
  await planAhead(desk, repeat)
  const data = { activity: repeat.id, part: 0 }
  desk.later({ name: 'activities.invite', id: `invite-${repeat.id}-0`, data, at })
}

/** Invites the next part of those whom it reaches and who were not invited yet. */
export async function invitePart(desk: ErrandDesk, id: string, part: number): Promise<void> {
  const activity = await findActivity(desk.tx, desk.office, id)
  if (activity?.status !== 'sent' || activity.startsAt <= desk.now) return
  const { people } = await reachedBy(desk, activity)
  const known = new Set((await whoSaid(desk.tx, id, EVERYTHING)).map(({ person }) => person))
  const left = people.filter((person) => !known.has(person))
  for (const person of await noteInvited(desk, id, left.slice(0, AT_ONCE)))
    bringToMany(desk, person, 'activity-invitation', activity, `invite-${id}-${person}`)
  const next = { activity: id, part: part + 1 }
  if (left.length > AT_ONCE)
    desk.later({ name: 'activities.invite', id: `invite-${id}-${part + 1}`, data: next })
}

/** Reminds those who come, or perhaps. Whoever wants no reminders gets none. */
export async function remind(desk: ErrandDesk, id: string, tick: number, lead: number): Promise<void> {
  const activity = await findActivity(desk.tx, desk.office, id)
  if (activity?.status !== 'sent' || activity.tick !== tick || activity.startsAt <= desk.now) return
  for (const { person } of await whoSaid(desk.tx, id, ['yes', 'maybe']))
    if (await mayBeReached(desk.tx, person, 'reminders', desk.now))
      bringToMany(desk, person, 'activity-reminder', activity, `remind-${id}-${tick}-${lead}-${person}`)
}

/** Tells those who replied what has changed, or that it is off; once. Whoever said no need not hear it. */
export async function tellNews(desk: ErrandDesk, activity: SentActivity): Promise<number> {
  if (!(await noteTold(desk, activity)) && activity.status !== 'cancelled') return 0
  const replied = await whoSaid(desk.tx, activity.id, ['yes', 'maybe', 'waiting', 'offered'])
  for (const { person } of replied)
    bringToMany(
      desk,
      person,
      'activity-news',
      activity,
      `news-${activity.id}-${desk.now.getTime()}-${person}`,
    )
  return replied.length
}

/** Brings one of many what is of use only until it begins: it keeps to the pace and lets replies pass. */
function bringToMany(
  desk: ErrandDesk,
  person: string,
  flow: string,
  { id: activity, startsAt }: SentActivity,
  id: string,
): void {
  const until = startsAt.toISOString()
  const data = { person, flow, input: { activity }, bulk: true, about: activity, until }
  desk.later({ name: 'flow.start', id, data })
}

const EVERYTHING: Said[] = ['none', 'yes', 'maybe', 'no', 'waiting', 'offered']
