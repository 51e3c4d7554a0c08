import type { Generated, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { PhoneMessage, PhoneStore } from '../channels/phones.ts'
import type { Database } from '../db/database.ts'
import type { Sealer } from '../db/sealed.ts'

declare module '../db/database.ts' {
  interface Tables {
    phone_messages: PhoneMessagesTable
  }
}

type PhoneMessagesTable = {
  id: Generated<string>
  phone_key: Buffer
  phone: Buffer
  said_by: PhoneMessage['from']
  key: string | null
  content: Buffer
  recorded: Buffer | null
  at: Date
}

/** A message as the page shows it; `media.id` is what `/phones/api/media/:id` takes. */
export type ShownMessage = Omit<PhoneMessage, 'phone' | 'media'> & {
  id: string
  at: string
  media?: { id: string; kind: string; mime: string; name: string; seconds?: number }
}

export type PhoneRows = PhoneStore & {
  /** The newest messages of a phone after that one, oldest first. */
  messages(phone: string, after: string): Promise<ShownMessage[]>
}

/** The channel on which PostgreSQL tells every process that a phone has something new; live.ts listens. */
export const NEWS = 'phones'

/** Keeps phones' messages in PostgreSQL, so that separate web and worker processes share them. */
export function phoneStore(db: Database, sealer: Sealer, now: () => Date): PhoneRows {
  const keyOf = (phone: string) => sealer.index(`phones ${phone}`)

  return {
    async keep(message) {
      const { phone, from, key, media, ...rest } = message
      const { bytes, ...described } = media ?? {}
      const address = sealer.seal(phone, 'phone_messages.phone')
      const content = sealer.seal(
        JSON.stringify({ ...rest, media: media && described }),
        'phone_messages.content',
      )
      const recorded = bytes ? sealer.sealBytes(bytes, 'phone_messages.recorded') : null
      const kept = await sql<{ id: string }>`
        with kept as (
          insert into phone_messages (phone_key, phone, said_by, key, content, recorded, at)
          values (${keyOf(phone)}, ${address}, ${from}, ${key ?? null}, ${content}, ${recorded}, ${now()})
          on conflict on constraint phone_messages_once do nothing returning id)
        select id, pg_notify(${NEWS}, ${address.toString('base64')}) from kept`.execute(db)
      if (kept.rows[0]) return kept.rows[0].id
      const known = await db
        .selectFrom('phone_messages')
        .select('id')
        .where('phone_key', '=', keyOf(phone))
        .where('key', '=', key!)
        .executeTakeFirstOrThrow()
      return known.id
    },

    async revise(phone, id, said) {
      const row = await db
        .selectFrom('phone_messages')
        .selectAll()
        .where('id', '=', id)
        .where('phone_key', '=', keyOf(phone))
        .where('said_by', '=', 'house')
        .executeTakeFirst()
      if (!row) return
      const was = JSON.parse(sealer.open(row.content, 'phone_messages.content')) as object
      const content = sealer.seal(JSON.stringify({ ...was, ...said }), 'phone_messages.content')
      await sql`
        with revised as (update phone_messages set content = ${content} where id = ${id} returning id)
        select pg_notify(${NEWS}, ${row.phone.toString('base64')}) from revised`.execute(db)
    },

    async recorded(id) {
      const row = await db.selectFrom('phone_messages').selectAll().where('id', '=', id).executeTakeFirst()
      if (!row?.recorded) return null
      return {
        bytes: sealer.openBytes(row.recorded, 'phone_messages.recorded'),
        mime: shown(sealer, row).media!.mime,
      }
    },

    async messages(phone, after) {
      const rows = await db
        .selectFrom('phone_messages')
        .selectAll()
        .where('phone_key', '=', keyOf(phone))
        .where('id', '>', after)
        .orderBy('id', 'desc')
        .limit(ON_SCREEN)
        .execute()
      return rows.reverse().map((row) => shown(sealer, row))
    },

    async forget(phone) {
      const address = sealer.seal(phone, 'phone_messages.phone')
      await sql`
        with gone as (delete from phone_messages where phone_key = ${keyOf(phone)} returning id)
        select pg_notify(${NEWS}, ${address.toString('base64')}) from gone limit 1`.execute(db)
    },
  }
}

const ON_SCREEN = 300

function shown(sealer: Sealer, row: Selectable<PhoneMessagesTable>): ShownMessage {
  const content = JSON.parse(sealer.open(row.content, 'phone_messages.content')) as ShownMessage
  const media = content.media && { ...content.media, id: row.recorded ? row.id : content.media.id }
  return {
    ...content,
    media,
    id: row.id,
    from: row.said_by,
    key: row.key ?? undefined,
    at: row.at.toISOString(),
  }
}
