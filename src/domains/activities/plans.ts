import { DateTime, Duration } from 'luxon'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { networkFacts, setting } from '../networks/networks.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import type { SentActivity } from './activities.ts'

/** Nobody says how long it lasts, mostly. */
const LASTS = { hours: 2 }

/** So near to it something is told in quiet hours too: afterwards it would be of no use. */
const NEAR = { hours: 1 }

/** When it is over, as far as anybody said. */
export const endOf = ({ startsAt, endsAt }: Pick<SentActivity, 'startsAt' | 'endsAt'>): Date =>
  endsAt ?? DateTime.fromJSDate(startsAt).plus(LASTS).toJSDate()

/** Plans its reminders, and what comes after it. Called anew when its hour changes: what was planned before does nothing then. */
export async function planAhead(desk: ErrandDesk, activity: SentActivity): Promise<void> {
  const { id, tick, network } = activity
  const leads = (await setting(desk.tx, network, 'reminder.leads'))
    .split(',')
    .filter((lead) => lead !== 'none')
  for (const [place, lead] of leads.entries()) {
    const at = await reminderAt(desk, activity, lead)
    if (at <= desk.now) continue
    const data = { activity: id, tick, lead: place }
    desk.later({ name: 'activities.remind', id: `remind-${id}-${tick}-${place}`, data, at })
  }
  const data = { activity: id, tick }
  desk.later({ name: 'activities.after', id: `after-${id}-${tick}`, data, at: endOf(activity) })
}

/**
 * When people are reminded: so long before, by the clock on the wall, and not in quiet hours unless it is that near.
 * @param lead an ISO 8601 duration
 */
export async function reminderAt(
  desk: Pick<ErrandDesk, 'tx' | 'now'>,
  { network, startsAt }: Pick<SentActivity, 'network' | 'startsAt'>,
  lead: string,
): Promise<Date> {
  const { zone } = await networkFacts(desk.tx, network)
  const start = DateTime.fromJSDate(startsAt, { zone })
  const at = start.minus(Duration.fromISO(lead)).toJSDate()
  const awake = await afterQuietOf(desk, network, at)
  return isNear(startsAt, awake) ? at : awake
}

/** Whether whoever hears of it only then hears too late. */
export const isNear = (startsAt: Date, then: Date): boolean =>
  then > DateTime.fromJSDate(startsAt).minus(NEAR).toJSDate()
