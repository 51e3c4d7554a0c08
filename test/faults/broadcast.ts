import { sql } from 'kysely'
import { addressKey } from '../../src/messaging/contact.ts'
import type { Ground } from './ground.ts'

/** People who only listen: they are in the tables, and in the stand-in. @returns their chats */
export async function addListeners(ground: Ground, count: number): Promise<number[]> {
  const { db, sealer, telegram } = ground
  const chats = Array.from({ length: count }, (_, i) => 900_000 + i)
  for (const chat of chats) telegram.person(chat)
  const addresses = chats.map(String)
  await sql`
    insert into contacts (channel, address, address_key, network_id, role, language, language_chosen)
    select 'telegram', address, key, 'zuid', 'mother', 'en', true
    from unnest(${addresses.map((one) => sealer.seal(one, 'contacts.address'))}::bytea[],
      ${addresses.map((one) => addressKey({ sealer }, 'telegram', one))}::bytea[]) as l (address, key)`.execute(
    db,
  )
  return chats
}

/** Plans one notice for each of them, as a broadcast does. */
export async function tellAll({ db }: Ground, { count }: { count: number }): Promise<void> {
  await sql`
    insert into errands (id, name, data, due_at)
    select 'notice-' || id, 'flow.start',
      jsonb_build_object('contact', id::text, 'flow', 'notice', 'input', jsonb_build_object('number', id::text), 'bulk', true),
      now()
    from contacts where channel = 'telegram' order by id desc limit ${count}`.execute(db)
}

/** How often the notice reached those who should hear it once. */
export function noticesHeard(
  { telegram }: Ground,
  chats: number[],
): { missing: number; again: number; heard: number } {
  const counts = chats.map((chat) => telegram.person(chat).heard().length)
  return {
    heard: counts.filter((count) => count > 0).length,
    missing: counts.filter((count) => count === 0).length,
    again: counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
  }
}
