import { setTimeout as rest } from 'node:timers/promises'
import { sql } from 'kysely'
import { isDown } from '../db/database.ts'
import { limitsOf, type PostOffice } from './post-office.ts'

/** A second of the provider's, and what may come between our clock and its: the network, a process that pauses for breath. */
const SECOND_MS = 1000
const UNSTEADY_MS = 20

/** So long after its last turn a channel counts as busy with what is sent to many. */
const BUSY_MS = 3000
const LOOK_EVERY_MS = 300

type Busy = { until: number; lookAt: number }
const channels = new WeakMap<PostOffice, Map<string, Busy>>()

/**
 * Waits for the next free place in a channel's limit, which all processes share, the database's clock being everybody's. While
 * nothing is sent to many, a reply waits for nothing; while something is, it stands in the same line, in which those who send to
 * many never have more than one place each: so it passes them.
 */
export async function takeTurn(office: PostOffice, channel: string, toMany: boolean): Promise<void> {
  const busy = busyOf(office, channel)
  if (!toMany && !isBusy(office, channel, busy)) return
  const { perSecond } = limitsOf(office, channel)
  if (!Number.isFinite(perSecond)) return
  if (toMany) busy.until = performance.now() + BUSY_MS
  const wait = await nextTurn(office, channel, perSecond).catch((error) => {
    // A reply does not wait for a database that is away: what it is sent from has been read.
    if (toMany || !isDown(error)) throw error
    return 0
  })
  if (wait > 0) await rest(wait)
}

/** @returns milliseconds until the turn that is ours now */
async function nextTurn({ db }: PostOffice, channel: string, perSecond: number): Promise<number> {
  const span = SECOND_MS + UNSTEADY_MS
  const taken = await sql<{ wait: number }>`
    insert into turns as t (channel, taken) values (${channel}, array[${NOW}])
    on conflict (channel) do update set taken =
      case when cardinality(t.taken) < ${perSecond}::int then t.taken || ${NOW}
      else t.taken[cardinality(t.taken) - ${perSecond}::int + 2:]
        || greatest(${NOW}, t.taken[cardinality(t.taken) - ${perSecond}::int + 1] + ${span}::bigint) end
    returning taken[cardinality(taken)] - ${NOW} as wait`.execute(db)
  return Number(taken.rows[0]!.wait)
}

const NOW = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`

/** Another process may be sending to many: looked up now and then, beside the sending. */
function isBusy(office: PostOffice, channel: string, busy: Busy): boolean {
  const now = performance.now()
  if (now >= busy.lookAt) {
    busy.lookAt = now + LOOK_EVERY_MS
    void lastTurn(office, channel).then(
      (ago) => {
        busy.until = Math.max(busy.until, performance.now() + BUSY_MS - ago)
      },
      () => {},
    )
  }
  return now < busy.until
}

/** How many milliseconds ago the last turn was taken. */
async function lastTurn({ db }: PostOffice, channel: string): Promise<number> {
  const found = await sql<{ ago: number }>`
    select ${NOW} - taken[cardinality(taken)] as ago from turns where channel = ${channel}`.execute(db)
  return Number(found.rows[0]?.ago ?? BUSY_MS)
}

function busyOf(office: PostOffice, channel: string): Busy {
  const all = channels.get(office) ?? new Map<string, Busy>()
  channels.set(office, all)
  const busy = all.get(channel) ?? { until: 0, lookAt: 0 }
  all.set(channel, busy)
  return busy
}
