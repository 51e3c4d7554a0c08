import type { ErrandDesk } from '../../messaging/scene.ts'
import { audienceOf, type Reached } from '../circles/audience.ts'
import { type Activity, whoHosts } from './activities.ts'

/** Whom it reaches now, beside those who host it. */
export async function reachedBy(
  { tx, now }: Pick<ErrandDesk, 'tx' | 'now'>,
  activity: Activity,
): Promise<Reached> {
  const hosts = await whoHosts(tx, activity)
  return audienceOf(tx, { ...activity.audience, network: activity.network, except: hosts }, now)
}
