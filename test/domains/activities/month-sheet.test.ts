import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { PDFDocument } from 'pdf-lib'
import { monthOf } from '../../../src/domains/activities/calendar.ts'
import { drawMonth } from '../../../src/domains/activities/month-sheet.ts'
import type { Scene } from '../../../src/messaging/scene.ts'
import { type Hall, openHall } from './hall.ts'

let hall: Hall
beforeAll(async () => {
  hall = await openHall('2026-11-23T10:00:00Z')
  await hall.add('amina', 'mother', 'fatma', ['ar'])
  await hall.add('samira', 'key-mother', undefined, ['ar', 'nl'])
})
afterAll(() => hall?.close())

const line = { when: 'dinsdag 1 december, 09:30', what: 'Ontbijt', inHers: '', where: 'Huis van de wijk' }
const pagesOf = async (lines: (typeof line)[]) => {
  const month = { title: 'Zuid', heading: 'Dit doen we', direction: 'ltr' as const, lines }
  return (await PDFDocument.load(await drawMonth(month))).getPageCount()
}

it('the sheet of a month tells what lies ahead, what repeats as often as it does, in the reader’s language', async () => {
  const activity = await hall.sends('2026-11-26T09:00:00Z', { rhythm: 'weekly' })
  const { results } = await hall.flowDoes('samira', 'activities.toTranslate', { activity, language: 'ar' })
  const mark = results!.mark
  await hall.flowDoes('samira', 'activities.translated', { activity, language: 'ar', words: 'فطور', mark })
  const { lines, direction } = await hall.does(({ tx, office, now }) =>
    monthOf({ tx, office, now, contact: { network: 'pendrecht', language: 'ar' } } as Scene),
  )
  expect(direction).toBe('rtl')
  expect(lines.map(({ what, inHers }) => [what, inHers])).toEqual(Array(4).fill(['Ontbijt', 'samira: فطور']))
})

it('has as many pages as it needs, and tears nothing apart', async () => {
  expect(await pagesOf([])).toBe(1)
  expect(await pagesOf(Array(9).fill(line))).toBe(1)
  expect(await pagesOf(Array(60).fill({ ...line, inHers: 'Kahvaltı' }))).toBeGreaterThan(4)
  // Longer than a page: it goes on overleaf all the same.
  expect(await pagesOf([{ ...line, what: 'Ontbijt '.repeat(800) }])).toBeGreaterThan(1)
})
