import { normal } from '../../words/normal.ts'
import type { ShippedAsks, ShippedEntry } from './shipped.ts'

/** What is wrong in a file of the library, for its author to mend. */
export type LibraryFault = { file: string; line: number; message: string; remedy: string }

const TITLE = 24
const ANSWER_WORDS = 90
/** Level A2: short sentences, a long one now and then where a rule of law must be right. */
const SENTENCE_WORDS = 22
const USUAL_WORDS = 12
const ASKS = 12
/** In a language without answers of its own. */
const FEW_ASKS = 6

/** Looks through the whole shipped library. @param languages those in which every topic must have its answer */
export function lintLibrary(
  shipped: readonly ShippedEntry[],
  asks: readonly ShippedAsks[],
  languages: readonly string[],
): LibraryFault[] {
  return [
    ...shipped.flatMap(lintEntry),
    ...missing(shipped, languages),
    ...sameTitles(shipped),
    ...asks
      .filter((one) => one.asks.length < FEW_ASKS)
      .map(({ file, topic, asks: known }) =>
        fault(file, `${topic} has ${known.length} ways of asking`, `Write ${FEW_ASKS} or more.`),
      ),
    ...underTwoTopics([...shipped, ...asks]),
  ]
}

function lintEntry({ file, title, answer, next, asks }: ShippedEntry): LibraryFault[] {
  const words = wordsIn(answer)
  const sentences = sentencesIn(answer).map(wordsIn)
  const usual = sentences.reduce((sum, one) => sum + one, 0) / (sentences.length || 1)
  const faults: [boolean, string, string][] = [
    [
      title.length > TITLE,
      `The title has ${title.length} characters`,
      `It is a button: at most ${TITLE}, nothing is cut.`,
    ],
    [words > ANSWER_WORDS, `The answer has ${words} words`, `At most ${ANSWER_WORDS} are read.`],
    [
      Math.max(...sentences, wordsIn(next)) > SENTENCE_WORDS,
      `A sentence has more than ${SENTENCE_WORDS} words`,
      'Make two of it.',
    ],
    [
      usual > USUAL_WORDS,
      `The sentences have ${usual.toFixed(1)} words on average`,
      `Level A2 is ${USUAL_WORDS} or fewer.`,
    ],
    [
      asks.length < ASKS,
      `There are ${asks.length} ways of asking`,
      `Write ${ASKS} or more, each in other words.`,
    ],
  ]
  return faults.filter(([wrong]) => wrong).map(([, message, remedy]) => fault(file, message, remedy))
}

function missing(shipped: readonly ShippedEntry[], languages: readonly string[]): LibraryFault[] {
  const files = new Set(shipped.map(({ topic, language }) => `${topic} ${language}`))
  const topics = [...new Set(shipped.map(({ topic }) => topic))]
  return languages.flatMap((language) =>
    topics
      .filter((topic) => !files.has(`${topic} ${language}`))
      .map((topic) =>
        fault(
          `locales/${language}/library/${topic}.md`,
          `${topic} has no answer in ${language}`,
          'Write it: the other languages have it.',
        ),
      ),
  )
}

function sameTitles(shipped: readonly ShippedEntry[]): LibraryFault[] {
  const seen = new Map<string, string>()
  return shipped.flatMap(({ file, language, title, topic }) => {
    const key = `${language} ${normal(title)}`
    const other = seen.get(key)
    seen.set(key, topic)
    return other ? [fault(file, `${other} has the same title`, 'Say what makes it another.')] : []
  })
}

function underTwoTopics(all: readonly ShippedAsks[]): LibraryFault[] {
  const seen = new Map<string, string>()
  return all.flatMap(({ file, language, topic, asks }) =>
    asks.flatMap((ask, at) => {
      const key = `${language} ${normal(ask)}`
      const other = seen.get(key)
      seen.set(key, topic)
      if (!other) return []
      const where = other === topic ? 'twice here' : `under ${other} too`
      return [fault(file, `Way of asking ${at + 1} stands ${where}`, 'Keep it in one place.')]
    }),
  )
}

const fault = (file: string, message: string, remedy: string): LibraryFault => ({
  file,
  line: 1,
  message,
  remedy,
})

const wordsIn = (text: string): number =>
  text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length

const sentencesIn = (text: string): string[] =>
  text.split(/(?<=[.!?؟:])\s+|\n+/u).filter((sentence) => /\p{L}/u.test(sentence))
