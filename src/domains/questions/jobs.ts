import { z } from 'zod'
import { lastWordsOf } from '../../messaging/contact.ts'
import { windowOf } from '../../messaging/parking.ts'
import { defineErrand, type ErrandDesk } from '../../messaging/scene.ts'
import { planWindow } from './asking.ts'
import { entriesOf } from './entries.ts'
import { bring } from './notices.ts'
import { hasWaiting, lockQuestion, setStatus } from './questions.ts'

export const errands = [
  defineErrand({
    name: 'questions.rest',
    data: z.object({ question: z.uuid(), entry: z.string() }),
    run: (desk, data) => rest(desk, data.question, data.entry),
  }),
  defineErrand({
    name: 'questions.window',
    data: z.object({ person: z.uuid() }),
    run: (desk, data) => askBeforeItCloses(desk, data.person),
  }),
]

/** An answered thread in which nothing more was said is laid to rest; the timer of an earlier answer changes nothing. */
async function rest(desk: ErrandDesk, id: string, entry: string): Promise<void> {
  const question = await lockQuestion(desk.tx, id)
  if (question?.status !== 'answered') return
  const entries = await entriesOf(desk.tx, desk.office, id)
  if (entries.at(-1)?.id !== entry) return
  await setStatus(desk, question, 'resting')
  if (question.asker)
    bring(desk, question.asker, 'question-resting', { question: id }, { id: `resting-${entry}` })
}

/** An hour before the window closes she is asked; had she written since, the timer moves on instead. */
async function askBeforeItCloses(desk: ErrandDesk, person: string): Promise<void> {
  if (!(await hasWaiting(desk.tx, person))) return
  const wrote = await lastWordsOf(desk.tx, person)
  if (!wrote) return
  const { hours } = windowOf(desk.office, wrote)
  if (hours === null) return
  const closesIn = wrote.at.getTime() + hours * HOUR - desk.now.getTime()
  if (closesIn > HOUR) return planWindow(desk, person, wrote.at, hours - 1)
  if (closesIn <= 0) return
  bring(desk, person, 'keep-open', {}, { id: `keep-open-${person}-${wrote.at.getTime()}` })
  // She may write something else instead of tapping: looked at once more when the window would have closed.
  planWindow(desk, person, wrote.at, hours)
}

const HOUR = 3_600_000
