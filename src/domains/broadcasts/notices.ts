import type { ErrandDesk } from '../../messaging/scene.ts'
import type { Broadcast } from './broadcasts.ts'

/** What the sender is told by itself; everything else she looks up. */
export type News = `quarter${1 | 2 | 3}` | 'done' | 'agreed' | 'refused' | 'unanswered'

/** Tells the sender, wherever she was last. */
export function tellSender(
  desk: Pick<ErrandDesk, 'later'>,
  { id, sender }: Pick<Broadcast, 'id' | 'sender'>,
  news: News,
): void {
  if (!sender) return
  const data = { person: sender, flow: 'broadcast-report', input: { broadcast: id, news } }
  desk.later({ name: 'flow.start', id: `broadcast-${news}-${id}`, data })
}
