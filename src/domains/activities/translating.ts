import { Duration } from 'luxon'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { presentKeyMothers } from '../circles/circles.ts'
import { setting } from '../networks/networks.ts'
import { afterQuietOf, beforeQuietOf } from '../tickets/clock.ts'
import { type Activity, type Content, type SentActivity, whoHosts } from './activities.ts'
import { reachedBy } from './reached.ts'
import { addRequest, areWaiting, dropWritten, languagesOf } from './translations.ts'

/** Of those who read both languages so many are asked for each; the first who writes is enough. */
const ASKED = 2

/** Of the time that is left until it begins, invitations wait no more than this part. */
const PART = 10

/** The host's own words: what others read only when somebody puts it in their language. */
export const wordsOf = ({ what, extra }: Content): string =>
  [what, extra?.text?.trim()].filter(Boolean).join('\n')

/** Tells words from others, and tells nothing of them: a keyed hash. */
export const markOf = (
  { sealer }: Pick<PostOffice, 'sealer'>,
  { content }: Pick<Activity, 'content'>,
): string => sealer.index(`words ${wordsOf(content)}`).toString('base64url')

/**
 * Asks key mothers who read the host's language and another that is read there to write her words in it. Nobody is woken for it.
 * @returns the languages that are being written now, and until when the invitations should wait for them; null when nobody writes
 */
export async function askTranslators(
  desk: ErrandDesk,
  activity: SentActivity,
): Promise<{ languages: string[]; until: Date } | null> {
  const { tx, office, now } = desk
  const { written } = await languagesOf(tx, activity.id)
  const { languages: read } = await reachedBy(desk, activity)
  const wanted = read
    .map(({ language }) => language)
    .filter((one) => one !== activity.language && !written.includes(one))
  if (!wanted.length) return null
  const at = await afterQuietOf(desk, activity.network)
  const hosts = await whoHosts(tx, activity)
  const able = (await presentKeyMothers(tx, office, activity.network, now)).filter(
    ({ id, languages }) => languages.includes(activity.language) && !hosts.includes(id),
  )
  const mark = markOf(office, activity)
  const asked = new Set<string>()
  const languages: string[] = []
  for (const language of wanted) {
    const hers = able.filter((one) => one.languages.includes(language) && !asked.has(one.id))
    for (const { id } of hers.slice(0, ASKED)) {
      asked.add(id)
      if (!(await addRequest(tx, { activity: activity.id, language, translator: id }, mark))) continue
      const data = { person: id, flow: 'activity-translate', input: { activity: activity.id, language } }
      desk.later({ name: 'flow.start', data, at })
      if (!languages.includes(language)) languages.push(language)
    }
  }
  if (!languages.length || at > now) return null
  return { languages, until: await untilWhen(desk, activity) }
}

/** The sooner it begins, the less it waits; and it never waits into quiet hours. */
async function untilWhen(desk: ErrandDesk, { network, startsAt }: SentActivity): Promise<Date> {
  const wait = Duration.fromISO(await setting(desk.tx, network, 'activity.translation')).toMillis()
  const now = desk.now.getTime()
  const until = new Date(now + Math.min(wait, (startsAt.getTime() - now) / PART))
  return beforeQuietOf(desk, network, until)
}

/** Every language is there, or nobody writes it: invitations that wait for it go now. What has its own time keeps to that. */
export async function goOnWhenReady(desk: ErrandDesk, activity: string): Promise<void> {
  if (!(await areWaiting(desk.tx, activity, desk.now))) return
  const { awaited } = await languagesOf(desk.tx, activity)
  if (!awaited.length) desk.later({ name: 'activities.invite', data: { activity, part: 0 } })
}

/** Other words need another translation. */
export async function dropOutdated(desk: ErrandDesk, before: Activity, after: Activity): Promise<void> {
  if (wordsOf(before.content) !== wordsOf(after.content)) await dropWritten(desk.tx, after.id)
}
