import { setTimeout as rest } from 'node:timers/promises'
import { eachChannel } from './each-channel.ts'
import { limitsOf, type PostOffice } from './post-office.ts'

/** What the network adds to the provider's own distance. */
const UNSTEADY_MS = 10
const MOST_KEPT = 500

/** When this process last sent to a contact, on the clock of performance.now(), and whether it was for many. */
type Last = { at: number; toMany: boolean }
const lastOn = eachChannel(() => new Map<string, Last>())

/**
 * Keeps what is for many at the provider's distance from whatever else goes to the same person, at the very moment of sending:
 * a reply may have left since it was claimed. One reply after another is not held up.
 * @param turn waits for its place in the channel's limit: only then is it sent
 * @returns what `turn` returns
 */
export async function apartFromOthers<T>(
  office: PostOffice,
  { id, channel }: { id: string; channel: string },
  toMany: boolean,
  turn: () => Promise<T>,
): Promise<T> {
  const { perSecondEach } = limitsOf(office, channel)
  if (!Number.isFinite(perSecondEach)) return turn()
  const each = lastOn(office, channel)
  const last = each.get(id)
  const left = last ? last.at + 1000 / perSecondEach + UNSTEADY_MS - performance.now() : 0
  if (last && left > 0 && (toMany || last.toMany)) await rest(left)
  const had = await turn()
  each.delete(id)
  each.set(id, { at: performance.now(), toMany })
  if (each.size > MOST_KEPT) each.delete(each.keys().next().value!)
  return had
}
