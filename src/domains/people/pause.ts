import { DateTime } from 'luxon'

/** Up to a year: who wants longer wants to stop. */
const LONGEST = { years: 1 }
const SPANS: Record<string, { days?: number; months?: number }> = {
  tomorrow: { days: 1 },
  week: { days: 7 },
  month: { months: 1 },
}

/**
 * The moment at which a pause ends: the morning of that day, where she lives.
 * @param until `tomorrow`, `week`, `month`, or a day as yyyy-mm-dd
 * @returns null for a day that is not ahead, further than a year away, or no day at all
 */
export function pauseUntil(until: string, now: Date, zone: string): Date | null {
  const today = DateTime.fromJSDate(now, { zone }).startOf('day')
  const span = SPANS[until]
  const day = span ? today.plus(span) : DateTime.fromISO(until, { zone }).startOf('day')
  if (!day.isValid || day <= today || day > today.plus(LONGEST)) return null
  return day.set({ hour: 7 }).toJSDate()
}
