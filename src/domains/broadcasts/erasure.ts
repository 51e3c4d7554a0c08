import { sql } from 'kysely'
import { forgetAbout } from '../../messaging/under-way.ts'
import { networkFacts } from '../networks/networks.ts'
import { type Exporting, type Forgetting, findPerson } from '../people/people.ts'
import { broadcastsOf } from './broadcasts.ts'

/** What she told many goes with her, also where it was read: nobody is sent it any more. That it reached her goes by itself. */
export const forgetBroadcasts: Forgetting = async ({ tx, now }, person) => {
  const { rows } = await sql<{ id: string }>`
    update broadcasts set body = null, ended_at = coalesce(ended_at, ${now}),
      status = case when status in ('asked', 'planned', 'running') then 'stopped' else status end
    where sender = ${person} returning id`.execute(tx)
  if (rows.length)
    await forgetAbout(
      tx,
      rows.map(({ id }) => id),
    )
}

/** What she told many, with its words; and when she was told something by others so. */
export const exportBroadcasts: Exporting = async (tx, office, person, language) => {
  const who = await findPerson(tx, office, person)
  if (!who) return []
  const { zone } = await networkFacts(tx, who.network)
  const say = (id: string, values = {}) => office.words.text(language, 'export', id, values)
  const when = (at: Date) => office.words.when(at, zone, language)
  const sent = await broadcastsOf(tx, office, person, EVERY)
  const got = await tx
    .selectFrom('broadcast_people')
    .select('planned_at')
    .where('person_id', '=', person)
    .where('planned_at', 'is not', null)
    .where('passed_over', 'is', null)
    .orderBy('planned_at')
    .execute()
  return [
    {
      title: say('broadcasts_sent'),
      lines: sent.map(({ body, createdAt }) => {
        const media = (body?.media ?? []).map(({ kind }) => `[${say(kind)}]`)
        return `${when(createdAt)}: ${[body?.text, ...media].filter(Boolean).join(' ')}`
      }),
    },
    { title: say('broadcasts_got'), lines: got.map(({ planned_at: at }) => when(at!)) },
  ]
}

const EVERY = 10_000
