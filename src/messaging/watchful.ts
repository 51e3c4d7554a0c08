import { sql } from 'kysely'
import type { MsgIn } from '../channels/channel.ts'
import { receiptKey } from './known-by.ts'
import type { PostOffice } from './post-office.ts'

/** So long after a process died, whatever is begun is noted first: one of these things may be what it died of. */
const WATCHFUL_MS = 10 * 60_000

type Watching = Pick<PostOffice, 'now' | 'watchful'>

/** From now on, and for a while. */
export function watchOut(office: PostOffice): void {
  office.watchful = { until: new Date(office.now().getTime() + WATCHFUL_MS), line: Promise.resolve() }
}

/** Whether a process died a moment ago. In quiet times nothing is noted, for it costs every message a round trip. */
export function isWatchful({ watchful, now }: Watching): boolean {
  return watchful !== null && now() < watchful.until
}

/**
 * Does the work, told how often it was begun before without being finished. What was begun before is done one at a time:
 * otherwise what merely stood beside a poison would be counted with it.
 */
export async function beginNoted<Result>(
  office: PostOffice,
  message: MsgIn,
  work: (times: number) => Promise<Result>,
): Promise<Result> {
  if (!isWatchful(office)) return work(1)
  const noted = { channel: message.channel, key: receiptKey(office, message.channel, message.providerId) }
  const known = await sql`
    select from begun where channel = ${noted.channel} and key = ${noted.key}`.execute(office.db)
  const name = `${noted.channel} ${noted.key.toString('hex')}`
  const noteAndWork = async () => {
    const found = await sql<{ times: number }>`
      insert into begun (channel, key) values (${noted.channel}, ${noted.key})
      on conflict (channel, key) do update set times = begun.times + ${countBegun(office, name)}::int returning times`.execute(
      office.db,
    )
    const result = await workNoted(office, name, () => work(found.rows[0]!.times))
    // Left behind, it would harm nobody: the receipt is looked at first.
    void sql`delete from begun where (channel = ${noted.channel} and key = ${noted.key}) or at < now() - interval '1 day'`
      .execute(office.db)
      .catch(() => {})
    return result
  }
  return known.rows.length ? oneAtATime(office, noteAndWork) : noteAndWork()
}

/** What this process began and did not finish, while it lived on. */
const unfinished = new WeakMap<Watching, Set<string>>()

/** Does what was noted as begun, and remembers when it is not finished though this process lives on (the database went). */
export async function workNoted<Result>(
  office: Watching,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  unfinished.get(office)?.delete(name)
  try {
    return await work()
  } catch (error) {
    unfinished.set(office, (unfinished.get(office) ?? new Set()).add(name))
    throw error
  }
}

/**
 * How much it counts that this is begun now; it can be asked again until the work itself begins.
 * @returns 0 when this process began it before and lived on: nobody died of that; else 1
 */
export const countBegun = (office: Watching, name: string): 0 | 1 =>
  unfinished.get(office)?.has(name) ? 0 : 1

/** In the line of those that may be a poison. */
export function oneAtATime<Result>({ watchful }: Watching, work: () => Promise<Result>): Promise<Result> {
  if (!watchful) return work()
  const done = watchful.line.then(work)
  watchful.line = done.catch(() => {})
  return done
}
