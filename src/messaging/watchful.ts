import { sql } from 'kysely'
import type { MsgIn } from '../channels/channel.ts'
import { receiptKey } from './contact.ts'
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
  const noteAndWork = async () => {
    const found = await sql<{ times: number }>`
      insert into begun (channel, key) values (${noted.channel}, ${noted.key})
      on conflict (channel, key) do update set times = begun.times + 1 returning times`.execute(office.db)
    const result = await work(found.rows[0]!.times)
    // Left behind, it would harm nobody: the receipt is looked at first.
    void sql`delete from begun where (channel = ${noted.channel} and key = ${noted.key}) or at < now() - interval '1 day'`
      .execute(office.db)
      .catch(() => {})
    return result
  }
  return known.rows.length ? oneAtATime(office, noteAndWork) : noteAndWork()
}

/** In the line of those that may be a poison. */
export function oneAtATime<Result>({ watchful }: Watching, work: () => Promise<Result>): Promise<Result> {
  if (!watchful) return work()
  const done = watchful.line.then(work)
  watchful.line = done.catch(() => {})
  return done
}
