import { learnLibrary } from '../../src/domains/library/learning.ts'
import { decide } from '../../src/domains/library/matcher.ts'
import { readLessons, seeded } from '../../src/learned.ts'
import { LOCALES } from '../../src/places.ts'
import { marks, type Question } from './exam.ts'

const STEPS = [3, 6, 12, 24, 48, 96]

/** What more ways of asking bring: the library learned anew with so many a topic and language. Danger is left out of it. */
export async function curve(exam: readonly Question[]) {
  const { shipped, more, nothing } = await readLessons(LOCALES)
  const among = [...new Set(shipped.map(({ language }) => language))]
  return STEPS.map((most) => {
    const fewer = shipped.map((entry) => ({ ...entry, asks: everyNth(entry.asks, most) }))
    const fewerToo = more.map((entry) => ({ ...entry, asks: everyNth(entry.asks, most) }))
    const learned = learnLibrary(fewer, fewerToo, nothing, { random: seeded(), digest: '' })
    const answers = exam.map(({ text, lang }) => ({
      ...decide(learned, text, { own: lang, among, has: () => true }),
      danger: false,
    }))
    const { top1, top3, top3Blind, right, wrong, outsidePassedOn } = marks(exam, answers)
    return { waysOfAsking: most, top1, top3, top3Blind, right, wrong, outsidePassedOn }
  })
}

/** Spread over the whole list: its writers stand one behind the other. */
function everyNth(asks: readonly string[], most: number): string[] {
  const step = Math.max(1, asks.length / most)
  return Array.from({ length: Math.min(most, asks.length) }, (_, at) => asks[Math.floor(at * step)]!)
}
