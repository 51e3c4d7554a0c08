import { DateTime } from 'luxon'

/**
 * The first moment at which a volunteer's phone may ring: now, or the end of the quiet hours we are in.
 * @param hours `22:00-07:00` in the network's own time, or `none`
 * @param zone an IANA time zone, so that quiet hours follow daylight saving
 */
export function afterQuiet(now: Date, hours: string, zone: string): Date {
  return quietAt(now, hours, zone)?.until ?? now
}

/** A moment at which phones may ring: that one, or a minute before the quiet hours in which it lies. Else as `afterQuiet()`. */
export function beforeQuiet(at: Date, hours: string, zone: string): Date {
  const quiet = quietAt(at, hours, zone)
  return quiet ? DateTime.fromJSDate(quiet.from).minus({ minutes: 1 }).toJSDate() : at
}

/** The quiet hours in which a moment lies, from and until when. */
export function quietAt(at: Date, hours: string, zone: string): { from: Date; until: Date } | null {
  const span = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(hours)
  if (!span) return null
  const local = DateTime.fromJSDate(at, { zone })
  const from = local.set(clock(span[1]!, span[2]!))
  const until = local.set(clock(span[3]!, span[4]!))
  const overMidnight = until <= from
  const isQuiet = overMidnight ? local >= from || local < until : local >= from && local < until
  if (!isQuiet) return null
  const isMorning = overMidnight && local < until
  const isEvening = overMidnight && local >= from
  return {
    from: (isMorning ? from.minus({ days: 1 }) : from).toJSDate(),
    until: (isEvening ? until.plus({ days: 1 }) : until).toJSDate(),
  }
}

const clock = (hour: string, minute: string) => ({
  hour: Number(hour),
  minute: Number(minute),
  second: 0,
  millisecond: 0,
})
