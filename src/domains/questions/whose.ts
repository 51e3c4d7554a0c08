import type { PostOffice } from '../../messaging/post-office.ts'
import type { Tx } from '../../messaging/scene.ts'
import { findPerson } from '../people/people.ts'
import { findQuestion } from './questions.ts'

/** Whose words a thread begins with, or who it is herself; null for whoever has no name there, or is gone. */
export async function whoseIs(
  office: Pick<PostOffice, 'sealer'>,
  tx: Tx,
  id: string,
): Promise<{ person: string; name: string } | null> {
  const question = await findQuestion(tx, id)
  const person = question ? !question.anonymous && question.asker : id
  const found = person ? await findPerson(tx, office, person) : null
  return found?.name ? { person: found.id, name: found.name } : null
}
