import { type Generated, type Selectable, sql } from 'kysely'
import { IANAZone } from 'luxon'
import type { Database } from '../../db/database.ts'
import { isSettingKey, readSetting, SETTINGS, type SettingKey } from './settings.ts'

/** One neighbourhood: everything else belongs to exactly one. */
export type Network = {
  /** A short name for commands and addresses: small letters, digits, dashes. */
  id: string
  name: string
  city: string
  /** Two letters (ISO 3166), which also choose the emergency numbers. */
  country: string
  /** An IANA time zone. */
  zone: string
  /** What its people speak, the most common first. */
  languages: string[]
  /** Only what differs from the defaults. */
  settings: Partial<Record<SettingKey, string>>
}

declare module '../../db/database.ts' {
  interface Tables {
    networks: NetworksTable
  }
}

type NetworksTable = {
  id: string
  name: string
  city: string
  country: string
  time_zone: string
  languages: string[]
  settings: Generated<Record<string, string>>
  created_at: Generated<Date>
}

/**
 * Why a network cannot be made like that, in words for the operator; null when it can.
 * @param known.words the house's own, such as `hide`: a button to choose a network would be taken for the button of that word, and
 *   whoever named a language would choose the network of that name
 */
export function faultOf(
  network: Network,
  known: { languages: readonly string[]; words: readonly string[] },
): string | null {
  if (!/^[a-z0-9][a-z0-9-]{1,31}$/.test(network.id)) return 'the id: 2 to 32 small letters, digits and dashes'
  if ([...known.words, ...known.languages].includes(network.id))
    return `the id: ${network.id} is a word of the house`
  if (!network.name.trim() || network.name.length > 40) return 'the name: 1 to 40 characters'
  if (!/^[A-Z]{2}$/.test(network.country)) return 'the country: two capital letters, such as NL'
  if (!IANAZone.isValidZone(network.zone)) return 'the time zone: an IANA name, such as Europe/Amsterdam'
  const strange = network.languages.find((language) => !known.languages.includes(language))
  if (strange || !network.languages.length) return `the languages: out of ${known.languages.join(', ')}`
  return null
}

/** @returns `taken` when there is a network of this id already; it stays as it is */
export async function addNetwork(db: Database, network: Network): Promise<'added' | 'taken'> {
  lookedUp.delete(db)
  const added = await db
    .insertInto('networks')
    .values({
      id: network.id,
      name: network.name,
      city: network.city,
      country: network.country,
      time_zone: network.zone,
      languages: network.languages,
      settings: JSON.stringify(network.settings) as never,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return added ? 'added' : 'taken'
}

/** Null when there is no network of this id. */
export function findNetwork(db: Database, id: string): Promise<Network | null> {
  return onceIn(db, id, async () => {
    const row = await db.selectFrom('networks').selectAll().where('id', '=', id).executeTakeFirst()
    return row ? opened(row) : null
  })
}

/** No network's id. */
const THE_ONLY = '*'

const lookedUp = new WeakMap<Database, Map<string, Promise<Network | null>>>()

/** People of one network write at one moment, and what they say shares a transaction: it is looked up once for all of them. */
function onceIn(db: Database, id: string, look: () => Promise<Network | null>): Promise<Network | null> {
  if (!db.isTransaction) return look()
  const known = lookedUp.get(db) ?? new Map()
  lookedUp.set(db, known)
  const network = known.get(id) ?? look()
  known.set(id, network)
  return network
}

/** @throws when there is none: whoever holds an id got it from here */
export async function networkFacts(db: Database, id: string): Promise<Network> {
  const network = await findNetwork(db, id)
  if (!network) throw new Error('A row names a network that is not there')
  return network
}

/** All networks of this installation, by name. */
export async function networks(db: Database): Promise<Network[]> {
  return (await db.selectFrom('networks').selectAll().orderBy('name').execute()).map(opened)
}

/** The one network of this installation; null when there is none, or several. */
export function onlyNetwork(db: Database): Promise<Network | null> {
  return onceIn(db, THE_ONLY, async () => {
    const some = await db.selectFrom('networks').selectAll().limit(2).execute()
    return some.length === 1 ? opened(some[0]!) : null
  })
}

/** The country that all networks are in; empty when there is none, or several. */
export async function onlyCountry(db: Database): Promise<string> {
  const some = await db.selectFrom('networks').select('country').distinct().limit(2).execute()
  return some.length === 1 ? some[0]!.country : ''
}

/** What holds in this network for a setting, as text: its own word, else the house's default. */
export async function setting(db: Database, network: string, key: SettingKey): Promise<string> {
  const found = await db
    .selectFrom('networks')
    .select(sql<string | null>`settings ->> ${key}`.as('value'))
    .where('id', '=', network)
    .executeTakeFirst()
  return found?.value ?? SETTINGS[key].default
}

/** The same from what was read of the network already. */
export const settingOf = ({ settings }: Network, key: SettingKey) => settings[key] ?? SETTINGS[key].default

/** What came of changing a setting. */
export type SettingChange =
  | { outcome: 'set'; value: string }
  | { outcome: 'unknown-network' }
  | { outcome: 'fault'; fault: string }

/** Changes a setting by an operator's word; what is not allowed changes nothing and says what is. */
export async function changeSetting(
  db: Database,
  network: string,
  key: string,
  text: string,
): Promise<SettingChange> {
  if (!(await findNetwork(db, network))) return { outcome: 'unknown-network' }
  lookedUp.delete(db)
  if (!isSettingKey(key)) return { outcome: 'fault', fault: `one of ${Object.keys(SETTINGS).join(', ')}` }
  const read = readSetting(key, text)
  if ('fault' in read) return { outcome: 'fault', fault: read.fault }
  const changed = await db
    .updateTable('networks')
    .set({ settings: sql`settings || ${JSON.stringify({ [key]: read.value })}::jsonb` })
    .where('id', '=', network)
    .returning('id')
    .executeTakeFirst()
  return changed ? { outcome: 'set', value: read.value } : { outcome: 'unknown-network' }
}

const FRESH_FOR = 5_000

/**
 * Tells a network's name and zone, looked up at most once in five seconds: every message needs them.
 * The look-up goes over the caller's own connection: all may be taken by callers that wait for it.
 * @param now milliseconds of any steady clock
 */
export function networkPlaces(
  now: () => number,
): (db: Database, id: string) => Promise<Pick<Network, 'name' | 'zone'>> {
  const known = new Map<string, { place: Pick<Network, 'name' | 'zone'>; until: number }>()
  return async (db, id) => {
    const remembered = known.get(id)
    if (remembered && remembered.until > now()) return remembered.place
    const place = (await findNetwork(db, id)) ?? { name: '', zone: 'UTC' }
    known.set(id, { place, until: now() + FRESH_FOR })
    return place
  }
}

function opened(row: Selectable<NetworksTable>): Network {
  const { id, name, city, country, languages, settings } = row
  return { id, name, city, country, zone: row.time_zone, languages, settings }
}
