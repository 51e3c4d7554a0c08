import { useDirection } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { fetchWords, type PageWords } from './api.ts'
import { recall, remember } from './memory.ts'

type Speaking = {
  /** The page's words for that id, with `{holes}` filled. */
  t(id: string, values?: Record<string, string>): string
  language: string
  languages: PageWords['languages']
  speak(language: string): void
}

const Words = createContext<Speaking | null>(null)

/** What the page says, inside `WordsProvider`. */
export function useWords(): Speaking {
  return useContext(Words)!
}

/** Shows nothing until the words are there: a page half in one language helps nobody. */
export function WordsProvider({ children }: { children: ReactNode }) {
  const [asked, ask] = useState(() => recall('language', navigator.language.slice(0, 2)))
  const { setDirection } = useDirection()
  const { data } = useQuery({
    queryKey: ['words', asked],
    queryFn: () => fetchWords(asked),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    retry: true,
  })
  useEffect(() => {
    if (!data) return
    document.documentElement.lang = data.language
    document.title = data.words.title ?? ''
    setDirection(data.direction)
  }, [data, setDirection])
  if (!data) return null

  const speaking: Speaking = {
    t: (id, values = {}) =>
      (data.words[id] ?? id).replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole),
    language: data.language,
    languages: data.languages,
    speak: (language) => {
      remember('language', language)
      ask(language)
    },
  }
  return <Words value={speaking}>{children}</Words>
}

/** In which direction a phone in this language is laid out. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.test(language) ? 'rtl' : 'ltr'
}

const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|ps|prs|ur|yi)\b/
