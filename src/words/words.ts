import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInstance } from 'i18next'
import ICU from 'i18next-icu'
import { indexKeywords, type KeywordLanguage, type Keywords } from './keyword.ts'
import { indexLanguageNames } from './language-name.ts'
import { type Message, simpleMessage } from './message.ts'
import { type Around, type Moment, momentIn } from './moment.ts'
import { phrasesOf } from './moment-items.ts'
import { type Language, readLanguage } from './read.ts'
import { type Speech, speechOf } from './speech.ts'
import { when } from './when.ts'
import { type WordFiles, wordFiles } from './word-files.ts'

type Texts = Record<string, string>

export type { Moment, MomentFault } from './moment.ts'
export type { Speech }

/** All that the house says and understands, in every language it speaks. */
export type Words = {
  /** Two-letter codes; English first. */
  languages: string[]
  /** In her language; in English where it is missing; the id where even that is. */
  text(language: string, namespace: string, id: string, values?: Record<string, unknown>): string
  has(language: string, namespace: string, id: string): boolean
  /** The ids of keywords that a whole message stands for, best first; `exactly` forgives no slip of the finger. */
  keyword: Keywords
  keywordLanguage: KeywordLanguage
  /** The language that a whole message names, in any language; null when it names none. */
  languageNamed(text: string): string | null
  direction(language: string): 'ltr' | 'rtl'
  /** The language's own name in its own script. */
  nameOf(language: string): string
  /** Weekday, date and 24-hour time in a zone. */
  when(instant: Date, zone: string, language: string): string
  /** The day and hour that somebody typed, in her language or a neighbour's. */
  moment(text: string, language: string, around: Around): Moment
  /** What is not translated yet. */
  coverage(): { language: string; namespace: string; missing: string[] }[]
  /** How the engine understands and shows this language. */
  speech(language: string): Speech
  /** What the flow checker reads: the files as they are, without any fallback. */
  files: WordFiles
}

/**
 * Reads locales/<language>/ and makes it ready to speak.
 * @param english what flows and templates say in English, by namespace: locales/en holds only what they do not
 * @throws {Error} naming the file that cannot be read
 */
export async function loadWords(localesDirectory: string, english: Record<string, Texts>): Promise<Words> {
  const entries = await readdir(localesDirectory, { withFileTypes: true })
  // A folder without words is of a language that the house understands a little, and does not speak.
  const codes = entries
    .filter(({ name }) => existsSync(join(localesDirectory, name, 'words.json')))
    .map(({ name }) => name)
  const sorted = ['en', ...codes.filter((code) => code !== 'en').sort()]
  const read = await Promise.all(sorted.map((code) => readLanguage(localesDirectory, code)))
  const languages = new Map(read.map((language) => [language.code, language]))
  for (const [namespace, texts] of Object.entries(english)) {
    const known = languages.get('en')!.texts
    if (known[namespace])
      throw new Error(`locales/en has ${namespace}, and so have flows: English stands in flows only`)
    known[namespace] = texts
  }
  const translator = await i18nextOver(read)
  const speech = speechOf(languages, translator)
  return {
    languages: sorted,
    text: speaking(translator, languages),
    has: (language, namespace, id) => languages.get(language)?.texts[namespace]?.[id] !== undefined,
    ...indexKeywords(read),
    languageNamed: indexLanguageNames(read),
    direction: (language) => speech(language).direction,
    nameOf: (language) => languages.get(language)?.name ?? language,
    when: (instant, zone, language) => when(instant, zone, language, languages.get(language)?.lists.dates),
    moment: momentsOf(read),
    coverage: () => coverageOf(read),
    speech,
    files: wordFiles(read, english),
  }
}

async function i18nextOver(languages: Language[]) {
  const translator = createInstance()
  await translator.use(new ICU({})).init({
    lng: 'en',
    fallbackLng: 'en',
    keySeparator: false,
    nsSeparator: false,
    ns: [...new Set(languages.flatMap(({ texts }) => Object.keys(texts)))],
    resources: Object.fromEntries(languages.map(({ code, texts }) => [code, texts])),
    interpolation: { escapeValue: false },
  })
  return translator
}

function momentsOf(read: Language[]): Words['moment'] {
  const ready = new Map(
    read.map((own) => [
      own.code,
      phrasesOf(
        own,
        read.filter((other) => other !== own),
      ),
    ]),
  )
  return (text, language, around) => momentIn(text, ready.get(language) ?? ready.get('en')!, around)
}

type Translator = Awaited<ReturnType<typeof i18nextOver>>

function speaking(translator: Translator, languages: Map<string, Language>): Words['text'] {
  const ready = new Map<string, Message>()
  const make = (language: string, namespace: string, id: string): Message => {
    const hers = languages.get(language)?.texts[namespace]?.[id] !== undefined
    const lng = hers ? language : 'en'
    const text = languages.get(lng)!.texts[namespace]?.[id]
    if (text === undefined) return () => `${namespace}:${id}`
    return simpleMessage(text) ?? ((values) => String(translator.t(id, { ...values, lng, ns: namespace })))
  }
  return (language, namespace, id, values = {}) => {
    const key = `${language}\n${namespace}\n${id}`
    let message = ready.get(key)
    if (!message) {
      message = make(language, namespace, id)
      // Only texts that exist are kept: an id from outside must not fill the memory.
      if (languages.has(language) && languages.get('en')!.texts[namespace]?.[id] !== undefined)
        ready.set(key, message)
    }
    return message(values)
  }
}

function coverageOf(languages: Language[]): ReturnType<Words['coverage']> {
  const english = languages[0]!.texts
  return languages.slice(1).flatMap(({ code, texts }) =>
    Object.entries(english).flatMap(([namespace, ids]) => {
      const missing = Object.keys(ids).filter((id) => texts[namespace]?.[id] === undefined)
      return missing.length > 0 ? [{ language: code, namespace, missing }] : []
    }),
  )
}
