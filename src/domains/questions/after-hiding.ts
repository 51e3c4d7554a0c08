import { isHiddenSince } from '../../messaging/hidden.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene } from '../../messaging/scene.ts'
import { type Danger, dangersOf } from '../danger/danger.ts'
import { threadFrom } from './questions.ts'

/** Does what is to be done on a hidden screen, in words that tell nothing. */
const QUIETLY = 'quietly'

/** What she says where nothing else takes it, when whoever has her danger is to have it; null when nobody is. */
export const afterHiding: PostOffice['afterHiding'] = async (scene, body) => {
  const danger = await hiddenDanger(scene)
  return danger ? { flow: QUIETLY, input: { danger, said: body, body, level: '' } } : null
}

/** What she wrote in danger and has hidden since, while somebody is called or there for her: the youngest of it, by id. */
export async function hiddenDanger(
  scene: Pick<Scene, 'tx' | 'now' | 'office' | 'contact'>,
): Promise<string | null> {
  const { tx, office, now, contact } = scene
  if (!contact.person || !contact.lastHidAt) return null
  const hidden = (await dangersOf(tx, office, contact.person)).filter(({ at }) =>
    isHiddenSince(contact, at, now),
  )
  for (const danger of hidden.reverse()) if (await isOpen(scene, danger)) return danger.id
  return null
}

async function isOpen({ tx }: Pick<Scene, 'tx'>, { id, status }: Danger): Promise<boolean> {
  if (status !== 'taken') return status !== 'calm'
  return (await threadFrom(tx, id, { direct: true }))?.status !== 'closed'
}
