import { DateTime } from 'luxon'
import { forgetQuoted } from '../../messaging/forget-quoted.ts'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { presentKeyMothers } from '../circles/circles.ts'
import { networkFacts } from '../networks/networks.ts'
import {
  type Exporting,
  type Forgetting,
  findPerson,
  nameOf,
  onDuty,
  type Section,
} from '../people/people.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import {
  type Activity,
  coHostsOf,
  deleteActivity,
  findActivity,
  forgetPast,
  hostedBy,
  lockActivity,
  removeCoHost,
  saveActivity,
  withoutCircle,
} from './activities.ts'
import { placeIn } from './facts.ts'
import { feedbackBy, withoutSayer } from './feedback.ts'
import { offerFree } from './places.ts'
import { repliesBy, saveReply, whoSaid } from './replies.ts'
import { dropOutdated } from './translating.ts'
import { dropTranslations, translatedBy, translationsBy } from './translations.ts'

const EVER = new Date(0)

/**
 * Takes a person out of the activities: her place goes to the next who waits, her drafts go, and what she hosts goes
 * to whoever hosts with her; else somebody is asked to take it over.
 */
export const forgetActivities: Forgetting = async (desk, person) => {
  const { tx, office } = desk
  await withoutSayer(tx, person)
  const name = await nameOf(tx, office, person)
  const read: string[] = []
  for (const hers of await repliesBy(tx, person)) {
    const activity = await lockActivity(tx, office, hers.activity)
    await saveReply(desk, { ...hers, reply: 'no' })
    if (activity?.status === 'sent') await offerFree(desk, activity)
    // They read who comes.
    read.push(...[activity?.host ?? [], await coHostsOf(tx, hers.activity)].flat())
  }
  // Those whom it was for read her words with her name, and so did its hosts.
  for (const id of await translatedBy(tx, person)) {
    const host = (await findActivity(tx, office, id))?.host ?? []
    read.push(...[host, await coHostsOf(tx, id), await invitedTo(tx, id)].flat())
  }
  for (const activity of await hostedBy(tx, office, person, EVER)) {
    read.push(...(await invitedTo(tx, activity.id)))
    await withoutHost(desk, activity, person)
  }
  const others = read.filter((one) => one !== person)
  forgetQuoted(desk, others, { person, name })
  for (const past of await forgetPast(desk, person)) await dropTranslations(tx, past)
  await withoutCircle(tx, person)
}

const invitedTo = async (tx: ErrandDesk['tx'], activity: string): Promise<string[]> =>
  (await whoSaid(tx, activity, ['none', 'yes', 'maybe', 'no', 'waiting', 'offered'])).map(
    ({ person }) => person,
  )

async function withoutHost(desk: ErrandDesk, activity: Activity, person: string): Promise<void> {
  const { tx, office } = desk
  await removeCoHost(tx, activity.id, person)
  if (activity.host !== person) return
  if (activity.status === 'draft') return deleteActivity(tx, activity.id)
  if (activity.status !== 'sent') return
  const [next] = await coHostsOf(tx, activity.id)
  // Her voice and her pictures go with her.
  const content = { ...activity.content, extra: null }
  const { circles } = activity.audience
  const left = circles === 'all' ? circles : circles.filter((one) => one !== person)
  const audience = { ...activity.audience, circles: left.length ? left : ('all' as const) }
  if (next) await removeCoHost(tx, activity.id, next)
  const after = { ...activity, content, audience, host: next ?? null }
  await saveActivity({ tx, office }, after)
  await dropOutdated(desk, activity, after)
  if (next || activity.startsAt <= desk.now) return
  const keyMothers = await presentKeyMothers(tx, office, activity.network, desk.now)
  const others = keyMothers.map(({ id }) => id).filter((one) => one !== person)
  const asked = others.length ? others : await onDuty(tx, activity.network, desk.now)
  const at = await afterQuietOf(desk, activity.network)
  for (const one of asked.filter((other) => other !== person)) {
    const data = { person: one, flow: 'activity-orphan', input: { activity: activity.id } }
    desk.later({ name: 'flow.start', id: `orphan-${activity.id}-${one}`, data, at })
  }
}

/** What she replied, what she hosts, and what she said afterwards; readable, in her language. */
export const exportActivities: Exporting = async (tx, office, person, language) => {
  const word = (id: string) => office.words.text(language, 'activity', id)
  const her = await findPerson(tx, office, person)
  if (!her) return []
  const { zone } = await networkFacts(tx, her.network)
  const titled = (activity: Activity | null) => {
    if (!activity) return '…'
    const when =
      activity.startsAt && DateTime.fromJSDate(activity.startsAt, { zone }).toFormat('yyyy-MM-dd HH:mm')
    return [when, activity.content.what, placeIn(activity.content.where)].filter(Boolean).join(' · ')
  }
  const replies = []
  for (const { activity, reply, brings, children, came } of await repliesBy(tx, person)) {
    const company = [brings ? `+${brings}` : '', children ? `🧸 ${children}` : ''].filter(Boolean)
    const there = came === null ? [] : [word(came ? 'came' : 'missed')]
    const title = titled(await findActivity(tx, office, activity))
    replies.push([title, word(`said_${reply}`), ...company, ...there].join(' · '))
  }
  const hosted = (await hostedBy(tx, office, person, EVER)).map(titled)
  const said = []
  for (const { activity, face, body } of await feedbackBy(tx, office, person))
    said.push(
      [titled(await findActivity(tx, office, activity)), face ? FACES[face] : '', body?.text ?? ''].join(
        ' · ',
      ),
    )
  const sections: Section[] = [
    { title: word('export_replies'), lines: replies },
    { title: word('export_hosted'), lines: hosted },
    { title: word('export_said'), lines: said },
    { title: word('export_translated'), lines: await translationsBy(tx, office, person) },
  ]
  return sections.filter(({ lines }) => lines.length)
}

const FACES = { good: '😊', so_so: '😐', bad: '🙁' }
