import type { Words } from '../../words/words.ts'

const NAME_AT_MOST = 40

/** "Amina 1987" is a name; with more figures it may be a number to call. */
const FIGURES_AT_MOST = 5

/** What phones make a link of, an address, or the beginning of either. */
const LINK = /[/\\@]|www|[\p{L}\p{N}]\.\p{L}{2,}/iu

/**
 * A name as it is kept: without the spaces around it; null when it is none or too long. It is read by many, also in
 * messages that a channel has approved: so a link or a number is none.
 */
export function readName(text: string): string | null {
  const name = text.normalize('NFC').replace(/\s+/gu, ' ').trim()
  return name && [...name].length <= NAME_AT_MOST && !isReach(name) ? name : null
}

// Wide figures and dots, and signs that nobody sees, make no difference.
function isReach(name: string): boolean {
  const plain = name
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[。｡]/gu, '.')
  return LINK.test(plain) || (plain.match(/\p{N}/gu) ?? []).length > FIGURES_AT_MOST
}

/** `taken`: it was taken out of a sentence, so whoever wrote it should see it. */
export type ReadName = { name: string; taken: boolean }

/**
 * The name in what somebody answers when asked for hers: "Hello, I am Naima!" is Naima. What only looks like a sentence's
 * beginning stays whole: "Ben" is a name as well as Turkish for "I am".
 * @returns null when there is none, or when it is too long
 */
export function nameIn(text: string, language: string, words: Words): ReadName | null {
  const { normal, answers } = words.speech(language)
  const openings = answers('my_name_is')
  const said = text.trim().split(/\s+/u)
  const upTo = (from: number, at: number) => said.slice(from, at + 1).join(' ')
  const greeted = said.findLastIndex((_, at) =>
    words.keyword(upTo(0, at), language, true).includes('greeting'),
  )
  const from = greeted + 1
  const opened = said.findLastIndex((_, at) => at >= from && openings.includes(normal(upTo(from, at))))
  const rest =
    opened < 0
      ? null
      : readName(
          said
            .slice(opened + 1)
            .join(' ')
            .replace(/[\s.,!?؟،]+$/u, ''),
        )
  if (rest) return { name: rest, taken: true }
  const whole = readName(text)
  return whole === null ? null : { name: whole, taken: false }
}
