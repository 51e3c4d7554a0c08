import type { PostOffice } from '../../messaging/post-office.ts'
import type { ErrandDesk } from '../../messaging/scene.ts'
import type { Shelves } from './consult.ts'
import { topicsIn } from './library.ts'
import { anyLook, changeLook } from './looks.ts'

const OFFERED = 3
/** How fast a later place counts less when two orders are made one (reciprocal rank fusion; Cormack and others 2009). */
const SOFTENING = 10

/**
 * Asks the other reader and puts its order and ours together: outside any transaction, and with the words alone.
 * It only changes what is offered: by itself it answers nothing, and without its answer ours stands.
 */
export async function rankLook(office: PostOffice, { ranker }: Shelves, id: string): Promise<void> {
  const look = await anyLook(office.db, office, id)
  const ranked = look?.words.text ? await ranker?.rank(look.words.text) : null
  if (!look || !ranked) return
  const has = await topicsIn(office.db, look.network)
  await changeLook(office.db, id, {
    offered: fused([look.offered, ranked.filter((topic) => has.has(topic)).slice(0, OFFERED)]).slice(
      0,
      OFFERED,
    ),
  })
}

/** What was found is told, whatever it is. */
export async function tellFound(desk: ErrandDesk, id: string): Promise<void> {
  const look = await anyLook(desk.tx, desk.office, id)
  if (!look) return
  const data = { person: look.asker, flow: 'library-ready', input: { look: id } }
  desk.later({ name: 'flow.start', id: `library-ready-${id}`, data })
}

/** Several orders of topics as one: near the top in both beats the very top in one. */
function fused(orders: readonly (readonly string[])[]): string[] {
  const points = new Map<string, number>()
  for (const order of orders)
    for (const [place, topic] of order.entries())
      points.set(topic, (points.get(topic) ?? 0) + 1 / (SOFTENING + place))
  return [...points].sort(([, a], [, b]) => b - a).map(([topic]) => topic)
}
