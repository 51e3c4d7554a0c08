import { randomUUID } from 'node:crypto'
import { type ICalCalendar, ICalEventStatus } from 'ical-generator'
import { DateTime } from 'luxon'
import type { Database } from '../../db/database.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene } from '../../messaging/scene.ts'
import { networkFacts } from '../networks/networks.ts'
import { findPerson } from '../people/people.ts'
import { ahead, findActivity, type SentActivity } from './activities.ts'
import { ownerOf } from './calendar-links.ts'
import { placeIn, translatedEach } from './facts.ts'
import { endOf } from './plans.ts'
import { nextTimes } from './series.ts'

/** What was a while ago stays in a phone's calendar. */
const LOOKS_BACK = { days: 30 }

/** So far what repeats is laid out. */
const LAID_OUT = { months: 2 }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** One time of something: what repeats has several, of which only the nearest is an activity yet. */
export type Time = { activity: SentActivity; at: Date; end: Date; isNext: boolean }

/** All that is ahead in a network, with what repeats laid out, in order. */
export async function timesIn(
  tx: Database,
  office: Pick<PostOffice, 'sealer'>,
  network: string,
  { from, until }: { from: Date; until: Date },
): Promise<Time[]> {
  const found: Time[] = []
  const last = new Map<string, SentActivity>()
  for (const activity of await ahead(tx, office, network, from)) {
    found.push({ activity, at: activity.startsAt, end: endOf(activity), isNext: true })
    if (activity.series) last.set(activity.series, activity)
  }
  for (const [series, activity] of last) {
    const long = endOf(activity).getTime() - activity.startsAt.getTime()
    for (const at of await nextTimes(tx, series, activity.startsAt, 12))
      found.push({ activity, at, end: new Date(at.getTime() + long), isNext: false })
  }
  return found.filter(({ at }) => at < until).sort((one, other) => one.at.getTime() - other.at.getTime())
}

/** Whether a signed id is of a calendar, whether there is anything behind it or not. */
export const isCalendar = (id: string): boolean => /^(activity|calendar)-/.test(id)

/**
 * The calendar file behind a signed id: `activity-<id>`, one activity, or `calendar-<secret>`, all of a person's network.
 * Null when there is nothing behind it (any more).
 */
export async function calendarFile(office: PostOffice, id: string) {
  const [, what, which] = /^(activity|calendar)-([\w-]+)$/.exec(id) ?? []
  if (!what || !which) return null
  const { db } = office
  const calendar = await empty(what === 'calendar')
  if (what === 'activity') {
    const activity = UUID.test(which) ? await findActivity(db, office, which) : null
    if (!activity || activity.status === 'draft') return null
    const at = activity.startsAt
    put(calendar, { activity, at, end: endOf(activity), isNext: true })
  } else {
    const owner = await ownerOf(db, office, which)
    const person = owner && (await findPerson(db, office, owner))
    if (!person) return null
    const { name } = await networkFacts(db, person.network)
    calendar.name(name)
    const now = DateTime.fromJSDate(office.now())
    const span = { from: now.minus(LOOKS_BACK).toJSDate(), until: now.plus(LAID_OUT).toJSDate() }
    for (const time of await timesIn(db, office, person.network, span)) put(calendar, time)
  }
  return {
    bytes: Buffer.from(calendar.toString()),
    mime: 'text/calendar; charset=utf-8',
    name: 'calendar.ics',
  }
}

/** What stands on the sheet of the weeks that begin now. */
export async function monthOf(scene: Scene) {
  const { tx, office, contact, now } = scene
  const { name, zone } = await networkFacts(tx, contact.network!)
  const until = DateTime.fromJSDate(now).plus({ months: 1 }).toJSDate()
  const times = await timesIn(tx, office, contact.network!, { from: now, until })
  const { language } = contact
  const translated = await translatedEach(
    { tx, office, language },
    times.map(({ activity }) => activity),
  )
  const lines = times.map(({ activity, at }) => ({
    when: office.words.when(at, zone, language),
    what: activity.content.what,
    inHers: translated.get(activity.id) ?? '',
    where: placeIn(activity.content.where),
  }))
  return {
    title: name,
    direction: office.words.direction(language),
    heading: office.words.text(language, 'activity', times.length ? 'sheet' : 'sheet_empty'),
    lines,
  }
}

async function empty(isWhole: boolean): Promise<ICalCalendar> {
  // Read only when somebody opens a calendar.
  const { default: ical } = await import('ical-generator')
  const prodId = { company: 'Parents Network', product: 'Activities' }
  return isWhole ? ical({ prodId, ttl: 3600 }) : ical({ prodId })
}

// In universal time, so that every phone shows its own hour, before and after the clock changes.
function put(calendar: ICalCalendar, { activity, at, end, isNext }: Time): void {
  const { where, what } = activity.content
  calendar.createEvent({
    ...{ id: isNext ? activity.id : `${activity.series ?? randomUUID()}-${at.getTime()}`, start: at, end },
    ...{ summary: what, location: placeIn(where) || null, sequence: activity.tick },
    status: activity.status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  })
}
