import { DateTime } from 'luxon'
import { forgetQuoted } from '../../messaging/forget-quoted.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { ErrandDesk, Tx } from '../../messaging/scene.ts'
import { noteThread } from '../danger/left.ts'
import { networkFacts } from '../networks/networks.ts'
import { type Exporting, type Forgetting, findPerson, nameOf, type Section } from '../people/people.ts'
import { closeTicket } from '../tickets/ladder.ts'
import { lockWaiting } from '../tickets/tickets.ts'
import { restsAt } from './answering.ts'
import { answersBy, type Entry, threadOf, withoutAskersWords, withoutAuthor } from './entries.ts'
import { QUESTION } from './notices.ts'
import { acquaintancesOf, lockQuestion, type Question, questionsOf, withoutAsker } from './questions.ts'

/** Takes a person out of every thread: her questions and her words go, what others wrote stays, without her. */
export const forgetQuestions: Forgetting = async (desk, person) => {
  const hers = await questionsOf(desk.tx, person, EVERY)
  const name = await nameOf(desk.tx, desk.office, person)
  const quoted = { person, of: hers.map(({ id }) => id), name }
  forgetQuoted(desk, await acquaintancesOf(desk.tx, person), quoted)
  for (const question of hers) {
    const { id } = question
    const waits = await lockWaiting(desk.tx, QUESTION.name, id)
    await lockQuestion(desk.tx, id)
    if (question.danger && question.direct)
      await noteThread(desk, question.danger, {
        isOver: await isOver(desk, question),
        with: waits?.status === 'assigned' ? waits.assignee : null,
      })
    if (waits) await closeTicket(desk, { ...waits, for: null })
    await withoutAsker(desk.tx, id)
    await withoutAskersWords(desk.tx, id)
  }
  await withoutAuthor(desk.tx, person)
}

/** A professional has closed it, or it came to rest. That it helped may have been said for her: so it rests first, as an answer does. */
async function isOver(desk: ErrandDesk, question: Question): Promise<boolean> {
  if (question.status === 'closed') return !question.helped || (await restsAt(desk, question)) <= desk.now
  return question.status === 'resting'
}

/** All her threads, readable: when, who wrote, what; only what she has been shown herself. Then what she wrote to others. */
export const exportQuestions: Exporting = async (tx, office, person, language) => {
  const word = (id: string) => office.words.text(language, 'questions', id)
  const sections: Section[] = []
  for (const question of await questionsOf(tx, person, EVERY)) {
    const { zone } = await networkFacts(tx, question.network)
    const lines = []
    for (const entry of await threadOf(tx, office, question.id)) {
      const { author, role } = entry
      const other = (author && (await nameOf(tx, office, author))) || word('somebody')
      lines.push(lineOf(entry, zone, role === 'asker' ? word('you') : other, word))
    }
    sections.push({ title: word(question.anonymous ? 'title_nameless' : 'title'), lines })
  }
  const answers = await answersBy(tx, office, person)
  const zone = await zoneOf(tx, office, person)
  if (answers.length)
    sections.push({
      title: word('answers'),
      lines: answers.map((entry) => lineOf(entry, zone, word('you'), word)),
    })
  return sections
}

async function zoneOf(tx: Tx, office: PostOffice, person: string): Promise<string> {
  const found = await findPerson(tx, office, person)
  return found ? (await networkFacts(tx, found.network)).zone : 'utc'
}

function lineOf({ at, body }: Entry, zone: string, who: string, word: (id: string) => string): string {
  const sent = (body?.media ?? []).map(({ kind }) => `[${word(kind)}]`)
  const said = [body?.text, ...sent].filter(Boolean).join(' ')
  return `${DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd HH:mm')} · ${who}: ${said}`
}

const EVERY = 10_000
