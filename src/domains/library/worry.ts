import type { Speech } from '../../words/words.ts'

/** Fewer words are no story. */
const STORY = 5
/** So near its beginning a sentence has its question word, though “and” or “hello” may stand before it. */
const EARLY = 2

/**
 * Whether she asks for something; a story without a question, a wish or a question word is a worry.
 * The words stand in words.json under `answers`, each as a word or several:
 * `question_word`: asks wherever it stands (Turkish “mı”, Arabic “هل”, “what should”);
 * `question_early`: asks among the first words of a sentence, and only tells further on (“why”, “how”);
 * `question_opening`: asks at the very beginning of a sentence (“is”, “can”), else it is a verb like any other;
 * `question_not_before`: what behind such an opening shows that only “he” was left out (“can not sleep”).
 */
export function asksSomething(text: string, { normal, answers }: Speech): boolean {
  if (/[?؟]/.test(text)) return true
  const sentences = text
    .split(/[.!;:,،؛…\n]+(?=\s|$)/u)
    .map((sentence) => sentence.split(/\s+/u).map(normal).filter(Boolean))
  if (sentences.flat().length < STORY) return true
  const [anywhere, early, opening, telling] = [
    answers('question_word'),
    answers('question_early'),
    answers('question_opening'),
    answers('question_not_before'),
  ]
  return sentences.some((words) => {
    const stands = (at: number) => (one: string) =>
      words.slice(at, at + one.split(' ').length).join(' ') === one
    const opens = opening.some(
      (one) => stands(0)(one) && (one.includes(' ') || !telling.includes(words[1] ?? '')),
    )
    return (
      opens ||
      words.slice(0, EARLY).some((_, at) => early.some(stands(at))) ||
      words.some((_, at) => anywhere.some(stands(at)))
    )
  })
}
