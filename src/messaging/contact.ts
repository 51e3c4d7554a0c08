import type { ColumnType, Generated, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Session } from '../engine/session.ts'
import { addressKey, addressKeys, receiptKeys } from './known-by.ts'
import type { PostOffice } from './post-office.ts'
import type { Scene, Tx } from './scene.ts'

/** One address on one channel: how a person, or somebody who is not one yet, is reached. */
export type Contact = {
  id: string
  channel: string
  /** The provider's address, opened. Never shown to another person. */
  address: string
  /** Who it is, once she has joined. */
  person: string | null
  network: string | null
  /** Whose flows she may use; people keeps it true. */
  role: string
  language: string
  /** Whether she chose the language herself. */
  languageChosen: boolean
  /** When she last wrote: decides whether WhatsApp's window is open. */
  lastInboundAt: Date | null
  blockedAt: Date | null
  /** She made her screen harmless and has written nothing else since: somebody may be looking at it. */
  hidAt: Date | null
  /** When she last did, whatever she wrote since. */
  lastHidAt: Date | null
  /** Her messages wait in line because there were too many at once. */
  holding: boolean
  /** Consents she gave, for `requires:`. */
  consents: string[]
}

declare module '../db/database.ts' {
  interface Tables {
    contacts: ContactsTable
  }
}

type ContactsTable = {
  id: Generated<string>
  channel: string
  address: Buffer
  address_key: Buffer
  person_id: string | null
  network_id: string | null
  role: Generated<string>
  language: string
  language_chosen: Generated<boolean>
  consents: Generated<string[]>
  last_inbound_at: Date | null
  blocked_at: Date | null
  hid_at: ColumnType<Date | null, never, Date | null>
  last_hid_at: ColumnType<Date | null, never, never>
  holding: Generated<boolean>
  session: Buffer | null
  created_at: ColumnType<Date, Date | undefined, never>
}

/** A contact whose lock is held, and the conversation it is in. */
export type Locked = {
  contact: Contact
  session: Session | null
  /** Tells whether anybody has changed her since. */
  version?: string
  /** When the youngest conversation behind the running one came there. */
  asideSince?: Date | null
}

/** Where a message came from, and the provider's id of it. */
type Sender = { channel: string; address: string; providerId: string }

/** @property isKnown the message had its effect before, @property isBusy another transaction has her lock */
type Found = { locked: Locked | null; isKnown: boolean; isBusy: boolean }

/**
 * Finds the contacts of these addresses, each in its place, and holds their locks until the transaction ends.
 * @param isPatient whether to wait for whoever is locked by another transaction; else she is busy
 */
export async function lockByAddresses(
  tx: Tx,
  office: PostOffice,
  senders: Sender[],
  { isPatient }: { isPatient: boolean },
): Promise<Found[]> {
  const wanted = senders.flatMap(({ channel, address, providerId }, place) => {
    const receipts = receiptKeys(office, channel, providerId)
    const keys = addressKeys(office, channel, address)
    return keys.map((key, i) => ({ place, channel, key, receipt: receipts[i]! }))
  })
  type Row = Selectable<ContactsTable> & {
    place: number
    is_known: boolean
    is_there: boolean
    aside_since: Date | null
    version: string
  }
  const { rows } = await sql<Row | (Pick<Row, 'place' | 'is_known' | 'is_there'> & { id: null })>`
    select c.*, w.place, exists (select from receipts where channel = w.channel and key = w.receipt) as is_known,
      c.id is not null or exists (select from contacts where channel = w.channel and address_key = w.key) as is_there,
      (select max(at) from set_aside where contact_id = c.id and comes_back) as aside_since
    from unnest(${wanted.map((one) => one.place)}::int[], ${wanted.map((one) => one.channel)}::text[],
      ${wanted.map((one) => one.key)}::bytea[], ${wanted.map((one) => one.receipt)}::bytea[])
      as w (place, channel, key, receipt)
    left join lateral (
      select *, xmin::text as version from contacts where channel = w.channel and address_key = w.key
      limit 1 for update ${isPatient ? sql`` : sql`skip locked`}
    ) as c on true`.execute(tx)
  return senders.map((_, place) => {
    const hers = rows.filter((row) => row.place === place)
    const row = hers.find((one) => one.id !== null)
    return {
      locked: row ? { ...opened(office, row), asideSince: row.aside_since, version: row.version } : null,
      isKnown: hers.some(({ is_known }) => is_known),
      isBusy: !row && hers.some(({ is_there }) => is_there),
    }
  })
}

/** Reads a contact and holds its lock until the transaction ends; null when it was erased. */
export async function lockById(tx: Tx, office: PostOffice, id: string): Promise<Locked | null> {
  const found = await sql<
    Selectable<ContactsTable>
  >`select * from contacts where id = ${id} for update`.execute(tx)
  return found.rows[0] ? opened(office, found.rows[0]) : null
}

/** The same for the contact where a person wrote last. */
export async function lockByPerson(tx: Tx, office: PostOffice, person: string): Promise<Locked | null> {
  const found = await sql<Selectable<ContactsTable>>`
    select * from contacts where id = (${wroteLast(tx, person).select('id')}) for update`.execute(tx)
  return found.rows[0] ? opened(office, found.rows[0]) : null
}

/** Reads several contacts and holds their locks; who was erased meanwhile is not among them. */
export async function lockByIds(tx: Tx, office: PostOffice, ids: string[]): Promise<Map<string, Contact>> {
  const found = await sql<Selectable<ContactsTable>>`
    select * from contacts where id = any (${ids}::bigint[]) order by id for update`.execute(tx)
  return new Map(found.rows.map((row) => [row.id, opened(office, row).contact]))
}

export type NewContact = Pick<Contact, 'channel' | 'address' | 'language'> &
  Partial<Pick<Contact, 'person' | 'network' | 'role' | 'languageChosen' | 'consents'>>

/** Adds a contact and holds its lock; somebody else's simultaneous one is taken instead. */
export async function addContact(tx: Tx, office: PostOffice, made: NewContact): Promise<Locked> {
  const added = await tx
    .insertInto('contacts')
    .values({
      channel: made.channel,
      address: office.sealer.seal(made.address, 'contacts.address'),
      address_key: addressKey(office, made.channel, made.address),
      person_id: made.person ?? null,
      network_id: made.network ?? null,
      role: made.role ?? 'guest',
      language: made.language,
      language_chosen: made.languageChosen ?? false,
      consents: made.consents ?? [],
      last_inbound_at: null,
      blocked_at: null,
      session: null,
    })
    .onConflict((conflict) => conflict.columns(['channel', 'address_key']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (added) return opened(office, added)
  const [found] = await lockByAddresses(tx, office, [{ ...made, providerId: '' }], { isPatient: true })
  return found!.locked!
}

/** Changes what messaging knows of the scene's contact; written with the scene. */
export function setContact(
  scene: Pick<Scene, 'contact'>,
  patch: Partial<Pick<Contact, 'person' | 'network' | 'role' | 'language' | 'languageChosen' | 'consents'>>,
): void {
  Object.assign(scene.contact, patch)
}

/** Gives all contacts of a person another role. Call setContact too when it is the scene's own person. */
export async function setRole(tx: Tx, person: string, role: string): Promise<void> {
  await tx.updateTable('contacts').set({ role }).where('person_id', '=', person).execute()
}

/** The contact where a person wrote last; null when she has none that can be reached. */
export async function contactOf(tx: Tx, person: string): Promise<string | null> {
  const found = await wroteLast(tx, person).select('id').executeTakeFirst()
  return found?.id ?? null
}

/** The phone where a person is told something now: where she wrote last; null when she has none, or blocked us on all. */
export async function phoneOf(tx: Tx, person: string): Promise<Pick<Contact, 'id' | 'channel'> | null> {
  const found = await wroteLast(tx, person).select(['id', 'channel', 'blocked_at']).executeTakeFirst()
  return found && !found.blocked_at ? { id: found.id, channel: found.channel } : null
}

const wroteLast = (tx: Tx, person: string) =>
  tx
    .selectFrom('contacts')
    .where('person_id', '=', person)
    .orderBy(sql`blocked_at is not null, last_inbound_at desc nulls last`)
    .limit(1)

/** The language in which a person is written to; null when she has no contact. */
export async function languageOf(tx: Tx, person: string): Promise<string | null> {
  const contact = await contactOf(tx, person)
  if (!contact) return null
  const row = await tx.selectFrom('contacts').select('language').where('id', '=', contact).executeTakeFirst()
  return row?.language ?? null
}

/** Every contact of a person that did not block us. */
export async function contactsOf(tx: Tx, person: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('contacts')
    .select('id')
    .where('person_id', '=', person)
    .where('blocked_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Where and when a person wrote last; null when she never did, or cannot be reached there. */
export async function lastWordsOf(tx: Tx, person: string): Promise<{ channel: string; at: Date } | null> {
  const found = await tx
    .selectFrom('contacts')
    .select(['channel', 'last_inbound_at'])
    .where('person_id', '=', person)
    .where('blocked_at', 'is', null)
    .where('last_inbound_at', 'is not', null)
    .orderBy('last_inbound_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found ? { channel: found.channel, at: found.last_inbound_at! } : null
}

/** Those of these people who have a contact that did not block us. */
export async function reachable(db: Database, people: string[]): Promise<Set<string>> {
  if (!people.length) return new Set()
  const found = await db
    .selectFrom('contacts')
    .select('person_id')
    .where('person_id', 'in', people)
    .where('blocked_at', 'is', null)
    .execute()
  return new Set(found.map((row) => row.person_id!))
}

/** Everybody on a channel, in the order in which they came. */
export async function contactsOn(office: PostOffice, channel: string): Promise<Contact[]> {
  const rows = await sql<Selectable<ContactsTable>>`
    select * from contacts where channel = ${channel} order by id limit 200`.execute(office.db)
  return rows.rows.map((row) => opened(office, row).contact)
}

function opened(office: PostOffice, row: Selectable<ContactsTable>): Locked {
  return {
    contact: {
      id: row.id,
      channel: row.channel,
      address: office.sealer.open(row.address, 'contacts.address'),
      person: row.person_id,
      network: row.network_id,
      role: row.role,
      language: row.language,
      languageChosen: row.language_chosen,
      lastInboundAt: row.last_inbound_at,
      blockedAt: row.blocked_at,
      hidAt: row.hid_at,
      lastHidAt: row.last_hid_at,
      holding: row.holding,
      consents: row.consents,
    },
    session: row.session
      ? (JSON.parse(office.sealer.open(row.session, 'contacts.session')) as Session)
      : null,
  }
}
