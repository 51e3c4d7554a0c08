import { sql } from 'kysely'
import type { Channel } from './channels/channel.ts'
import { phones } from './channels/phones.ts'
import { telegram } from './channels/telegram.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { Log } from './log.ts'
import type { PhoneRows } from './phones/store.ts'

/** The channels that the settings ask for: one line each. WhatsApp's client is large, so it is read only when wanted. */
export async function channelList(
  config: Config,
  {
    db,
    log,
    now,
    store,
    page,
  }: { db: Database; log: Log; now: () => Date; store: PhoneRows; page: () => string | null },
): Promise<Channel[]> {
  const publicUrl = config.http.publicUrl ?? undefined
  const list: Channel[] = []
  if (config.demo) list.push(phones({ store, host: config.http.host, now, page }))
  if (config.telegram) list.push(telegram({ ...config.telegram, publicUrl }, log, now))
  if (config.whatsapp && publicUrl) {
    const { whatsapp } = await import('./channels/whatsapp.ts')
    list.push(whatsapp({ ...config.whatsapp, publicUrl, contents: contentsIn(db) }, log))
  }
  return list
}

/** Where the ids of WhatsApp's Contents are remembered: made once, for all processes. */
function contentsIn(db: Database) {
  return {
    async find(key: string): Promise<string | null> {
      const found = await sql<{ sid: string }>`select sid from whatsapp_contents where key = ${key}`.execute(
        db,
      )
      return found.rows[0]?.sid ?? null
    },
    async keep(key: string, sid: string): Promise<void> {
      await sql`
        insert into whatsapp_contents (key, sid) values (${key}, ${sid})
        on conflict (key) do update set sid = excluded.sid`.execute(db)
    },
  }
}
