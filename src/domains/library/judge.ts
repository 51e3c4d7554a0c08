import type { Reader } from '../../matching/reader.ts'
import type { Level } from '../danger/danger.ts'
import type { Watch } from '../danger/watch.ts'
import { type Asked, type Decision, decide } from './matcher.ts'

/** What becomes of her words; `level`: how sure it is that they tell of danger. */
export type Verdict = Decision & { level: Level }

/** What is judged by: both learned, and the same wherever words are judged. */
export type Judges = { learned: Reader; watch: Watch }

/** Judges words: danger first, then what the library makes of them. Danger is never answered, and offered nothing. */
export function judge({ learned, watch }: Judges, text: string, asked: Asked): Verdict {
  const level = watch.levelOf(text)
  const decided = decide(learned, text, asked)
  if (level !== 'none') return { ...decided, level, topic: null, top: [] }
  // What comes near danger is not answered at once: titles are offered with a person first, and one is offered again after the tap.
  return watch.isCalm(text) ? { ...decided, level } : { ...decided, level, topic: null }
}
