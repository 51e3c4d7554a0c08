import { afterAll, beforeEach } from '@jest/globals'
import { type Neighbourhood, openNeighbourhood } from './neighbourhood.ts'

/** Where they live: anew before each test of the file that has let them move in. */
export let here: Neighbourhood

/**
 * A key mother, a mother and a professional move in before each test of this file.
 * @param startsAt the moment at which each test begins
 */
export function threeNeighbours(startsAt?: string): void {
  const opened: Neighbourhood[] = []
  beforeEach(async () => {
    here = await openNeighbourhood(startsAt)
    opened.push(here)
    await here.add('fatma', 'key-mother')
    await here.add('amina', 'mother', 'fatma')
    await here.add('ineke', 'professional')
  })
  afterAll(async () => {
    for (const one of opened) await one.close()
  })
}

/** Amina asks. @returns the question's id */
export async function asks(
  text = 'How does school work?',
  more: { anonymous?: boolean; direct?: boolean } = {},
): Promise<string> {
  const input = { body: { text }, anonymous: false, direct: false, kind: 'question', ...more }
  const { results } = await here.flowDoes('amina', 'questions.ask', input)
  return results!.question as string
}

/** @param insists though somebody else was quicker */
export const answers = (who: string, question: string, text: string, insists = false) =>
  here.flowDoes(who, 'questions.answer', { question, body: { text }, insists })

/** Amina asks more in the same thread. */
export const asksMore = (question: string, body: object | null, professional = false) =>
  here.flowDoes('amina', 'questions.more', { question, body, professional })
