import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Database, Tables } from '../../src/db/database.ts'
import { addBroadcast } from '../../src/domains/broadcasts/broadcasts.ts'
import { addressKey } from '../../src/messaging/known-by.ts'
import type { PostOffice } from '../../src/messaging/post-office.ts'
import type { Ground } from './ground.ts'

/** Mothers who only listen: they are in the tables, and in the stand-in. @returns their chats */
export async function addListeners(ground: Ground, count: number): Promise<number[]> {
  const { db, sealer, telegram } = ground
  const chats = Array.from({ length: count }, (_, i) => 900_000 + i)
  for (const chat of chats) telegram.person(chat)
  const addresses = chats.map(String)
  await sql`
    with l as (
      select gen_random_uuid() as id, address, key, place
      from unnest(${addresses.map((one) => sealer.seal(one, 'contacts.address'))}::bytea[],
        ${addresses.map((one) => addressKey({ sealer }, 'telegram', one))}::bytea[]) with ordinality as a (address, key, place)
    ), people as (
      insert into people (id, network_id, name, role, languages, joined_at, created_at)
      select id, 'zuid', ${sealer.seal('Listener', 'people.name')}::bytea, 'mother', '{en}', now(),
        now() + place * interval '1 microsecond' from l
    )
    insert into contacts (channel, address, address_key, person_id, network_id, role, language, language_chosen)
    select 'telegram', address, key, id, 'zuid', 'mother', 'en', true from l`.execute(db)
  return chats
}

/** A professional without a phone of her own tells them all: as the conversation would, when its time has come. */
export async function tellAll({ db, sealer }: Ground): Promise<void> {
  const sender = randomUUID()
  const now = new Date()
  await sql`
    insert into people (id, network_id, name, role, joined_at, created_at)
    values (${sender}, 'zuid', ${sealer.seal('Ineke', 'people.name')}, 'professional', now(), now())`.execute(
    db,
  )
  await (db as unknown as Database & Kysely<Tables>).transaction().execute(async (tx) => {
    const made = { network: 'zuid', reach: 'network', status: 'planned', sender, startsAt: now } as const
    const desk = { tx, office: { sealer } as PostOffice, now }
    const broadcast = await addBroadcast(desk, { ...made, body: { text: 'There is coffee at ten.' } })
    await sql`
      insert into errands (id, name, data, due_at)
      values (${`start-${broadcast}`}, 'broadcasts.start', ${JSON.stringify({ broadcast })}::jsonb, now())`.execute(
      tx,
    )
  })
}

/** How often it reached those who should hear it once. */
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
