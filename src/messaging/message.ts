import type { ColumnType, Generated } from 'kysely'
import { sql } from 'kysely'
import type { MsgIn } from '../channels/channel.ts'
import { andCommit } from '../db/database.ts'
import type { Session } from '../engine/session.ts'
import { type Contact, receiptKey, receiptKeys } from './contact.ts'
import { errandId } from './errand-id.ts'
import type { OutContent } from './outgoing.ts'
import type { PostOffice } from './post-office.ts'
import type { Errand, Tx } from './scene.ts'
import { sentUnnoted } from './sent-notes.ts'

declare module '../db/database.ts' {
  interface Tables {
    messages: MessagesTable
    receipts: { channel: string; key: Buffer; at: Generated<Date> }
  }
}

export type MessageStatus =
  | 'held'
  | 'taken'
  | 'queued'
  | 'sending'
  | 'parked'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'

type MessagesTable = {
  id: Generated<string>
  contact_id: string
  direction: 'in' | 'out'
  status: MessageStatus
  priority: Generated<number>
  content: Buffer
  provider_id: string | null
  due_at: ColumnType<Date, Date | undefined, Date>
  claimed_by: number | null
  claimed_at: Date | null
  attempts: Generated<number>
  trouble: string | null
  created_at: ColumnType<Date, Date | undefined, never>
  sent_at: Date | null
  about: Generated<string | null>
}

/**
 * An outbound message as a scene leaves it behind. `sending` means: this process sends it right after the commit.
 * @property about what it belongs to
 */
export type OutRow = {
  content: OutContent
  status: 'queued' | 'sending' | 'parked'
  priority: number
  about?: string
}

/** What one scene leaves behind, written in one round trip. */
export type Written = {
  contact: Contact
  session: Session | null
  inbound?: Pick<MsgIn, 'channel' | 'providerId' | 'onScreen' | 'content' | 'at'> & {
    status: 'taken' | 'held'
  }
  out: OutRow[]
  errands: Errand[]
  now: Date
  /** Whether nothing else happens in this transaction: it is committed in the same journey. */
  isLast?: boolean
}

/**
 * Writes a scene's traces: receipt, inbound, contact with its conversation, outbound, errands.
 * The unique key on receipts settles a race of two equal messages: the second throws and nothing of it stays.
 * @returns the ids of the outbound rows, in order; those marked `sending` that have to wait behind
 *   an older unsent message of this contact come back as `queued`
 */
export async function write(
  tx: Tx,
  office: PostOffice,
  w: Written,
): Promise<{ id: string; status: string }[]> {
  const { sealer } = office
  const { contact } = w
  const seal = (value: unknown, place: string) => sealer.seal(JSON.stringify(value), place)
  const receipt = w.inbound && receiptKey(office, w.inbound.channel, w.inbound.providerId)
  const contents = w.out.map((row) => seal(row.content, 'messages.content'))
  const errands = w.errands.map((errand) => ({
    id: errandId(office, errand),
    name: errand.name,
    data: errand.data,
    due: (errand.at ?? w.now).toISOString(),
  }))
  const rows = await sql<{ id: string; status: string }>`
    with receipt as (
      insert into receipts (channel, key)
      select ${w.inbound?.channel ?? null}::text, ${receipt ?? null}::bytea where ${receipt ?? null}::bytea is not null
    ), seen as (
      insert into messages (contact_id, direction, status, content, provider_id, created_at)
      select ${contact.id}, 'in', ${w.inbound?.status ?? null}::text,
        ${w.inbound ? seal(w.inbound.content, 'messages.content') : null}::bytea,
        ${w.inbound?.onScreen ?? null}::text, ${w.now}
      where ${receipt ?? null}::bytea is not null
      returning id
    ), state as (
      update contacts set
        person_id = ${contact.person}::uuid, network_id = ${contact.network}, role = ${contact.role},
        language = ${contact.language}, language_chosen = ${contact.languageChosen}, consents = ${contact.consents},
        last_inbound_at = ${contact.lastInboundAt}, blocked_at = ${contact.blockedAt},
        hid_at = ${contact.hidAt}, holding = ${contact.holding},
        session = ${w.session ? seal(w.session, 'contacts.session') : null}::bytea
      where id = ${contact.id}
    ), planned as (
      insert into errands (id, name, data, due_at)
      select id, name, data, due from jsonb_to_recordset(${JSON.stringify(errands)}::jsonb)
        as e (id text, name text, data jsonb, due timestamptz)
      on conflict (id) do nothing
    ), behind as (
      -- A reply does not wait behind a broadcast, only behind other replies.
      select exists (
        select from messages where contact_id = ${contact.id} and status in ('queued', 'sending') and priority = 0
          and id <> all (${sentUnnoted(office)}::bigint[])
      ) as waits,
      -- Asked for, so that her message is numbered before the replies to it.
      (select count(*) from seen) as heard
    )
    insert into messages (contact_id, direction, status, priority, content, due_at, claimed_by, claimed_at, created_at, about)
    select ${contact.id}, 'out', case when b.waits and o.status = 'sending' then 'queued' else o.status end,
      o.priority, o.content, ${w.now}, ${office.instance}, ${w.now}, ${w.now}, o.about
    from unnest(${contents}::bytea[], ${w.out.map((row) => row.status)}::text[],
      ${w.out.map((row) => row.priority)}::smallint[], ${w.out.map((row) => row.about ?? null)}::uuid[])
      with ordinality as o (content, status, priority, about, place), behind b
    where b.heard >= 0
    order by o.place
    returning id, status ${w.isLast ? andCommit : sql``}`.execute(tx)
  for (const [i, errand] of errands.entries()) w.errands[i] = { ...w.errands[i]!, id: errand.id }
  return rows.rows
}

/** Whether a message of this provider id had its effect before. */
export async function isKnown(
  db: Tx | PostOffice['db'],
  office: PostOffice,
  channel: string,
  providerId: string,
) {
  const found = await db
    .selectFrom('receipts')
    .select('channel')
    .where('channel', '=', channel)
    .where('key', 'in', receiptKeys(office, channel, providerId))
    .executeTakeFirst()
  return found !== undefined
}
