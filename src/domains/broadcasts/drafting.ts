import { DateTime } from 'luxon'
import type { Body } from '../../engine/flow.ts'
import { outsideOf } from '../../messaging/openings.ts'
import type { Scene } from '../../messaging/scene.ts'
import { audienceOf } from '../circles/audience.ts'
import { networkFacts } from '../networks/networks.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import { askKeyGroup, whoMayAgree } from './agreeing.ts'
import { addBroadcast, type Reach } from './broadcasts.ts'
import { audienceFor, haveEnough, planStart } from './running.ts'

/** What she wants to tell, whom, and when; without a day, at once. */
export type Draft = { reach: Reach; body: Body; day?: string | null; hour?: string | null }

/** WhatsApp puts no more above a button; with the line that says who writes it is still one message. */
export const LONGEST = 800

/** What she has to know before she sends it. */
export type Preview = {
  count: number
  /** "Nederlands 12, Türkçe 5" */
  languages: string
  /** Who had enough this week, and does not get it. */
  enough: number
  /** Who can only be told on WhatsApp that a message waits, and how many days later the last of them is. */
  outside: number
  days: number
  at: Date
}

/** @returns null when it is not to go out now, and the time she said has passed */
export async function timeOf(
  { tx, contact, now }: Scene,
  { day, hour }: Pick<Draft, 'day' | 'hour'>,
): Promise<Date | null> {
  if (!day) return afterQuietOf({ tx, now }, contact.network!)
  const { zone } = await networkFacts(tx, contact.network!)
  const at = DateTime.fromISO(`${day}T${hour ?? '10'}:00`, { zone })
  if (!at.isValid || at.toMillis() <= now.getTime()) return null
  return afterQuietOf({ tx, now }, contact.network!, at.toJSDate())
}

/** Who would get it, as things stand now. */
export async function preview(scene: Scene, { reach }: Draft, at: Date): Promise<Preview> {
  const { tx, office, contact, now } = scene
  const sender = contact.person!
  const network = contact.network!
  const all = await audienceOf(tx, audienceFor({ network, reach, sender }), now)
  const enough = await haveEnough(tx, network, all.people, now)
  const willing = all.people.filter((one) => !enough.has(one))
  const outside = await outsideOf(tx, office, willing, now)
  return {
    count: willing.length,
    languages: all.languages
      .map(({ language, count }) => `${office.words.nameOf(language)} ${count}`)
      .join(', '),
    enough: enough.size,
    outside: outside.people.size,
    days: outside.days,
    at,
  }
}

export type Sent =
  | { outcome: 'on_its_way' | 'planned' | 'asked'; broadcast: string; at: Date }
  | { outcome: 'nobody_to_ask' }

/** Sends it at its time; to the network only when one of the key group has agreed, or a professional sends it. */
export async function send(scene: Scene, { reach, body }: Draft, at: Date): Promise<Sent> {
  const { contact, now } = scene
  const sender = contact.person!
  const network = contact.network!
  const needsYes = reach === 'network' && contact.role !== 'professional'
  const group = needsYes ? await whoMayAgree(scene, network, sender) : []
  if (needsYes && !group.length) return { outcome: 'nobody_to_ask' }
  const status = needsYes ? 'asked' : 'planned'
  const broadcast = await addBroadcast(scene, { network, reach, status, sender, body, startsAt: at })
  if (needsYes) {
    await askKeyGroup(scene, broadcast, network, group)
    return { outcome: 'asked', broadcast, at }
  }
  await planStart(scene, broadcast, network, at)
  return { outcome: at > now ? 'planned' : 'on_its_way', broadcast, at }
}
