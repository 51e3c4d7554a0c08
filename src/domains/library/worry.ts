import type { Speech } from '../../words/words.ts'

/** Fewer words are no story. */
const STORY = 5
/** So near its beginning a sentence has its question word, though “and” or “hello” may stand before it. */
const EARLY = 2

/** Whether she asks for something, or says too little to tell; a story without a question, a wish or a question word is a worry. */
export const asksSomething = (text: string, speech: Speech): boolean =>
  sentencesIn(text, speech).flat().length < STORY || readsAsQuestion(text, speech)

/** “In the evening, please” goes on with what was asked; so many words with a question word in them may ask something else. */
const OF_ITS_OWN = 4
/** Whether words that come in the middle of something read as a question of their own. */
export const isOfItsOwn = (text: string, speech: Speech): boolean => readsAsQuestion(text, speech, OF_ITS_OWN)

/**
 * Whether words read as a question: by its mark, or by the words of a sentence that has at least so many. They stand in
 * words.json under `answers`, each as a word or several:
 * `question_word`: asks wherever it stands (Turkish “mı”, Arabic “هل”, “what should”);
 * `question_early`: asks among the first words of a sentence, and only tells further on (“why”, “how”);
 * `question_opening`: asks at the very beginning of a sentence (“is”, “can”), else it is a verb like any other;
 * `question_not_before`: what behind such an opening shows that only “he” was left out (“can not sleep”).
 */
function readsAsQuestion(text: string, speech: Speech, least = 1): boolean {
  if (/[?؟]/.test(text)) return true
  const { answers } = speech
  const sentences = sentencesIn(text, speech).filter(({ length }) => length >= least)
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

const sentencesIn = (text: string, { normal }: Speech): string[][] =>
  text.split(/[.!;:,،؛…\n]+(?=\s|$)/u).map((sentence) => sentence.split(/\s+/u).map(normal).filter(Boolean))
