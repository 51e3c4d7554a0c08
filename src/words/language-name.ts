import { normal, oneSlipApart } from './normal.ts'
import type { Language } from './read.ts'

// As keywords are: a shorter name is too close to other words to forgive a slip.
const LEAST_TO_FORGIVE = 6
const LONGEST = 40

/**
 * Finds the language that a whole message names, in whatever language it does: "العربية", "arabe", "nederlans".
 * Names stand in words.json `answers.<language>`, beside what each calls itself. Null when it names none, or two.
 */
export function indexLanguageNames(languages: Language[]): (text: string) => string | null {
  const names = new Map<string, string>()
  for (const { code, name } of languages) {
    names.set(normal(name), code)
    for (const { lists } of languages)
      for (const other of lists.answers?.[code] ?? []) names.set(normal(other), code)
  }
  return (text) => {
    if (text.length > LONGEST) return null
    const said = normal(text)
    const found = names.get(said)
    if (found || said.length < LEAST_TO_FORGIVE) return found ?? null
    const near = [...names].filter(([name]) => name.length >= LEAST_TO_FORGIVE && oneSlipApart(said, name))
    const codes = new Set(near.map(([, code]) => code))
    return codes.size === 1 ? [...codes][0]! : null
  }
}
