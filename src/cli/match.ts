import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { z } from 'zod'
import { readConversations } from '../conversations.ts'
import { watchWith } from '../domains/danger/watch.ts'
import { judge } from '../domains/library/judge.ts'
import { type Learned, readLearned } from '../learned.ts'
import { OperatorError } from '../operator-error.ts'
import { FLOWS, LEARNED, LOCALES } from '../places.ts'

const question = z.object({ id: z.unknown(), text: z.string(), lang: z.string().nullish() })
type Question = z.infer<typeof question>

/** `match`: what a mother gets who types this, without a house: JSON lines in, JSON lines out, in the same order. */
export function matchCommand(program: Command): void {
  program
    .command('match')
    .description(
      'what the library and the lookout make of a question; JSON lines on standard input, or one as words',
    )
    .argument('[words...]')
    .option('--lang <code>', 'the language she chose, for a question given as words')
    .action(async (words: string[], { lang }: { lang?: string }) => {
      const { words: spoken } = await readConversations(FLOWS, LOCALES)
      const answer = answerer(await readLearned(LOCALES, { kept: LEARNED, words: spoken }))
      if (words.length) return print(answer({ id: null, text: words.join(' '), lang }))
      let line = 0
      for await (const text of createInterface({ input: process.stdin })) {
        line++
        if (text.trim()) print(answer(readQuestion(text, line)))
      }
    })
}

/** The same judgement as in the chat. */
function answerer({ library, danger, shipped }: Learned) {
  const judges = { learned: library, watch: watchWith(danger) }
  const topics = new Set(shipped.map(({ topic }) => topic))
  const languages = [...new Set(shipped.map(({ language }) => language))]
  return ({ id, text, lang }: Question) => {
    const own = lang ?? null
    const among = own && !languages.includes(own) ? [...languages, own] : languages
    const asked = { own, among, has: (topic: string) => topics.has(topic) }
    const { topic, top, level, language } = judge(judges, text, asked)
    return { id, topic, top, danger: level !== 'none', level, lang: language }
  }
}

/** @throws {OperatorError} naming the line that is no question */
function readQuestion(text: string, line: number): Question {
  try {
    return question.parse(JSON.parse(text))
  } catch (cause) {
    throw new OperatorError(
      `Line ${line} of standard input: {"id": …, "text": "…", "lang": "nl" or null} is wanted`,
      cause,
    )
  }
}

function print(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
