import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { DateTime } from 'luxon'
import { loadWords, type Words } from '../../src/words/words.ts'

const ZONE = 'Europe/Amsterdam'
// A Friday.
const NOW = new Date('2026-11-27T09:00:00Z')

let words: Words
beforeAll(async () => {
  words = await loadWords(join(import.meta.dirname, '../../locales'), {})
})

/** What was understood, as people in Rotterdam read it; or why not. */
function read(language: string, text: string, now = NOW): string {
  const moment = words.moment(text, language, { now, zone: ZONE })
  if (moment.kind === 'fault') return moment.why
  if (moment.kind === 'day') return `${moment.day}${moment.nextYear ? ' next year' : ''}`
  const local = (at: Date) => DateTime.fromJSDate(at, { zone: ZONE })
  const until = moment.until ? `-${local(moment.until).toFormat('HH:mm')}` : ''
  return `${local(moment.at).toFormat('yyyy-MM-dd HH:mm')}${until}${moment.nextYear ? ' next year' : ''}`
}

describe('a day and an hour as people type them', () => {
  it.each([
    ['nl', 'dinsdag 9:30', '2026-12-01 09:30'],
    ['nl', 'Dinsdag om half tien', '2026-12-01 09:30'],
    ['nl', 'dinsdag kwart voor 10', '2026-12-01 09:45'],
    ['nl', 'morgen 10u', '2026-11-28 10:00'],
    ['nl', 'morgenavond 8 uur', '2026-11-28 20:00'],
    ['nl', '3 maart 10u', '2027-03-03 10:00 next year'],
    ['nl', '3 december om 10.15 uur', '2026-12-03 10:15'],
    ['nl', 'wo 2-12 13.30', '2026-12-02 13:30'],
    ['nl', 'volgende week dinsdag 9.30', '2026-12-01 09:30'],
    ['nl', 'donderdag 9:30 tot 11:00', '2026-12-03 09:30-11:00'],
    ['nl', 'dinsdag 10-12 uur', '2026-12-01 10:00-12:00'],
    ['nl', 'vrijdag 9:00', '2026-12-04 09:00'],
    ['nl', 'vrijdag 14:00', '2026-11-27 14:00'],
    ['nl', 'vandaag om 3 uur', '2026-11-27 15:00'],
    ['nl', '2026-12-24 9:00', '2026-12-24 09:00'],
    ['nl', 'salı 9:30', '2026-12-01 09:30'],
    ['en', 'tomorrow at 9', '2026-11-28 09:00'],
    ['en', 'next monday 10 am', '2026-11-30 10:00'],
    ['en', 'next monday', '2026-11-30'],
    ['en', 'Tuesday half past nine', '2026-12-01 09:30'],
    ['en', 'December 3rd, 2 pm', '2026-12-03 14:00'],
    ['en', 'the 3rd of december at noon', '2026-12-03 12:00'],
    ['en', 'tonight 7', '2026-11-27 19:00'],
    ['tr', 'yarın 10', '2026-11-28 10:00'],
    ['tr', "salı günü saat 9:30'da", '2026-12-01 09:30'],
    ['tr', 'salı dokuz buçuk', '2026-12-01 09:30'],
    ['tr', "3 Mart'ta saat 10'da", '2027-03-03 10:00 next year'],
    ['tr', 'haftaya salı 10.00', '2026-12-01 10:00'],
    ['tr', 'yarın akşam 8', '2026-11-28 20:00'],
    ['tr', 'perşembe öğleden sonra 2', '2026-12-03 14:00'],
    ['tr', 'yarın sabah onda', '2026-11-28 10:00'],
    ['tr', 'yarin sabah onda', '2026-11-28 10:00'],
    ['tr', 'yarin aksam yedide', '2026-11-28 19:00'],
    ['tr', 'yarın akşam yedide', '2026-11-28 19:00'],
    ['tr', 'yarın saat on buçukta', '2026-11-28 10:30'],
    ['tr', 'yarın saat on birde', '2026-11-28 11:00'],
    ['tr', 'cuma günü on ikide', '2026-11-27 12:00'],
    ['tr', 'yarın üçte', '2026-11-28 15:00'],
    ['tr', 'yarın onu çeyrek geçe', '2026-11-28 10:15'],
    ['tr', 'yarın dokuza çeyrek kala', '2026-11-28 08:45'],
    ['tr', 'yarın ondan on ikiye kadar', '2026-11-28 10:00-12:00'],
    ['nl', 'yarin sabah onda', '2026-11-28 10:00'],
    ['nl', 'morgen om half tien', '2026-11-28 09:30'],
    ['nl', 'morgen om tien uur', '2026-11-28 10:00'],
    ['nl', 'morgenochtend tien uur', '2026-11-28 10:00'],
    ['nl', 'morgen om kwart over tien', '2026-11-28 10:15'],
    ['nl', 'morgenavond om zeven uur', '2026-11-28 19:00'],
    ['nl', 'dinsdag van tien tot twaalf uur', '2026-12-01 10:00-12:00'],
    ['ar', 'بكرا الساعة عشرة', '2026-11-28 10:00'],
    ['ar', 'بكرا العاشرة صباحا', '2026-11-28 10:00'],
    ['ar', 'بكرا الصبح الساعة عشرة ونص', '2026-11-28 10:30'],
    ['ar', 'بكرا عالعشرة الصبح', '2026-11-28 10:00'],
    ['ar', 'بكرا المسا الساعة سبعة', '2026-11-28 19:00'],
    ['ar', 'الثلاثاء الساعة حداشر', '2026-12-01 11:00'],
    ['ar', 'غدا الساعة ٩', '2026-11-28 09:00'],
    ['ar', 'غداً الساعة التاسعة والنصف', '2026-11-28 09:30'],
    ['ar', 'يوم الثلاثاء الساعة ٩:٣٠', '2026-12-01 09:30'],
    ['ar', 'الثلاثاء القادم الساعة ١٠ صباحا', '2026-12-01 10:00'],
    ['ar', '٣ مارس الساعة ٢ بعد الظهر', '2027-03-03 14:00 next year'],
    ['ar', 'بعد غد العاشرة إلا ربع', '2026-11-29 09:45'],
    ['ar', 'السبت 10', '2026-11-28 10:00'],
  ])('%s: "%s" is %s', (language, text, expected) => {
    expect(read(language, text)).toBe(expected)
  })

  it.each([
    ['ar', 'العاشرة صباحا', 'no_day'],
    ['tr', 'sabah onda', 'no_day'],
    ['nl', 'gisteren', 'unclear'],
    ['nl', '3-3-2026 10:00', 'past'],
    ['nl', 'vandaag 9:00', 'past'],
    ['nl', '3-3-2029 10:00', 'far'],
    ['nl', '31 februari 10:00', 'no_such_day'],
    ['nl', '31-2 10:00', 'no_such_day'],
    ['nl', 'dinsdag 25:00', 'no_such_hour'],
    ['tr', 'salı 24:30', 'no_such_hour'],
    ['ar', 'غدا الساعة ٢٥', 'no_such_hour'],
    ['nl', 'dinsdag of donderdag 9:30', 'two_days'],
    ['nl', 'dinsdag 3 december', 'two_days'],
    ['nl', 'dinsdag 9:30 of 11:00', 'two_hours'],
    ['nl', '9:30', 'no_day'],
    ['nl', 'weet ik nog niet', 'unclear'],
    ['nl', `dinsdag ${'heel '.repeat(200)}`, 'unclear'],
    ['ar', '٣١ فبراير', 'no_such_day'],
    // The night in which the clock goes forward.
    ['nl', '28-3-2027 2:30', '2027-03-28 14:30 next year'],
    ['nl', '28-3-2027 02:30', 'no_such_hour'],
  ])('%s: "%s" is not taken: %s', (language, text, why) => {
    expect(read(language, text)).toBe(why)
  })

  it('is local, whatever the clock does between now and then', () => {
    const before = new Date('2027-03-26T10:00:00Z')
    const moment = words.moment('dinsdag 9:30', 'nl', { now: before, zone: ZONE })
    expect(moment).toMatchObject({ at: new Date('2027-03-30T07:30:00Z') })
  })

  it('takes an hour alone for a day that is known', () => {
    const around = { now: NOW, zone: ZONE, day: '2026-12-01' }
    expect(words.moment('9.30', 'nl', around)).toMatchObject({ at: new Date('2026-12-01T08:30:00Z') })
    expect(words.moment('10', 'nl', around)).toMatchObject({ at: new Date('2026-12-01T09:00:00Z') })
    expect(words.moment('25:00', 'nl', around)).toEqual({ kind: 'fault', why: 'no_such_hour' })
  })
})
