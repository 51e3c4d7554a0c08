import { DANGER_BY } from '../../src/domains/danger/watch.ts'
import { compare } from '../../src/domains/library/matcher.ts'
import type { Learned } from '../../src/learned.ts'
import { read } from '../../src/matching/reader.ts'
import { wordsOf } from '../../src/matching/words.ts'
import type { Question } from './exam.ts'

/** What each stage of the matching adds: the same exam with the others left out. */
export function stages(learned: Learned, exam: readonly Question[]) {
  const topics = exam.filter(({ kind }) => kind === 'topic')
  const firstThree = (order: (text: string) => string[]) => {
    const right = topics.filter(({ text, topic }) => order(text).slice(0, 3).includes(topic!)).length
    return Math.round((1000 * right) / topics.length) / 10
  }
  const by = (pick: 'likely' | 'alike' | 'score') => (text: string) =>
    compare(learned.library, wordsOf(text))
      .topics.toSorted((a, b) => b[pick] - a[pick])
      .map(({ topic }) => topic)
  return [
    { left: 'both', top3: firstThree(by('score')) },
    { left: 'single words only', top3: firstThree(by('likely')) },
    { left: 'nearest ways of asking only', top3: firstThree(by('alike')) },
    ...dangerStages(learned, exam),
  ]
}

/** Danger, at the height at which as many calm messages are flagged: by single words, by nearness, by both. */
function dangerStages({ danger }: Learned, exam: readonly Question[]) {
  const CALM_FLAGGED = 0.02
  const scores = {
    'danger: both': DANGER_BY.both,
    'danger: single words only': (likely: Float32Array) => DANGER_BY.words(likely),
    'danger: nearest messages only': (_: Float32Array, alike: Float32Array) => DANGER_BY.nearest(alike),
  }
  return Object.entries(scores).map(([left, score]) => {
    const scored = exam.map((one) => {
      const { likely, alike } = read(danger, wordsOf(one.text))
      return { one, score: score(likely, alike) }
    })
    const calm = scored
      .filter(({ one }) => one.danger === false && one.kind !== 'hardneg')
      .map((each) => each.score)
      .sort((a, b) => b - a)
    const limit = calm[Math.floor(calm.length * CALM_FLAGGED)] ?? 0
    const dangers = scored.filter(({ one }) => one.danger === true)
    const found = dangers.filter((each) => each.score > limit).length
    return { left, calmFlagged: 2, danger: Math.round((1000 * found) / (dangers.length || 1)) / 10 }
  })
}
