import type { PostOffice } from '../../messaging/post-office.ts'
import { revisable, revise } from '../../messaging/revise.ts'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { type Broadcast, changeBroadcast, findBroadcast, lockBroadcast } from './broadcasts.ts'
import { type Counts, countsOf } from './counts.ts'
import { tellSender } from './notices.ts'

/** What is done sooner needs no word in between. */
const FIRST_MS = 10_000
/** Her figures change this often at first, and ever more slowly the longer it takes: some broadcasts take days. */
const SOONEST_MS = 5000
const LATEST_MS = 3_600_000
const PART = 10

/** Its sender sees how far it is, in one message whose figures change, where her app can do that. */
export function planProgress(desk: Pick<ErrandDesk, 'later' | 'now'>, id: string): void {
  const at = new Date(desk.now.getTime() + FIRST_MS)
  desk.later({ name: 'broadcasts.progress', id: `progress-${id}`, data: { broadcast: id }, at })
}

/** It is over: what she was told about it says so, and no longer how to stop it. */
export function endProgress(desk: Pick<ErrandDesk, 'later'>, id: string): void {
  desk.later({ name: 'broadcasts.progress', data: { broadcast: id, last: true } })
}

/** Tells her once on the phone where she is now, and looks again while it goes on. */
export async function progress(desk: ErrandDesk, id: string): Promise<void> {
  const { tx, office, now } = desk
  const broadcast = await lockBroadcast(tx, office, id)
  if (!broadcast?.sender) return
  // This look may have shown figures after the last ones were.
  if (broadcast.status !== 'running') return endProgress(desk, id)
  if ((await revisable(tx, office, { person: broadcast.sender, about: id })) === 'untold') {
    await changeBroadcast(tx, id, { told: { at: now, reached: broadcast.reached } })
    tellSender(desk, broadcast, 'begun')
  }
  const elapsed = now.getTime() - broadcast.startsAt.getTime()
  const next = Math.min(LATEST_MS, Math.max(SOONEST_MS, elapsed / PART))
  desk.later({ name: 'broadcasts.progress', data: { broadcast: id }, at: new Date(now.getTime() + next) })
}

/** Changes the figures in what she was told; when it is over, the words as well. */
export async function showProgress(office: PostOffice, id: string): Promise<void> {
  const broadcast = await findBroadcast(office.db, office, id)
  if (!broadcast?.sender || !broadcast.told.at) return
  const counts = await countsOf(office.db, id)
  await revise(office, { person: broadcast.sender, about: id }, wordingOf(office, broadcast.status, counts))
}

function wordingOf({ words }: PostOffice, status: Broadcast['status'], { had, people }: Counts) {
  const says = (flow: string, text: string) => (language: string) =>
    words.text(language, flow, text, { had, people })
  if (status === 'done') return says('broadcasts', 'is_out')
  return status === 'stopped' ? says('broadcasts', 'was_stopped') : says('broadcast-report', 'part.say')
}
