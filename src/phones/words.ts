import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** All that the page says in one language; what is not translated stays English. */
export type PageWords = {
  language: string
  direction: 'ltr' | 'rtl'
  /** Every language the page can speak, each in its own script. */
  languages: { id: string; name: string }[]
  words: Record<string, string>
}

type File = { name?: string; phones?: Record<string, string> }

/** Reads the `phones` part of `locales/<lng>/words.json` once. */
export async function pageWords(locales: string): Promise<(language: string) => PageWords> {
  const files = new Map<string, File>()
  for (const language of (await readdir(locales)).sort()) {
    const text = await readFile(join(locales, language, 'words.json'), 'utf8').catch(missing)
    if (text) files.set(language, JSON.parse(text) as File)
  }
  const spoken = [...files].filter(([, file]) => file.phones)
  const languages = spoken.map(([id, file]) => ({ id, name: file.name ?? id }))
  return (asked) => {
    const language = files.get(asked)?.phones ? asked : 'en'
    const words = { ...files.get('en')?.phones, ...files.get(language)?.phones }
    return { language, direction: RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr', languages, words }
  }
}

const RIGHT_TO_LEFT = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'prs', 'ur', 'yi'])

function missing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}
