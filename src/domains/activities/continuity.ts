import { sql } from 'kysely'
import { DateTime, Duration } from 'luxon'
import { transaction } from '../../db/database.ts'
import { wakeErrands } from '../../messaging/after-commit.ts'
import { plan } from '../../messaging/plan.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Errand, Tx } from '../../messaging/scene.ts'
import { presentKeyMothers } from '../circles/circles.ts'
import { type Network, networks, setting } from '../networks/networks.ts'
import { onDuty } from '../people/people.ts'
import { afterQuietOf } from '../tickets/clock.ts'

declare module '../../db/database.ts' {
  interface Tables {
    continuity_alarms: { network_id: string; at: Date }
  }
}

/** Tells the key group and the professional of every network in which nothing lies ahead. @returns how many networks */
export async function continuityRound(office: PostOffice): Promise<number> {
  let alarmed = 0
  for (const network of await networks(office.db)) if (await look(office, network)) alarmed++
  return alarmed
}

/** One network in one transaction; whichever process comes first tells them. */
async function look(office: PostOffice, network: Network): Promise<boolean> {
  const now = office.now()
  const errands = await transaction(
    office.db,
    async (tx) => {
      const span = Duration.fromISO(await setting(tx, network.id, 'continuity.alarm'))
      if (!(await isQuiet(tx, network.id, now, span)) || !(await noteAlarm(tx, network.id, now, span)))
        return []
      return plan(tx, office, await errandsFor(tx, office, network.id, now), now)
    },
    office,
  )
  wakeErrands(office, errands)
  return errands.length > 0
}

/** Nothing ahead within the span; a network younger than that has had no time yet. */
async function isQuiet(tx: Tx, network: string, now: Date, span: Duration): Promise<boolean> {
  const [from, until] = [DateTime.fromJSDate(now).minus(span), DateTime.fromJSDate(now).plus(span)]
  const { rows } = await sql`
    select from networks n where id = ${network}
      and (created_at < ${from.toJSDate()} or exists (
        select from activities a where a.network_id = n.id and a.status <> 'draft'))
      and not exists (select from activities a where a.network_id = n.id and a.status = 'sent'
        and a.starts_at between ${now} and ${until.toJSDate()})
      and not exists (select from activity_series s join activities a on a.series_id = s.id
        where s.network_id = n.id and s.ended_at is null and a.status = 'sent' and a.starts_at > ${now})`.execute(
    tx,
  )
  return rows.length > 0
}

/** @returns false when they were told within the span already */
async function noteAlarm(tx: Tx, network: string, now: Date, span: Duration): Promise<boolean> {
  const before = DateTime.fromJSDate(now).minus(span).toJSDate()
  const { rows } = await sql`
    insert into continuity_alarms (network_id, at) values (${network}, ${now})
    on conflict (network_id) do update set at = ${now} where continuity_alarms.at <= ${before}
    returning 1`.execute(tx)
  return rows.length > 0
}

async function errandsFor(tx: Tx, office: PostOffice, network: string, now: Date): Promise<Errand[]> {
  const keyMothers = (await presentKeyMothers(tx, office, network, now)).map(({ id }) => id)
  const [professional] = await onDuty(tx, network, now)
  const at = await afterQuietOf({ tx, now }, network)
  return [...keyMothers, ...(professional ? [professional] : [])].map((person) => ({
    name: 'flow.start',
    id: `continuity-${network}-${now.getTime()}-${person}`,
    ...{ data: { person, flow: 'nothing-ahead', input: {} }, at },
  }))
}
