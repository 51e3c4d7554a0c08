import { normal } from './normal.ts'
import type { Language } from './read.ts'

/** The translations as their files hold them, without any fallback: what the flow checker reads. */
export type WordFiles = {
  languages: readonly string[]
  /** Every namespace that English has: flows, templates, and the parts of words.json. */
  namespaces: readonly string[]
  /** Where a text stands, or should. */
  placeOf(language: string, namespace: string, id?: string): { file: string; line: number }
  textsOf(language: string, namespace: string): Record<string, string> | null
  keywordsOf(language: string): Record<string, readonly string[]>
  normal(text: string): string
}

/** @param spoken the namespaces whose English stands in flows: each has a file of its own */
export function wordFiles(languages: Language[], spoken: Record<string, unknown>): WordFiles {
  const byCode = new Map(languages.map((language) => [language.code, language]))
  const english = byCode.get('en')!
  return {
    languages: [...byCode.keys()],
    namespaces: Object.keys(english.texts),
    placeOf(code, namespace, id) {
      const language = byCode.get(code)!
      const ownFile = `${namespace}.json` in language.sources || Object.hasOwn(spoken, namespace)
      const file = ownFile ? `${namespace}.json` : 'words.json'
      const path = ownFile ? [id] : [namespace, ...(id ?? '').split('.')]
      return { file: `${language.directory}/${file}`, line: lineOf(language.sources[file] ?? '', path) }
    },
    textsOf: (code, namespace) => byCode.get(code)?.texts[namespace] ?? null,
    keywordsOf: (code) => byCode.get(code)?.lists.keywords ?? {},
    normal,
  }
}

// Each key is looked for after the one it stands in; what is missing stands where its parent does.
function lineOf(source: string, path: (string | undefined)[]): number {
  let offset = 0
  for (const key of path.filter((key) => key)) {
    const found = source.indexOf(`${JSON.stringify(key)}`, offset)
    if (found < 0) break
    offset = found
  }
  return source.slice(0, offset).split('\n').length
}
