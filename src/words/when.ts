import type { Language } from './read.ts'

const ready = new Map<string, (instant: Date) => string>()

/**
 * Weekday, date and 24-hour time in her language and the network's zone: "woensdag 25 november om 14:30".
 * The calendar stays Gregorian and the figures 0-9 whatever the language's own habit: school letters are so too.
 * @param tables words.json `dates` (`weekdays` from Monday, `months`), for languages that Node does not know
 */
export function when(
  instant: Date,
  zone: string,
  language: string,
  tables: Language['lists'][string] = {},
): string {
  const key = `${language} ${zone}`
  const format = ready.get(key) ?? formatFor(language, zone, tables)
  ready.set(key, format)
  return format(instant)
}

function formatFor(
  language: string,
  zone: string,
  tables: Language['lists'][string],
): (instant: Date) => string {
  const known = Intl.DateTimeFormat.supportedLocalesOf(language).length > 0
  const { weekdays, months } = tables
  if (known || !weekdays || !months) {
    const format = new Intl.DateTimeFormat(`${known ? language : 'en-GB'}-u-ca-gregory-nu-latn`, {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: zone,
    })
    return (instant) => format.format(instant)
  }
  const parts = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  })
  return (instant) => {
    const of = Object.fromEntries(parts.formatToParts(instant).map(({ type, value }) => [type, value]))
    const weekday = weekdays[['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(of.weekday!)]
    return `${weekday} ${of.day} ${months[Number(of.month) - 1]} ${of.hour}:${of.minute}`
  }
}
