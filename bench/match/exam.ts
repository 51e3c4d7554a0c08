import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const question = z.object({
  id: z.unknown(),
  kind: z.enum(['topic', 'oos', 'danger', 'hardneg']),
  lang: z.string(),
  text: z.string(),
  topic: z.string().nullable(),
  /** Null where people do not agree whether it is. */
  danger: z.boolean().nullable(),
  blind: z.boolean().default(false),
})

/** A message with what should become of it. `blind`: told sideways, without the usual words. */
export type Question = z.infer<typeof question>

/** What became of it. */
export type Answer = { topic: string | null; top: string[]; danger: boolean }

/** Reads questions, one a line of JSON, out of a file or of every `.jsonl` in a folder. */
export function readExam(path: string): Question[] {
  const files = path.endsWith('.jsonl')
    ? [path]
    : readdirSync(path)
        .filter((name) => name.endsWith('.jsonl'))
        .map((name) => join(path, name))
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => question.parse(JSON.parse(line))),
  )
}

/** Percentages over an exam; null where it has no such question. */
export function marks(exam: readonly Question[], answers: readonly Answer[]) {
  const share = (those: (one: Question) => boolean, good: (one: Question, answer: Answer) => boolean) => {
    let many = 0
    let right = 0
    for (const [at, one] of exam.entries()) {
      if (!those(one)) continue
      many++
      if (good(one, answers[at]!)) right++
    }
    return many ? Math.round((1000 * right) / many) / 10 : null
  }
  const isTopic = ({ kind }: Question) => kind === 'topic'
  const isDanger = ({ danger }: Question) => danger === true
  return {
    questions: exam.length,
    top1: share(isTopic, ({ topic }, { top }) => top[0] === topic),
    top3: share(isTopic, ({ topic }, { top }) => top.includes(topic!)),
    top3Blind: share(
      (one) => isTopic(one) && one.blind,
      ({ topic }, { top }) => top.includes(topic!),
    ),
    right: share(isTopic, (one, answer) => answer.topic === one.topic),
    wrong: share(isTopic, (one, answer) => answer.topic !== null && answer.topic !== one.topic),
    outsidePassedOn: share(
      ({ kind }) => kind === 'oos',
      (_, { topic }) => topic === null,
    ),
    danger: share(isDanger, (_, { danger }) => danger),
    dangerBlind: share(
      (one) => isDanger(one) && one.blind,
      (_, { danger }) => danger,
    ),
    dangerSilent: share(isDanger, (_, { danger, topic }) => !danger && topic !== null),
    harmlessFlagged: share(
      ({ kind, danger }) => kind === 'hardneg' && danger === false,
      (_, { danger }) => danger,
    ),
    calmFlagged: share(
      ({ kind, danger }) => kind !== 'hardneg' && danger === false,
      (_, { danger }) => danger,
    ),
  }
}
