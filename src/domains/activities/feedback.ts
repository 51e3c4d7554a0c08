import type { Generated } from 'kysely'
import type { Body } from '../../engine/flow.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene, Tx } from '../../messaging/scene.ts'

export type Face = 'good' | 'so_so' | 'bad'

declare module '../../db/database.ts' {
  interface Tables {
    activity_feedback: {
      id: Generated<string>
      activity_id: string
      person: string | null
      face: Face | null
      body: Buffer | null
      at: Date
    }
  }
}

const PLACE = 'activity_feedback.body'

/** What somebody says who came: a face, or her own words; the last of each counts. */
export async function giveFeedback(
  { tx, office, now }: Pick<Scene, 'tx' | 'office' | 'now'>,
  given: { activity: string; person: string; face: Face | null; body: Body | null },
): Promise<void> {
  const body = given.body && office.sealer.seal(JSON.stringify(given.body), PLACE)
  await tx
    .insertInto('activity_feedback')
    .values({ activity_id: given.activity, person: given.person, face: given.face, body, at: now })
    .onConflict((conflict) =>
      conflict.columns(['activity_id', 'person']).doUpdateSet({
        ...(given.face && { face: given.face }),
        ...(body && { body }),
        at: now,
      }),
    )
    .execute()
}

/** How it was, without names: how many of each face, and what was said in words. */
export async function feedbackOf(tx: Tx, office: Pick<PostOffice, 'sealer'>, activity: string) {
  const rows = await tx
    .selectFrom('activity_feedback')
    .select(['face', 'body'])
    .where('activity_id', '=', activity)
    .orderBy('id')
    .execute()
  const count = (face: Face) => rows.filter((row) => row.face === face).length
  return {
    faces: { good: count('good'), so_so: count('so_so'), bad: count('bad') },
    said: rows.flatMap(({ body }) => (body ? [JSON.parse(office.sealer.open(body, PLACE)) as Body] : [])),
  }
}

/** What somebody said herself, for her own eyes. */
export async function feedbackBy(tx: Tx, office: Pick<PostOffice, 'sealer'>, person: string) {
  const rows = await tx
    .selectFrom('activity_feedback')
    .select(['activity_id', 'face', 'body', 'at'])
    .where('person', '=', person)
    .orderBy('id')
    .execute()
  return rows.map(({ activity_id, face, body, at }) => ({
    ...{ activity: activity_id, face, at },
    body: body && (JSON.parse(office.sealer.open(body, PLACE)) as Body),
  }))
}

/** The face stays, for nobody; her words go. */
export async function withoutSayer(tx: Tx, person: string): Promise<void> {
  await tx
    .updateTable('activity_feedback')
    .set({ person: null, body: null })
    .where('person', '=', person)
    .execute()
}
