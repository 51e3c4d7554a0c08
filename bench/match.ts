import { parseArgs } from 'node:util'
import { readConversations } from '../src/conversations.ts'
import { watchWith } from '../src/domains/danger/watch.ts'
import { type Judges, judge } from '../src/domains/library/judge.ts'
import { type Asked, compare } from '../src/domains/library/matcher.ts'
import { type Learned, readLearned } from '../src/learned.ts'
import { wordsOf } from '../src/matching/words.ts'
import { FLOWS, LEARNED, LOCALES } from '../src/places.ts'
import { curve } from './match/curve.ts'
import { type Answer, marks, type Question, readExam } from './match/exam.ts'
import { stages } from './match/stages.ts'

const OPTIONS = {
  /** A file of questions, or a folder of them. */
  cases: { type: 'string', default: 'test/domains/library/exam' },
  /** The language she chose is not told. */
  nolang: { type: 'boolean', default: false },
  /** Only the marks, without learning anything anew. */
  quick: { type: 'boolean', default: false },
} as const

/**
 * `npm run bench match`: marks by language, how sure it is against how often it is right, what each stage adds,
 * and what more ways of asking bring. One JSON line each.
 */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: OPTIONS })
  const exam = readExam(values.cases)
  const before = process.memoryUsage().rss
  const { words } = await readConversations(FLOWS, LOCALES)
  const learned = await readLearned(LOCALES, { kept: LEARNED, words })
  const judges = { learned: learned.library, watch: watchWith(learned.danger) }
  const languages = [...new Set(learned.shipped.map(({ language }) => language))]
  const told = (one: Question) => (values.nolang ? null : one.lang)

  const times: number[] = []
  const answers = exam.map((one) => {
    const since = performance.now()
    const answer = answerTo(judges, one.text, { own: told(one), among: languages })
    times.push(performance.now() - since)
    return answer
  })
  times.sort((a, b) => a - b)
  print('all', marks(exam, answers))
  for (const language of new Set(exam.map(({ lang }) => lang))) {
    const those = [...exam.keys()].filter((at) => exam[at]!.lang === language)
    print(
      language,
      marks(
        those.map((at) => exam[at]!),
        those.map((at) => answers[at]!),
      ),
    )
  }
  print('cost', {
    p50ms: round(times[Math.floor(times.length / 2)]!),
    p95ms: round(times[Math.floor(times.length * 0.95)]!),
    moreMemoryMB: Math.round((process.memoryUsage().rss - before) / 1e6),
  })
  for (const row of calibration(learned, exam)) print('calibration', row)
  if (values.quick) return
  for (const row of stages(learned, exam)) print('stage', row)
  for (const row of await curve(exam)) print('curve', row)
}

function answerTo(judges: Judges, text: string, asked: Pick<Asked, 'own' | 'among'>): Answer {
  const { level, topic, top } = judge(judges, text, { ...asked, has: () => true })
  return { danger: level !== 'none', topic, top }
}

const BUCKETS = [0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.01]

/** How likely the first topic was said to be, against how often it was the right one; outside questions count as wrong. */
function calibration({ library }: Learned, exam: readonly Question[]) {
  const asked = exam
    .filter(({ kind }) => kind === 'topic' || kind === 'oos')
    .map((one) => ({ one, first: compare(library, wordsOf(one.text)).topics[0]! }))
  return BUCKETS.slice(0, -1).map((from, at) => {
    const here = asked.filter(({ first }) => first.likely >= from && first.likely < BUCKETS[at + 1]!)
    const right = here.filter(({ one, first }) => one.topic === first.topic).length
    return {
      likelihoodFrom: from,
      questions: here.length,
      right: here.length ? round((100 * right) / here.length) : null,
    }
  })
}

const round = (value: number) => Math.round(value * 100) / 100

function print(what: string, figures: object): void {
  process.stdout.write(`${JSON.stringify({ bench: 'match', what, ...figures })}\n`)
}
