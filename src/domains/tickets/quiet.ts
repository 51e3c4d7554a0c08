import { DateTime } from 'luxon'

/**
 * The first moment at which a volunteer's phone may ring: now, or the end of the quiet hours we are in.
 * @param hours `22:00-07:00` in the network's own time, or `none`
 * @param zone an IANA time zone, so that quiet hours follow daylight saving
 */
export function afterQuiet(now: Date, hours: string, zone: string): Date {
  const span = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(hours)
  if (!span) return now
  const local = DateTime.fromJSDate(now, { zone })
  const from = local.set(clock(span[1]!, span[2]!))
  const until = local.set(clock(span[3]!, span[4]!))
  const overMidnight = until <= from
  const isQuiet = overMidnight ? local >= from || local < until : local >= from && local < until
  if (!isQuiet) return now
  return (overMidnight && local >= from ? until.plus({ days: 1 }) : until).toJSDate()
}

const clock = (hour: string, minute: string) => ({
  hour: Number(hour),
  minute: Number(minute),
  second: 0,
  millisecond: 0,
})
