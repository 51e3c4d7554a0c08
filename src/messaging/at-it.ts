import { sql } from 'kysely'
import type { Session } from '../engine/session.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'

/**
 * Whether somebody is in the middle of a flow, on any of her phones: it is running, or comes back by itself.
 * @param about a value that the flow holds
 */
export async function isIn(
  tx: Tx,
  office: Pick<PostOffice, 'sealer'>,
  person: string,
  flow: string,
  about: { value: string; is: string },
): Promise<boolean> {
  const { rows } = await sql<{ place: string; session: Buffer }>`
    select 'contacts.session' as place, session from contacts where person_id = ${person} and session is not null
    union all select 'set_aside.session', a.session from set_aside a join contacts c on c.id = a.contact_id
    where c.person_id = ${person} and a.comes_back`.execute(tx)
  return rows.some(({ place, session }) =>
    (JSON.parse(office.sealer.open(session, place)) as Session).stack.some(
      (frame) => frame.flow === flow && frame.values[about.value] === about.is,
    ),
  )
}
