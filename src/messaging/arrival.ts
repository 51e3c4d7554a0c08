import { eachChannel } from './each-channel.ts'
import type { PostOffice } from './post-office.ts'
import { lengthenTurn, type Turn, UNSTEADY_MS } from './turns.ts'

/** Of the room between our clock and the provider's, this much stays for the next one, which may be quick. */
const FOR_THE_NEXT_MS = 10
/** A provider who is slow for good, or a long film, is no unsteadiness: a place is never kept longer than this. */
const AT_MOST_MS = 100

/** How many milliseconds the quickest calls have taken lately. */
const quickestOn = eachChannel(() => ({ took: Number.POSITIVE_INFINITY }))

/**
 * Sends in its turn, and sees when it arrived: the provider counts from then. A call that was long on its way keeps its
 * place so much longer, else the one that follows a second after it would come too early.
 * @param turn none when it waited for nothing
 */
export async function onItsWay<T>(
  office: PostOffice,
  turn: Turn | undefined,
  send: () => Promise<T>,
): Promise<T> {
  const left = performance.now()
  try {
    return await send()
  } finally {
    // Beside the sending: that it was sent is written down first, and stays true when the database is away.
    if (turn) void noteArrival(office, turn, left).catch(() => {})
  }
}

async function noteArrival(office: PostOffice, turn: Turn, left: number): Promise<void> {
  const quickest = quickestOn(office, turn.channel)
  const answered = performance.now()
  // A line that has become slower for good is believed after a while.
  quickest.took = Math.min(quickest.took + 1, answered - left)
  const late = Math.min(AT_MOST_MS, answered - quickest.took - turn.due) - (UNSTEADY_MS - FOR_THE_NEXT_MS)
  if (late > 0) await lengthenTurn(office, turn, late)
}
