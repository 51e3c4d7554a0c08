import { normal, oneSlipApart } from './normal.ts'
import type { Language } from './read.ts'

/** Finds the keywords that a whole message stands for; none inside a sentence. */
export type Keywords = (text: string, language: string, exactly?: boolean) => string[]

// Short words lie too close together to forgive a slip.
const LEAST_TO_FORGIVE = 4
const LONGEST = 40

/**
 * The only language in which a whole message is a keyword, to the letter; null when that is none, or several. One English word
 * tells nothing: apps have taught "home" and "language" to people who speak no English.
 */
export type KeywordLanguage = (text: string) => string | null

/** Puts every language's `keywords` in one index: people use the words of the language they know, whatever they chose. */
export function indexKeywords(languages: Language[]): {
  keyword: Keywords
  keywordLanguage: KeywordLanguage
} {
  const exact = new Map<string, { id: string; language: string }[]>()
  for (const { code, lists } of languages)
    for (const [id, words] of Object.entries(lists.keywords ?? {}))
      for (const word of words) {
        const key = normal(word)
        exact.set(key, [...(exact.get(key) ?? []), { id, language: code }])
      }
  const forgiving = [...exact].filter(([word]) => word.length >= LEAST_TO_FORGIVE)
  const keyword: Keywords = (text, language, exactly = false) => {
    if (text.length > LONGEST) return []
    const said = normal(text)
    if (said === '') return []
    const found = exact.get(said)
    if (found) return hersFirst(found, language)
    if (exactly || said.length < LEAST_TO_FORGIVE) return []
    const near = forgiving
      .filter(([word]) => oneSlipApart(said, word))
      .flatMap(([, entries]) => entries)
      .filter((entry) => entry.language === language || entry.language === 'en')
    const ids = hersFirst(near, language)
    // Halfway between two words she may mean either; then she is asked as usual.
    return ids.length === 1 ? ids : []
  }
  const keywordLanguage: KeywordLanguage = (text) => {
    const said = normal(text)
    const spoken = new Set(exact.get(said)?.map(({ language }) => language))
    const [only] = spoken.size === 1 ? spoken : []
    return only === undefined || (only === 'en' && !said.includes(' ')) ? null : only
  }
  return { keyword, keywordLanguage }
}

function hersFirst(entries: { id: string; language: string }[], language: string): string[] {
  const hers = entries.filter((entry) => entry.language === language)
  return [...new Set([...hers, ...entries].map(({ id }) => id))]
}
