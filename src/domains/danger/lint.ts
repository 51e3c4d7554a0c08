import { normal } from '../../words/normal.ts'
import type { DangerWords } from './words.ts'

/** What is wrong in a list of danger words, for its author to mend. */
export type DangerFault = { file: string; line: number; message: string; remedy: string }

/** Fewer teach too little; a language that the house only understands may have a third of it. */
const LEAST = { sure: 100, soft: 150, harmless: 100, calm: 100 }
const ONLY_UNDERSTOOD = 3

/** Looks through what every language says in danger. @param languages those the house speaks: each must have its list */
export function lintDanger(words: readonly DangerWords[], languages: readonly string[]): DangerFault[] {
  const missing = languages
    .filter((language) => !words.some((one) => one.language === language))
    .map((language) =>
      fault(`locales/${language}/danger.yaml`, `Nothing is known of danger in ${language}`, 'Write it.'),
    )
  return [...missing, ...words.flatMap((one) => [...tooFew(one, languages), ...contradictions(one)])]
}

function tooFew(words: DangerWords, languages: readonly string[]): DangerFault[] {
  const share = languages.includes(words.language) ? 1 : ONLY_UNDERSTOOD
  return (Object.keys(LEAST) as (keyof typeof LEAST)[])
    .filter((kind) => words[kind].length < LEAST[kind] / share)
    .map((kind) =>
      fault(
        words.file,
        `${kind} has ${words[kind].length} messages`,
        `Write ${Math.ceil(LEAST[kind] / share)}.`,
      ),
    )
}

function contradictions({ file, sure, soft, harmless, calm }: DangerWords): DangerFault[] {
  const dangerous = new Set([...sure, ...soft].map(normal))
  return [...harmless, ...calm]
    .filter((message) => dangerous.has(normal(message)))
    .map((message) => fault(file, `"${message}" is danger and none`, 'Say which.'))
}

const fault = (file: string, message: string, remedy: string): DangerFault => ({
  file,
  line: 1,
  message,
  remedy,
})
