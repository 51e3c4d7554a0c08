import type { PostOffice } from '../../messaging/post-office.ts'
import type { Tx } from '../../messaging/scene.ts'
import { circleOf } from '../circles/circles.ts'
import { proposalsIn } from '../library/asks.ts'
import { draftsFor } from '../library/drafts.ts'
import { titleOf } from '../library/library.ts'
import { answeredBetween } from '../library/looks.ts'
import { ticketsOf, unassignedIn } from '../tickets/tickets.ts'
import { type AnswererRole, repliedTo } from './entries.ts'
import { QUESTION } from './notices.ts'

/** Whom a digest is for. */
export type Reader = { person: string; network: string; role: AnswererRole; language: string }

/** What waits for somebody, by kind, and what the library has answered since she was told last. */
export type Digest = {
  questions: number
  /** Asked back, and answered since. */
  replied: number
  onHold: number
  /** Asked of her to write in her language; for a professional, written and to be looked at. */
  translations: number
  phrasings: number
  /** What the library answered by itself: how often, and about what where that tells nobody who asked. */
  answered: number
  topics: { title: string; count: number }[]
}

/** In a smaller circle a topic could tell whose question it was; the professional sees it all the same. */
const CIRCLE_AT_LEAST = 5

/** What waits for her now. Nobody is named in it. */
export async function digestFor(
  tx: Tx,
  reader: Reader,
  { since, until }: { since: Date; until: Date },
): Promise<Digest> {
  const { person, network, role } = reader
  const isProfessional = role === 'professional'
  const hers = (await ticketsOf(tx, person)).filter(({ kind }) => kind === QUESTION.name)
  const nobodys = isProfessional ? await unassignedIn(tx, network) : []
  const running = hers.filter(({ stands }) => !stands)
  const replied = await repliedTo(
    tx,
    running.map(({ subject }) => subject),
  )
  const circle = isProfessional ? null : (await circleOf(tx, person)).map(({ mother }) => mother)
  const answered = await answeredBetween(tx, network, { since, until, askers: circle })
  const mayTell = circle === null || circle.length >= CIRCLE_AT_LEAST
  const topics = []
  for (const { topic, count } of mayTell ? answered : [])
    topics.push({ title: await titleOf(tx, network, topic, reader.language), count })
  const waiting = nobodys.filter(({ kind }) => kind === QUESTION.name).length
  return {
    questions: running.length - replied.size + waiting,
    replied: replied.size,
    onHold: hers.filter(({ stands }) => stands === 'on-hold').length,
    translations: await draftsFor(tx, reader),
    phrasings: isProfessional ? await proposalsIn(tx, network) : 0,
    answered: answered.reduce((sum, { count }) => sum + count, 0),
    topics,
  }
}

/** Whether there is anything in it to be told. */
export const isEmpty = (digest: Digest): boolean =>
  !digest.questions &&
  !digest.replied &&
  !digest.onHold &&
  !digest.translations &&
  !digest.phrasings &&
  !digest.answered

/** A line for each kind of thing that waits, in her language. */
export function linesOf(digest: Digest, { words }: Pick<PostOffice, 'words'>, language: string): string {
  const line = (id: string, count: number) =>
    count > 0 ? [`• ${words.text(language, 'waits', id, { count })}`] : []
  return [
    ...line('questions', digest.questions),
    ...line('replied', digest.replied),
    ...line('on_hold', digest.onHold),
    ...line('translations', digest.translations),
    ...line('phrasings', digest.phrasings),
    ...line('answered', digest.answered),
    ...digest.topics.map(({ title, count }) => `   ◦ ${title}: ${count}`),
  ].join('\n')
}
