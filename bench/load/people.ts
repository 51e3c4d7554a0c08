import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pino from 'pino'
import { loadDataKey } from '../../src/db/data-key.ts'
import { connect, type Database } from '../../src/db/database.ts'
import { startEmbedded } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { type Sealer, sealer } from '../../src/db/sealed.ts'
import { invite } from '../../src/domains/circles/invitations.ts'
import { CODE } from '../../src/places.ts'

const silent = pino({ level: 'silent' })

/** A neighbourhood's size, and a circle's with its key mother. */
const NETWORK = 500
const CIRCLE = 20
/** Key mothers whose links lead newcomers in. */
const INVITING = 50
/** What each has written and read before. */
const MESSAGES_EACH = 10
const AT_ONCE = 5000

/** A PostgreSQL for a bot that brings none: the embedded one, with the same settings as ours, and nothing in it. */
export async function bareServer(dataDir: string) {
  const server = await startEmbedded(dataDir, silent)
  return { url: server.url, pid: server.pid, stop: () => server.stop() }
}

/**
 * Makes a house's database under `dataDir` with so many people, each with a contact, a key mother and a past.
 * @returns codes that lead into the circles of some of them
 */
export async function fill(dataDir: string, people: number, how: Filled = {}): Promise<string[]> {
  const server = await startEmbedded(dataDir, silent)
  try {
    return await fillServer(server.url, dataDir, people, how)
  } finally {
    await server.stop()
  }
}

/** @property network how many are one neighbourhood, @property past how many messages each has written and read before */
export type Filled = { network?: number; past?: number; channel?: string }

async function fillServer(
  url: string,
  dataDir: string,
  people: number,
  { network = NETWORK, past = MESSAGES_EACH, channel = 'telegram' }: Filled,
): Promise<string[]> {
  const seals = sealer(loadDataKey({ dataDir, embedded: true }))
  const db = connect(url, { max: 1 })
  await migrate(db, CODE)
  await sql`
    insert into networks (id, name, city, country, time_zone, languages, settings)
    select 'bench-' || i, 'Bench ' || i, 'Rotterdam', 'NL', 'Europe/Amsterdam', '{en,nl,tr,ar}', '{"quiet.hours": "none"}'
    from generate_series(0, ${Math.ceil(people / network) - 1}::int) i`.execute(db)
  for (let from = 0; from < people; from += AT_ONCE)
    await addPeople(db, seals, { from, count: Math.min(people - from, AT_ONCE), network, channel })
  for (let i = 1; i <= past; i++) await addMessages(db, seals, i)
  const codes = await inviteBySome(db, seals)
  await sql`vacuum analyze`.execute(db)
  await sql`checkpoint`.execute(db)
  await db.destroy()
  return codes
}

async function addPeople(
  db: Database,
  { seal, index }: Sealer,
  { from, count, network, channel }: { from: number; count: number; network: number; channel: string },
): Promise<void> {
  const ids = Array.from({ length: count }, () => randomUUID())
  const rows = ids.map((id, i) => {
    const n = from + i
    const leads = n % CIRCLE === 0
    const number = String(5_000_000_000 + n)
    const address = channel === 'whatsapp' ? `whatsapp:+${number}` : number
    return {
      id,
      network: `bench-${Math.floor(n / network)}`,
      role: leads ? 'key-mother' : 'mother',
      leader: leads ? null : ids[i - (n % CIRCLE)]!,
      name: seal(`${leads ? 'Key' : 'Mother'} ${n}`, 'people.name'),
      address: seal(address, 'contacts.address'),
      key: index(`${channel} ${address}`),
    }
  })
  const column = <Key extends keyof (typeof rows)[number]>(key: Key) => rows.map((row) => row[key])
  await sql`
    with made as (
      select * from unnest(${column('id')}::uuid[], ${column('network')}::text[], ${column('role')}::text[],
        ${column('leader')}::uuid[], ${column('name')}::bytea[], ${column('address')}::bytea[], ${column('key')}::bytea[])
        as m (id, network, role, leader, name, address, key)
    ), people as (
      insert into people (id, network_id, name, role, languages, joined_at, created_at)
      select id, network, name, role, '{en}', now(), now() from made
    ), agreed as (
      insert into consents (person_id, kind, wording, language, channel, given_at)
      select id, 'keep', '1', 'en', 'telegram', now() from made
    ), trusting as (
      insert into trust (mother, key_mother, how, since)
      select id, leader, 'link', now() from made where leader is not null
    )
    insert into contacts (channel, address, address_key, person_id, network_id, role, language, language_chosen, consents, last_inbound_at)
    select ${channel}::text, address, key, id, network, role, 'en', true, '{keep}', now() from made`.execute(
    db,
  )
}

/** One more message of everybody's last half year, in the order in which they would have come. */
async function addMessages(db: Database, { seal }: Sealer, i: number): Promise<void> {
  const inbound = i % 2 === 1
  const said = seal(
    JSON.stringify({ kind: 'text', text: 'My son does not want to go to school.' }),
    'messages.content',
  )
  await sql`
    insert into messages (contact_id, direction, status, content, created_at, sent_at, provider_id)
    select id, ${inbound ? 'in' : 'out'}::text, ${inbound ? 'taken' : 'sent'}::text, ${said}::bytea,
      now() - interval '180 days' * ${1 - i / MESSAGES_EACH}::float8, now(), ${i}::text from contacts`.execute(
    db,
  )
  if (!inbound) return
  await sql`
    insert into receipts (channel, key)
    select channel, substring(sha256((id || '.' || ${i}::text)::bytea) for 16) from contacts`.execute(db)
}

async function inviteBySome(db: Database, sealer: Sealer): Promise<string[]> {
  const { rows } = await sql<{ id: string; network_id: string }>`
    select id, network_id from people where role = 'key-mother' order by created_at, id limit ${INVITING}`.execute(
    db,
  )
  const codes: string[] = []
  for (const { id, network_id } of rows)
    codes.push((await invite(db, { sealer }, { network: network_id, keyMother: id }, new Date())).code)
  return codes
}
