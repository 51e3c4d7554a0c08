import { DateTime } from 'luxon'
import type { Place } from '../../engine/flow.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Scene, Tx } from '../../messaging/scene.ts'
import type { Reached } from '../circles/audience.ts'
import { networkFacts } from '../networks/networks.ts'
import { nameOf } from '../people/people.ts'
import { type Activity, type SentActivity, toldBefore, whoHosts } from './activities.ts'
import { endOf } from './plans.ts'
import { translationsIn } from './translations.ts'

type Telling = { tx: Tx; office: PostOffice; language: string }

/** What a text may tell of an activity, in the reader's language around the host's own words. */
export async function factsOf(told: Telling, activity: Activity) {
  const { tx, office, language } = told
  const { zone } = await networkFacts(tx, activity.network)
  const when = activity.startsAt ? whenIn(office, activity, zone, language) : ''
  return {
    ...{ title: activity.content.what, when, place: placeIn(activity.content.where) },
    host: await hostsOf(told, activity),
    card: cardOf(office, activity, {
      ...{ when, language, translation: await translatedIn(told, activity) },
    }),
    links: activity.status === 'draft' ? '' : linksOf(office, activity as SentActivity),
    extra: activity.content.extra ? { ...activity.content.extra, of: activity.id } : {},
    has_care: activity.content.childCare,
  }
}

/** Weekday, day and hour in the network's zone, and the end where somebody said it. */
export function whenIn(
  { words }: Pick<PostOffice, 'words'>,
  { startsAt, endsAt }: Pick<Activity, 'startsAt' | 'endsAt'>,
  zone: string,
  language: string,
): string {
  const until = endsAt ? ` – ${DateTime.fromJSDate(endsAt, { zone }).toFormat('HH:mm')}` : ''
  return `${words.when(startsAt!, zone, language)}${until}`
}

/** A place as it can be read; only a point on the map without a name is said as numbers. */
export function placeIn(place: Place | null): string {
  if (!place) return ''
  if (place.label) return place.label
  return 'latitude' in place ? `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}` : ''
}

/** The host's words in the reader's language, said as what they are: another's. Empty where nobody wrote them. */
export async function translatedIn(told: Telling, activity: Activity): Promise<string> {
  return (await translatedEach(told, [activity])).get(activity.id) ?? ''
}

/** The same of several, by the activity's id. */
export async function translatedEach(
  { tx, office, language }: Telling,
  activities: Activity[],
): Promise<Map<string, string>> {
  const ids = activities.map(({ id }) => id)
  const said = new Map<string, string>()
  // In one line, so that it stands and goes as one.
  for (const [id, { words, translator }] of await translationsIn(tx, office, ids, language))
    said.set(id, `${await nameOf(tx, office, translator)}: ${words.replace(/\s*\n\s*/g, ' ')}`)
  return said
}

/** What has changed since people were told before, a line each. */
export async function changesIn(told: Telling, activity: SentActivity): Promise<string> {
  const { tx, office, language } = told
  const before = await toldBefore(tx, office, activity.id)
  if (!before) return ''
  const { zone } = await networkFacts(tx, activity.network)
  const was = office.words.when(new Date(before.startsAt), zone, language)
  const now = office.words.when(activity.startsAt, zone, language)
  const line = (id: string, from: string, to: string) =>
    from === to ? [] : [office.words.text(language, 'activity', id, { from, to })]
  return [
    ...line('changed_what', before.what, activity.content.what),
    ...line('changed_when', was, now),
    ...line('changed_where', placeIn(before.where), placeIn(activity.content.where)),
  ].join('\n')
}

/** In how many languages how many are reached: "العربية 12, Türkçe 8". */
export function languagesIn({ words }: Pick<PostOffice, 'words'>, { languages }: Reached): string {
  return languages.map(({ language, count }) => `${words.nameOf(language)} ${count}`).join(', ')
}

/** Whom it is for, in words. */
export async function whomIn({ tx, office, language }: Telling, activity: Activity): Promise<string> {
  const { circles, languages, ageGroups } = activity.audience
  const say = (id: string, values = {}) => office.words.text(language, 'activity', id, values)
  const names = circles === 'all' ? [] : await Promise.all(circles.map((one) => nameOf(tx, office, one)))
  return [
    circles === 'all' ? say('for_network') : say('for_circles', { names: names.filter(Boolean).join(', ') }),
    ...(languages ? [languages.map((one) => office.words.nameOf(one)).join(', ')] : []),
    ...(ageGroups ? [say('for_ages', { ages: ageGroups.join(', ') })] : []),
  ].join(' · ')
}

function cardOf(
  { words }: PostOffice,
  { content, room }: Activity,
  { when, language, translation }: { when: string; language: string; translation: string },
): string {
  const say = (id: string, values = {}) => words.text(language, 'activity', id, values)
  const kind = content.kind === 'other' ? [] : [`${say(`kind_${content.kind}`)}`]
  return [
    [...kind, content.what].filter(Boolean).join(': '),
    ...(translation ? [`💬 ${translation}`] : []),
    ...(when ? [`🗓 ${when}`] : []),
    ...(content.where ? [`📍 ${placeIn(content.where)}`] : []),
    ...(content.guest ? [`👋 ${say('guest', { guest: content.guest })}`] : []),
    ...(content.childCare ? [`🧸 ${say('child_care')}`] : []),
    ...(room === null ? [] : [`🪑 ${say('room', { room })}`]),
  ].join('\n')
}

async function hostsOf({ tx, office, language }: Telling, activity: Activity): Promise<string> {
  const hosts = await whoHosts(tx, activity)
  const names = (await Promise.all(hosts.map((one) => nameOf(tx, office, one)))).filter(Boolean)
  return names.join(', ') || office.words.text(language, 'activity', 'the_network')
}

/** Where it is on the map, and a file for the calendar of a phone; nothing where the house has no address. */
function linksOf(office: PostOffice, activity: SentActivity): string {
  const file = office.mediaLink(`activity-${activity.id}`, endOf(activity))
  const map = activity.content.where && mapLink(activity.content.where)
  return [/^https?:/.test(file) ? `📅 ${file}` : '', map ? `🗺 ${map}` : ''].filter(Boolean).join('\n')
}

function mapLink(place: Place): string {
  const map = 'https://www.openstreetmap.org'
  if (!('latitude' in place)) return `${map}/search?query=${encodeURIComponent(place.label)}`
  const { latitude, longitude } = place
  return `${map}/?mlat=${latitude}&mlon=${longitude}#map=18/${latitude}/${longitude}`
}

/** Somebody's scene, as those who are told something of it. */
export const told = ({ tx, office, contact }: Pick<Scene, 'tx' | 'office' | 'contact'>): Telling => ({
  ...{ tx, office, language: contact.language },
})
