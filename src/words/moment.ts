import { DateTime } from 'luxon'
import { type Item, itemsIn, type Phrases } from './moment-items.ts'

/** A day and an hour as somebody typed them, or why they are none. */
export type Moment =
  | { kind: 'moment'; at: Date; until: Date | null; nextYear: boolean }
  /** No hour was said. */
  | { kind: 'day'; day: string; nextYear: boolean }
  | { kind: 'fault'; why: MomentFault }

/** `no_such_day`: 31 February. `no_such_hour`: 25:00. `far`: more than a year ahead. `no_day`: an hour alone. */
export type MomentFault =
  | 'unclear'
  | 'no_day'
  | 'past'
  | 'far'
  | 'no_such_day'
  | 'no_such_hour'
  | 'two_days'
  | 'two_hours'

/** Where and when it was typed; `day` is the day meant when only an hour is said, yyyy-mm-dd. */
export type Around = { now: Date; zone: string; day?: string | null }

type Clock = { hour: number; minute: number; exact: boolean }

/** Nobody says when in more characters than this. */
const MOST_CHARACTERS = 120

/** Reads when something is to be: "dinsdag 9:30", "yarın 10", "غدا الساعة ٩", "3 March at 2 pm". */
export function momentIn(text: string, phrases: Phrases, around: Around): Moment {
  if (text.length > MOST_CHARACTERS) return fault('unclear')
  const items = itemsIn(text, phrases)
  if (!items) return fault('unclear')
  const today = DateTime.fromJSDate(around.now, { zone: around.zone }).startOf('day')
  const days = daysIn(items, today)
  if (days === null) return fault('no_such_day')
  const clocks = clocksIn(items, days.length > 0 || Boolean(around.day))
  if (clocks === null) return fault('no_such_hour')
  const distinct = new Map(days.map((day) => [day.toISODate(), day]))
  if (distinct.size > 1) return fault('two_days')
  if (clocks.length > 2 || (clocks.length === 2 && !clocks[1]!.ends)) return fault('two_hours')
  const given = around.day ? DateTime.fromISO(around.day, { zone: around.zone }) : null
  const day = [...distinct.values()][0] ?? given
  if (!day) return fault(clocks.length ? 'no_day' : 'unclear')
  const nextYear = day.year > today.year
  if (day < today) return fault('past')
  if (day > today.plus({ years: 1 })) return fault('far')
  if (!clocks.length) return { kind: 'day', day: day.toISODate()!, nextYear }
  const afternoon = items.some(({ is }) => is === 'pm')
  const morning = items.some(({ is }) => is === 'am')
  const set = (clock: Clock) => at(day, clock, { afternoon, morning })
  let start = set(clocks[0]!.clock)
  if (!start) return fault('no_such_hour')
  // A weekday alone whose hour is over is the one in a week.
  if (start.toJSDate() <= around.now && isWeekdayOnly(items)) start = start.plus({ weeks: 1 })
  if (start.toJSDate() <= around.now) return fault('past')
  const end = clocks[1] ? set(clocks[1].clock) : null
  return { kind: 'moment', at: start.toJSDate(), until: end && end > start ? end.toJSDate() : null, nextYear }
}

const fault = (why: MomentFault): Moment => ({ kind: 'fault', why })

function isWeekdayOnly(items: Item[]): boolean {
  return items.some(({ is }) => is === 'weekday') && !items.some(({ is }) => is === 'date' || is === 'day')
}

/** Every day that is named; null when one of them does not exist. */
function daysIn(items: Item[], today: DateTime): DateTime[] | null {
  const found: DateTime[] = []
  for (const item of items) {
    if (item.is === 'day') found.push(today.plus({ days: item.days }))
    if (item.is !== 'date') continue
    const day = dateOf(item, today)
    if (!day) return null
    found.push(day)
  }
  const named = found[0]
  const weekdays = items.flatMap((item) => (item.is === 'weekday' ? [item.weekday] : []))
  for (const weekday of weekdays) {
    if (named?.weekday === weekday) continue
    const away = (weekday - today.weekday + 7) % 7
    const strictly = items.some(({ is }) => is === 'next') && away === 0
    const nearest = today.plus({ days: strictly ? 7 : away })
    const inNextWeek = items.some(({ is }) => is === 'next_week')
    const next = today.startOf('week').plus({ weeks: 1, days: weekday - 1 })
    found.push(inNextWeek ? next : nearest)
  }
  return found
}

/** Without a year, the next time that this day comes; five years hold a 29 February. */
function dateOf(item: Extract<Item, { is: 'date' }>, today: DateTime): DateTime | null {
  const { zone } = today
  if (item.year !== null) {
    const day = DateTime.fromObject({ year: item.year, month: item.month, day: item.date }, { zone })
    return day.isValid ? day : null
  }
  for (let year = today.year; year < today.year + 5; year++) {
    const day = DateTime.fromObject({ year, month: item.month, day: item.date }, { zone })
    if (day.isValid && day >= today) return day
  }
  return null
}

/** Every hour that is named, in order; `ends`: it stands after "until". Null when there is no such hour. */
function clocksIn(items: Item[], hasDay: boolean): { clock: Clock; ends: boolean }[] | null {
  const exact = items.filter(({ is }) => is === 'clock').length
  const found: { clock: Clock; ends: boolean }[] = []
  let ends = false
  for (const [place, item] of items.entries()) {
    // Turkish puts it behind the second hour.
    if (item.is === 'until' && found.length === 2) found[1]!.ends = true
    else if (item.is === 'until') ends = found.length > 0
    if (item.is === 'noon') found.push({ clock: { hour: 12, minute: 0, exact: true }, ends })
    if (item.is === 'clock') {
      if (item.hour > 23 || item.minute > 59) return null
      found.push({ clock: item, ends })
    }
    if (item.is !== 'number') continue
    // Beside a real hour, "one" is an article and a figure a house number.
    if (exact > 0 && !ends) continue
    if (item.value > 24) return hasDay ? null : found
    const minute = fractionAt(items, place)
    const hour = minute < 0 || minute === 45 ? item.value - 1 : item.value
    if (hour < 0 || hour > 23) return null
    found.push({ clock: { hour, minute: Math.abs(minute), exact: false }, ends })
  }
  return found
}

/** Minutes after the hour that "half" and "quarter" beside a figure mean; -30 for the half before it. */
function fractionAt(items: Item[], place: number): number {
  const beside = [items[place - 1], items[place + 1]].find((item) => item && FRACTIONS[item.is] !== undefined)
  return beside ? FRACTIONS[beside.is]! : 0
}

const FRACTIONS: Record<string, number> = { half_to: -30, half_past: 30, quarter_past: 15, quarter_to: 45 }

/** That hour on that day; between one and six it is the afternoon, unless somebody says otherwise. */
function at(
  day: DateTime,
  { hour, minute, exact }: Clock,
  part: { afternoon: boolean; morning: boolean },
): DateTime | null {
  const isAfternoon = part.afternoon ? hour < 12 : !exact && !part.morning && hour >= 1 && hour <= 6
  const turned = part.morning && !part.afternoon && hour === 12 ? 0 : hour
  const real = isAfternoon ? turned + 12 : turned
  const moment = day.set({ hour: real, minute, second: 0, millisecond: 0 })
  // In the night in which the clock goes forward an hour is left out.
  return moment.hour === real ? moment : null
}
