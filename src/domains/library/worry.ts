import type { Speech } from '../../words/words.ts'

/** Fewer words are no story. */
const STORY = 5

/**
 * Whether she asks for something; a story without a question, a wish or a question word is a worry.
 * Question words stand in words.json under `answers.question_word`;
 * those that mean something else inside a sentence (Arabic “from”, Dutch “his”) under `answers.question_opening`.
 */
export function asksSomething(text: string, { normal, answers }: Speech): boolean {
  if (/[?؟]/.test(text)) return true
  const words = text.split(/\s+/u).map(normal)
  if (words.length < STORY) return true
  const asking = answers('question_word')
  return words.some((word) => asking.includes(word)) || answers('question_opening').includes(words[0]!)
}
