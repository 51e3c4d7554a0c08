import type { ErrandDesk } from '../../messaging/scene.ts'
import type { Broadcast } from './broadcasts.ts'

/** What the sender is told by itself; everything else she looks up. */
export type News = HowFar | 'done' | 'agreed' | 'refused' | 'unanswered'

/** How far it is: where her app can do that, the figures in it change as it goes on. */
type HowFar = 'begun' | `quarter${1 | 2 | 3}`
const isHowFar = (news: News): news is HowFar => news === 'begun' || news.startsWith('quarter')

/** Tells the sender, wherever she was last. */
export function tellSender(
  desk: Pick<ErrandDesk, 'later'>,
  { id, sender }: Pick<Broadcast, 'id' | 'sender'>,
  news: News,
): void {
  if (!sender) return
  const data = { person: sender, flow: 'broadcast-report', input: { broadcast: id, news } }
  const about = isHowFar(news) && { about: id }
  desk.later({ name: 'flow.start', id: `broadcast-${news}-${id}`, data: { ...data, ...about } })
}
