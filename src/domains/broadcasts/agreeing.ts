import { Duration } from 'luxon'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { presentKeyMothers } from '../circles/circles.ts'
import { setting } from '../networks/networks.ts'
import { onDuty } from '../people/people.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import { type Broadcast, changeBroadcast, lockBroadcast } from './broadcasts.ts'
import { tellSender } from './notices.ts'
import { planStart } from './running.ts'

/** Who may say yes to a broadcast for the whole network: another key mother, or a professional on duty. */
export async function whoMayAgree(desk: ErrandDesk, network: string, sender: string): Promise<string[]> {
  const keyMothers = await presentKeyMothers(desk.tx, desk.office, network, desk.now)
  const professionals = await onDuty(desk.tx, network, desk.now)
  return [...professionals, ...keyMothers.map(({ id }) => id)].filter((one) => one !== sender)
}

/** Asks the key group. The first yes counts; without one in time the sender hears so. */
export async function askKeyGroup(
  desk: ErrandDesk,
  id: string,
  network: string,
  who: string[],
): Promise<void> {
  const from = await afterQuietOf(desk, network)
  for (const person of who) {
    const data = { person, flow: 'broadcast-asked', input: { broadcast: id } }
    desk.later({ name: 'flow.start', id: `broadcast-asked-${id}-${person}`, data, at: from })
  }
  const patience = Duration.fromISO(await setting(desk.tx, network, 'broadcast.agreeing')).toMillis()
  const at = new Date(from.getTime() + patience)
  desk.later({ name: 'broadcasts.unanswered', id: `unanswered-${id}`, data: { broadcast: id }, at })
}

/** The lock settles it when two answer at once. */
async function stillAsked(desk: ErrandDesk, id: string, by: string): Promise<Broadcast | null> {
  const broadcast = await lockBroadcast(desk.tx, desk.office, id)
  return broadcast?.status === 'asked' && broadcast.sender && broadcast.sender !== by ? broadcast : null
}

/** One of the key group says yes: it goes out at its time, or now when that has passed. */
export async function agree(desk: ErrandDesk, id: string, by: string): Promise<'agreed' | 'settled'> {
  const broadcast = await stillAsked(desk, id, by)
  if (!broadcast) return 'settled'
  const at = new Date(Math.max(broadcast.startsAt.getTime(), desk.now.getTime()))
  const startsAt = await planStart(desk, id, broadcast.network, at)
  await changeBroadcast(desk.tx, id, { status: 'planned', agreedBy: by, startsAt })
  tellSender(desk, broadcast, 'agreed')
  return 'agreed'
}

/** A professional's no ends it; a key mother's leaves it to the others. */
export async function disagree(
  desk: ErrandDesk,
  id: string,
  { by, ends }: { by: string; ends: boolean },
): Promise<'refused' | 'noted' | 'settled'> {
  const broadcast = await stillAsked(desk, id, by)
  if (!broadcast) return 'settled'
  if (!ends) return 'noted'
  await changeBroadcast(desk.tx, id, { status: 'refused', endedAt: desk.now })
  tellSender(desk, broadcast, 'refused')
  return 'refused'
}

/** Nobody of the key group said yes in time. */
export async function leaveUnanswered(desk: ErrandDesk, id: string): Promise<void> {
  const broadcast = await lockBroadcast(desk.tx, desk.office, id)
  if (broadcast?.status !== 'asked') return
  await changeBroadcast(desk.tx, id, { status: 'refused', endedAt: desk.now })
  tellSender(desk, broadcast, 'unanswered')
}
