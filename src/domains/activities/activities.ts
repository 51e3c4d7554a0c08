import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Body, Place } from '../../engine/flow.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene, Tx } from '../../messaging/scene.ts'
import type { Audience } from '../circles/audience.ts'

export const KINDS = ['coffee', 'talk', 'lesson', 'outing', 'crafts', 'other'] as const

/** What its host said of it, in her own words; the house translates only what is around them. */
export type Content = {
  kind: (typeof KINDS)[number]
  what: string
  where: Place | null
  childCare: boolean
  guest: string | null
  /** A picture, or her own voice, that goes along. */
  extra: Body | null
}

/** Something that mothers come together for. */
export type Activity = {
  id: string
  network: string
  /** Null once she left and nobody took it over yet. */
  host: string | null
  /** The language in which the host wrote. */
  language: string
  content: Content
  endsAt: Date | null
  audience: Omit<Audience, 'network'>
  /** How many fit; null for as many as come. */
  room: number | null
  /** A rule of RFC 5545 such as `FREQ=WEEKLY`; null when it does not repeat. */
  repeats: string | null
  series: string | null
  tick: number
} & ({ status: 'draft'; startsAt: Date | null } | Sent)
type Sent = { status: 'sent' | 'cancelled' | 'over'; startsAt: Date }
export type SentActivity = Activity & Sent

declare module '../../db/database.ts' {
  interface Tables {
    activities: ActivitiesTable
    activity_hosts: { activity_id: string; person: string }
  }
}

type ActivitiesTable = {
  id: string
  network_id: string
  host: string | null
  status: Activity['status']
  content: Buffer
  told: Buffer | null
  told_before: Buffer | null
  language: string
  starts_at: Date | null
  ends_at: Date | null
  audience: string
  room: number | null
  repeats: string | null
  series_id: string | null
  tick: number
  created_at: Date
}

type Desk = Pick<Scene, 'tx' | 'office' | 'now'>
const PLACE = 'activities.content'

/** A new draft: it is kept from its first word on. */
export async function addDraft(
  desk: Desk,
  made: Pick<Activity, 'network' | 'language' | 'audience'> & { host: string; kind: Content['kind'] },
): Promise<Activity> {
  const { network, language, audience, host, kind } = made
  const content: Content = { kind, what: '', where: null, childCare: false, guest: null, extra: null }
  const draft: Activity = {
    ...{ id: randomUUID(), network, host, language, content, audience },
    ...{ status: 'draft', startsAt: null, endsAt: null, room: null, repeats: null, series: null, tick: 0 },
  }
  await insert(desk, draft)
  return draft
}

/** The next time of something that repeats. @returns null when it is there already */
export async function addRepeat(
  desk: Desk,
  last: SentActivity,
  startsAt: Date,
): Promise<SentActivity | null> {
  const lasts = last.endsAt ? last.endsAt.getTime() - last.startsAt.getTime() : null
  const endsAt = lasts === null ? null : new Date(startsAt.getTime() + lasts)
  const next = { ...last, id: randomUUID(), status: 'sent' as const, startsAt, endsAt, tick: 0 }
  if (!(await insert(desk, next))) return null
  await sql`insert into activity_hosts (activity_id, person)
    select ${next.id}, person from activity_hosts where activity_id = ${last.id}`.execute(desk.tx)
  return next
}

async function insert({ tx, office, now }: Desk, activity: Activity): Promise<boolean> {
  const added = await tx
    .insertInto('activities')
    .values({ ...rowOf(office, activity), told: null, told_before: null, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

/** Null when there is none (any more) of this id. */
export async function findActivity(tx: Database, office: Sealing, id: string): Promise<Activity | null> {
  const row = await tx.selectFrom('activities').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? opened(office, row) : null
}

/** Reads it and holds its lock: places are given away one at a time. */
export async function lockActivity(tx: Tx, office: Sealing, id: string): Promise<Activity | null> {
  const row = await tx
    .selectFrom('activities')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row ? opened(office, row) : null
}

/** Writes down what has changed. */
export async function saveActivity({ tx, office }: Pick<Desk, 'tx' | 'office'>, activity: Activity) {
  const { id, ...row } = rowOf(office, activity)
  await tx.updateTable('activities').set(row).where('id', '=', id).execute()
}

export async function deleteActivity(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('activities').where('id', '=', id).execute()
}

/** What is ahead in a network, the nearest first; and with `from` what was. */
export async function ahead(
  tx: Database,
  office: Sealing,
  network: string,
  from: Date,
  most = 100,
): Promise<SentActivity[]> {
  const rows = await tx
    .selectFrom('activities')
    .selectAll()
    .where('network_id', '=', network)
    .where('status', 'in', ['sent', 'over'])
    .where('starts_at', '>', from)
    .orderBy('starts_at')
    .limit(most)
    .execute()
  return rows.map((row) => opened(office, row) as SentActivity)
}

/** What somebody hosts, alone or with others: drafts, what is ahead, and what was in the last days. */
export async function hostedBy(tx: Tx, office: Sealing, person: string, since: Date): Promise<Activity[]> {
  const rows = await tx
    .selectFrom('activities')
    .selectAll()
    .where((on) =>
      on.or([
        on('host', '=', person),
        on('id', 'in', on.selectFrom('activity_hosts').select('activity_id').where('person', '=', person)),
      ]),
    )
    .where((on) => on.or([on('status', '=', 'draft'), on('starts_at', '>', since)]))
    .where('status', '<>', 'cancelled')
    .orderBy('starts_at')
    .limit(100)
    .execute()
  return rows.map((row) => opened(office, row))
}

/**
 * Takes her own words out of what she hosted and is over, or was cancelled: that it was held stays.
 * @returns the ids of what she hosted
 */
export async function forgetPast(
  { tx, office }: Pick<Desk, 'tx' | 'office'>,
  person: string,
): Promise<string[]> {
  const rows = await tx
    .selectFrom('activities')
    .selectAll()
    .where('host', '=', person)
    .where('status', 'in', ['over', 'cancelled'])
    .execute()
  for (const row of rows) {
    const { kind } = opened(office, row).content
    const content: Content = { kind, what: '', where: null, childCare: false, guest: null, extra: null }
    const sealed = office.sealer.seal(JSON.stringify(content), PLACE)
    await tx
      .updateTable('activities')
      .set({ content: sealed, told: null, told_before: null })
      .where('id', '=', row.id)
      .execute()
  }
  return rows.map(({ id }) => id)
}

/** Her circle is nobody's any more: no activity is meant for it. */
export async function withoutCircle(tx: Tx, keyMother: string): Promise<void> {
  await sql`
    update activities set audience = jsonb_set(audience, '{circles}', (audience -> 'circles') - ${keyMother}::text)
    where jsonb_typeof(audience -> 'circles') = 'array' and audience -> 'circles' ? ${keyMother}::text`.execute(
    tx,
  )
}

/** Those who host it beside its host. */
export async function coHostsOf(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('activity_hosts')
    .select('person')
    .where('activity_id', '=', id)
    .orderBy('person')
    .execute()
  return rows.map(({ person }) => person)
}

/** All who host it: whoever made it first, unless she is erased, then those beside her. */
export async function whoHosts(tx: Tx, { id, host }: Pick<Activity, 'id' | 'host'>): Promise<string[]> {
  return [...(host ? [host] : []), ...(await coHostsOf(tx, id))]
}

export async function addCoHost(tx: Tx, id: string, person: string): Promise<void> {
  await tx
    .insertInto('activity_hosts')
    .values({ activity_id: id, person })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function removeCoHost(tx: Tx, id: string, person: string): Promise<void> {
  await tx.deleteFrom('activity_hosts').where('activity_id', '=', id).where('person', '=', person).execute()
}

/** What people have been told of it, for whom a change is a change. */
export type Told = { what: string; where: Place | null; startsAt: string }

export const toldOf = ({ content, startsAt }: SentActivity): Told => ({
  ...{ what: content.what, where: content.where, startsAt: startsAt.toISOString() },
})

/** Notes what people are told now. @returns false when they know all that already */
export async function noteTold({ tx, office }: Desk, activity: SentActivity): Promise<boolean> {
  const before = await tx
    .selectFrom('activities')
    .select('told')
    .where('id', '=', activity.id)
    .executeTakeFirstOrThrow()
  const now = JSON.stringify(toldOf(activity))
  if (before.told && office.sealer.open(before.told, 'activities.told') === now) return false
  const told = office.sealer.seal(now, 'activities.told')
  await tx
    .updateTable('activities')
    .set({ told, told_before: before.told })
    .where('id', '=', activity.id)
    .execute()
  return true
}

/** What people had been told before they were told last; null when that was the first time. */
export async function toldBefore(tx: Tx, office: Sealing, id: string): Promise<Told | null> {
  const row = await tx.selectFrom('activities').select('told_before').where('id', '=', id).executeTakeFirst()
  return row?.told_before ? JSON.parse(office.sealer.open(row.told_before, 'activities.told')) : null
}

type Sealing = Pick<PostOffice, 'sealer'>

function rowOf(office: Sealing, activity: Activity) {
  const { id, network, host, status, language, startsAt, endsAt, room, repeats, series, tick } = activity
  return {
    ...{ id, network_id: network, host, status, language, starts_at: startsAt, ends_at: endsAt },
    ...{ room, repeats, series_id: series, tick, audience: JSON.stringify(activity.audience) },
    content: office.sealer.seal(JSON.stringify(activity.content), PLACE),
  }
}

function opened(office: Sealing, row: Selectable<ActivitiesTable>): Activity {
  const { id, host, status, language, room, repeats, tick } = row
  return {
    ...{ id, host, status, language, room, repeats, tick },
    ...{ network: row.network_id, startsAt: row.starts_at, endsAt: row.ends_at, series: row.series_id },
    audience: row.audience as unknown as Activity['audience'],
    content: JSON.parse(office.sealer.open(row.content, PLACE)) as Content,
  } as Activity
}
