import { Duration } from 'luxon'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene } from '../../messaging/scene.ts'
import { emergencyOf } from '../networks/emergency.ts'
import { placeOf } from '../people/people.ts'
import { IN_DANGER, WATCHED } from './lookout.ts'

declare module '../../db/database.ts' {
  interface Tables {
    unheard: { contact: string; told_at: Date }
  }
}

/** Not after every breath of one who tells a story in ten voice notes. */
const TOLD_EVERY = Duration.fromObject({ hours: 1 })

/**
 * What is told to somebody who speaks: no machine understands it here, so whoever is in danger is told whom to call before
 * a person has listened. Null when she heard so within the hour, or answers others.
 */
export const unheard: PostOffice['unheard'] = async (scene, said, during) => {
  const spoken = said.media?.some(({ kind }) => kind === 'voice' || kind === 'video')
  if (!spoken || !WATCHED.includes(scene.contact.role) || !isHerOwn(scene, during)) return null
  if (!(await isNewTo(scene))) return null
  const { danger } = emergencyOf(await placeOf(scene))
  return scene.office.words.text(scene.contact.language, 'safety', 'unheard', { danger })
}

/** Where danger was seen the number stands already; what only key mothers are asked is about others. */
function isHerOwn({ office }: Scene, during: string | null): boolean {
  if (during === null) return true
  const { audience } = office.flows.get(during) ?? { audience: [] }
  return !IN_DANGER.includes(during) && audience.some((role) => role === 'mother' || role === 'guest')
}

async function isNewTo({ tx, now, contact }: Scene): Promise<boolean> {
  const before = new Date(now.getTime() - TOLD_EVERY.toMillis())
  const told = await tx
    .insertInto('unheard')
    .values({ contact: contact.id, told_at: now })
    .onConflict((conflict) =>
      conflict.column('contact').doUpdateSet({ told_at: now }).where('unheard.told_at', '<=', before),
    )
    .returning('contact')
    .executeTakeFirst()
  return told !== undefined
}
