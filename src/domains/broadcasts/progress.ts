import type { PostOffice } from '../../messaging/post-office.ts'
import { canRevise, revise } from '../../messaging/revise.ts'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { type Broadcast, changeBroadcast, findBroadcast } from './broadcasts.ts'
import { countsOf } from './counts.ts'

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

/** Tells her the first time, and looks again while it goes on. */
export async function progress(desk: ErrandDesk, id: string): Promise<void> {
  const { tx, office, now } = desk
  const broadcast = await findBroadcast(tx, office, id)
  if (broadcast?.status !== 'running' || !broadcast.sender) return
  if (!(await canRevise(tx, office, broadcast.sender))) return
  if (!broadcast.told.at) await begin(desk, broadcast, broadcast.sender)
  const elapsed = now.getTime() - broadcast.startsAt.getTime()
  const next = Math.min(LATEST_MS, Math.max(SOONEST_MS, elapsed / PART))
  desk.later({ name: 'broadcasts.progress', data: { broadcast: id }, at: new Date(now.getTime() + next) })
}

/** Changes the figures in what she was told; once more when it is over. */
export async function showProgress(office: PostOffice, id: string): Promise<void> {
  const broadcast = await findBroadcast(office.db, office, id)
  if (!broadcast?.sender || !broadcast.told.at) return
  const { had, people } = await countsOf(office.db, id)
  await revise(office, { person: broadcast.sender, about: id }, (language) =>
    office.words.text(language, 'broadcast-report', 'part.say', { had, people }),
  )
}

async function begin(desk: ErrandDesk, { id, reached }: Broadcast, sender: string): Promise<void> {
  await changeBroadcast(desk.tx, id, { told: { at: desk.now, reached } })
  const data = { person: sender, flow: 'broadcast-report', input: { broadcast: id, news: 'quarter0' } }
  desk.later({ name: 'flow.start', id: `broadcast-progress-${id}`, data: { ...data, about: id } })
}
