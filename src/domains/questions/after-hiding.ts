import type { Body } from '../../engine/flow.ts'
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
  return danger ? quietlyTo(danger, body) : null
}

/** Brings words to whoever has this danger. */
export const quietlyTo = (danger: string, body: Body) => ({
  flow: QUIETLY,
  input: { danger, said: body, body, level: '' },
})

/** What she wrote in danger and has hidden since, while somebody is called or there for her: the youngest of it, by id. */
export async function hiddenDanger(
  scene: Pick<Scene, 'tx' | 'now' | 'office' | 'contact'>,
): Promise<string | null> {
  const { now, contact } = scene
  if (!contact.lastHidAt) return null
  return openDanger(scene, ({ at }) => isHiddenSince(contact, at, now))
}

/** What she wrote in danger while somebody is called or there for her: the youngest of it that is such, by id. */
export async function openDanger(
  scene: Pick<Scene, 'tx' | 'office' | 'contact'>,
  isSuch: (danger: Danger) => boolean = () => true,
): Promise<string | null> {
  const { tx, office, contact } = scene
  if (!contact.person) return null
  const dangers = (await dangersOf(tx, office, contact.person)).filter(isSuch)
  for (const danger of dangers.reverse()) if (await isOpen(scene, danger)) return danger.id
  return null
}

async function isOpen({ tx }: Pick<Scene, 'tx'>, { id, status }: Danger): Promise<boolean> {
  if (status !== 'taken') return status !== 'calm'
  return (await threadFrom(tx, id, { direct: true }))?.status !== 'closed'
}
