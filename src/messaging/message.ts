import type { ColumnType, Generated } from 'kysely'
import { sql } from 'kysely'
import type { MsgIn } from '../channels/channel.ts'
import { andCommit } from '../db/database.ts'
import type { Session } from '../engine/session.ts'
import type { Contact } from './contact.ts'
import { errandId } from './errand-id.ts'
import { receiptKey, receiptKeys } from './known-by.ts'
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

/** What one scene leaves behind. */
export type Written = {
  contact: Contact
  /** What her contact must still be like; whoever holds its lock alone need not ask. */
  version?: string
  session: Session | null
  inbound?: Pick<MsgIn, 'channel' | 'providerId' | 'onScreen' | 'content' | 'at'> & {
    status: 'taken' | 'held'
  }
  out: OutRow[]
  errands: Errand[]
  now: Date
}

/** Somebody's contact was changed by another scene of the same transaction: the scene that read it before knows nothing of that. */
export class ChangedMeanwhile extends Error {
  override name = 'ChangedMeanwhile'
}

/**
 * Writes the traces of scenes in one round trip: receipts, inbound, contacts with their conversations, outbound, errands.
 * The unique key on receipts settles a race of two equal messages: the second throws and nothing of it stays.
 * @param isLast nothing else happens in this transaction: it is committed in the same journey
 * @returns of each scene the ids of its outbound rows, in order; those marked `sending` that have to wait behind
 *   an older unsent message of this contact come back as `queued`
 * @throws {ChangedMeanwhile} when a contact is not of the version that was asked for
 */
export async function write(
  tx: Tx,
  office: PostOffice,
  scenes: Written[],
  { isLast = false }: { isLast?: boolean } = {},
): Promise<{ id: string; status: string }[][]> {
  const { sealer } = office
  const seal = (value: unknown, place: string) => sealer.seal(JSON.stringify(value), place)
  const contacts = scenes.map(({ contact }) => contact)
  const heard = scenes.flatMap(({ contact, inbound, now }) => (inbound ? [{ contact, inbound, now }] : []))
  const out = scenes.flatMap(({ contact, out, now }) => out.map((row) => ({ contact, now, ...row })))
  const errands = scenes.flatMap((scene) =>
    scene.errands.map((errand) => ({
      id: errandId(office, errand),
      name: errand.name,
      data: errand.data,
      due: (errand.at ?? scene.now).toISOString(),
    })),
  )
  const { rows } = await sql<{ id: string | null; status: string; kept: number }>`
    with heard as (
      select * from unnest(${heard.map(({ contact }) => contact.id)}::bigint[],
        ${heard.map(({ inbound }) => inbound.channel)}::text[],
        ${heard.map(({ inbound }) => receiptKey(office, inbound.channel, inbound.providerId))}::bytea[],
        ${heard.map(({ inbound }) => inbound.status)}::text[],
        ${heard.map(({ inbound }) => seal(inbound.content, 'messages.content'))}::bytea[],
        ${heard.map(({ inbound }) => inbound.onScreen ?? null)}::text[], ${heard.map(({ now }) => now)}::timestamptz[])
        as h (contact, channel, receipt, status, content, on_screen, at)
    ), receipt as (
      insert into receipts (channel, key) select channel, receipt from heard
    ), seen as (
      insert into messages (contact_id, direction, status, content, provider_id, created_at)
      select contact, 'in', status, content, on_screen, at from heard
      returning id
    ), state as (
      update contacts c set
        person_id = s.person, network_id = s.network, role = s.role, language = s.language,
        language_chosen = s.language_chosen, consents = string_to_array(s.consents, ' '),
        last_inbound_at = s.last_inbound, blocked_at = s.blocked, hid_at = s.hid, last_hid_at = s.last_hid,
        holding = s.holding, session = s.session
      from unnest(${contacts.map(({ id }) => id)}::bigint[], ${scenes.map(({ version }) => version ?? null)}::text[],
        ${contacts.map(({ person }) => person)}::uuid[], ${contacts.map(({ network }) => network)}::text[],
        ${contacts.map(({ role }) => role)}::text[], ${contacts.map(({ language }) => language)}::text[],
        ${contacts.map(({ languageChosen }) => languageChosen)}::boolean[],
        ${contacts.map(({ consents }) => consents.join(' '))}::text[],
        ${contacts.map(({ lastInboundAt }) => lastInboundAt)}::timestamptz[],
        ${contacts.map(({ blockedAt }) => blockedAt)}::timestamptz[], ${contacts.map(({ hidAt }) => hidAt)}::timestamptz[],
        ${contacts.map(({ lastHidAt }) => lastHidAt)}::timestamptz[],
        ${contacts.map(({ holding }) => holding)}::boolean[],
        ${scenes.map(({ session }) => (session ? seal(session, 'contacts.session') : null))}::bytea[])
        as s (id, version, person, network, role, language, language_chosen, consents, last_inbound, blocked, hid, last_hid,
          holding, session)
      where c.id = s.id and (s.version is null or c.xmin::text = s.version)
      returning c.id
    ), planned as (
      insert into errands (id, name, data, due_at)
      select id, name, data, due from jsonb_to_recordset(${JSON.stringify(errands)}::jsonb)
        as e (id text, name text, data jsonb, due timestamptz)
      on conflict (id) do nothing
    ), said as (
      insert into messages (contact_id, direction, status, priority, content, due_at, claimed_by, claimed_at, created_at, about)
      -- A reply does not wait behind a broadcast, only behind other replies.
      select o.contact, 'out', case when o.status = 'sending' and exists (
          select from messages where contact_id = o.contact and status in ('queued', 'sending') and priority = 0
            and id <> all (${sentUnnoted(office)}::bigint[])
        ) then 'queued' else o.status end,
        o.priority, o.content, o.at, ${office.instance}, o.at, o.at, o.about
      from unnest(${out.map(({ contact }) => contact.id)}::bigint[],
        ${out.map(({ content }) => seal(content, 'messages.content'))}::bytea[],
        ${out.map(({ status }) => status)}::text[], ${out.map(({ priority }) => priority)}::smallint[],
        ${out.map(({ about }) => about ?? null)}::uuid[], ${out.map(({ now }) => now)}::timestamptz[])
        with ordinality as o (contact, content, status, priority, about, at, place)
      -- Asked for, so that her message is numbered before the replies to it.
      where (select count(*) from seen) >= 0
      order by o.place
      returning id, status
    )
    select said.id, said.status, (select count(*) from state)::int as kept from (values (1)) as one
    left join said on true order by said.id ${isLast ? andCommit : sql``}`.execute(tx)
  if (rows[0]!.kept !== scenes.length && scenes.some(({ version }) => version)) throw new ChangedMeanwhile()
  const planned = errands.values()
  for (const { errands } of scenes)
    for (const [i, errand] of errands.entries()) errands[i] = { ...errand, id: planned.next().value!.id }
  const written = rows.filter(({ id }) => id !== null).values()
  return scenes.map(({ out }) => out.map(() => written.next().value as { id: string; status: string }))
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
