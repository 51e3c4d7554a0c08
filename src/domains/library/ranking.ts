import type { PostOffice } from '../../messaging/post-office.ts'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { learnedBy, type Shelves } from './consult.ts'
import { topicsIn } from './library.ts'
import { anyLook, changeLook } from './looks.ts'
import { decideTogether } from './opinion.ts'

/**
 * Asks the other reader and puts its opinion and ours together: outside any transaction, and with the words alone.
 * Words that come near danger it never hears, and nothing is answered to them; without its answer ours stands.
 */
export async function rankLook(
  office: PostOffice,
  { ranker, watch, learned }: Shelves,
  id: string,
): Promise<void> {
  const look = await anyLook(office.db, office, id)
  const text = look?.words.text
  if (!look || !text || !watch.isCalm(text)) return
  const theirs = await ranker?.rank(text)
  if (!theirs) return
  const has = await topicsIn(office.db, look.network)
  const own = await learnedBy(office.db, office, learned, look.network)
  const { topic, top } = decideTogether(learned, text, { offered: look.offered, has, own, theirs })
  await changeLook(office.db, id, { offered: top, topic, how: topic ? 'sure' : null })
}

/** What was found is told, whatever it is. */
export async function tellFound(desk: ErrandDesk, id: string): Promise<void> {
  const look = await anyLook(desk.tx, desk.office, id)
  if (!look) return
  const data = { person: look.asker, flow: 'library-ready', input: { look: id } }
  desk.later({ name: 'flow.start', id: `library-ready-${id}`, data })
}
