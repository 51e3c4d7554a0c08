import { DateTime } from 'luxon'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { networkFacts } from '../networks/networks.ts'
import { addDraft, type Content, noteTold, type SentActivity, saveActivity } from './activities.ts'
import { planAhead } from './plans.ts'
import { reachedBy } from './reached.ts'
import { noteInvited, replyOf, type Said, saveReply } from './replies.ts'
import { ruleFor, startSeries } from './series.ts'
import { markOf } from './translating.ts'
import { addRequest, keepTranslation } from './translations.ts'

/** Something of the demo's: all of it is invented. Its names are those of the demo's people. */
type Invented = {
  host: string
  language: string
  content: Pick<Content, 'kind' | 'what'> & Partial<Content>
  /** Of the week after this one: 1 is Monday. */
  weekday: number
  at: { hour: number; minute: number }
  isWeekly?: boolean
  circles?: string[]
  room?: number
  said: Partial<Record<Said, string[]>>
  /** Who wrote it in which language. */
  translated?: { language: string; translator: string; words: string }[]
}

const INVENTED: Invented[] = [
  {
    ...{ host: 'joyce', language: 'nl', weekday: 2, at: { hour: 9, minute: 30 }, isWeekly: true },
    content: { kind: 'coffee', what: 'Koffie en kennismaken', where: { label: 'Huis van de Wijk' } },
    said: { yes: ['elif', 'amina', 'maria', 'grace'], maybe: ['zeynep', 'noor'], no: ['derya'] },
    translated: [
      { language: 'tr', translator: 'fatma', words: 'Kahve ve tanışma' },
      { language: 'ar', translator: 'samira', words: 'قهوة وتعارف' },
      { language: 'en', translator: 'joyce', words: 'Coffee and meeting each other' },
    ],
  },
  {
    ...{ host: 'samira', language: 'nl', weekday: 4, at: { hour: 13, minute: 30 }, room: 12 },
    content: {
      ...{ kind: 'talk', what: 'Hoe praat ik met de leraar?', where: { label: 'Basisschool De Regenboog' } },
      ...{ guest: 'Ineke (demo)', childCare: true },
    },
    said: { yes: ['khadija', 'merve', 'sofia'], maybe: ['rania'] },
    translated: [
      { language: 'tr', translator: 'fatma', words: 'Öğretmenle nasıl konuşurum?' },
      { language: 'ar', translator: 'samira', words: 'كيف أتكلم مع المعلم؟' },
    ],
  },
  {
    ...{ host: 'fatma', language: 'tr', weekday: 5, at: { hour: 10, minute: 0 }, circles: ['fatma'] },
    content: { kind: 'crafts', what: 'Birlikte börek yapıyoruz', where: { label: 'Speeltuin Zuid' } },
    said: { yes: ['hatice', 'sevgi'] },
  },
]

/**
 * Gives the demo's neighbourhood something to come to next week. Nobody's phone rings for it: they heard of it before.
 * @param people the ids of the demo's people, by the names of their phones
 */
export async function planDemo(
  desk: ErrandDesk,
  network: string,
  people: ReadonlyMap<string, string>,
): Promise<void> {
  const { zone } = await networkFacts(desk.tx, network)
  for (const one of INVENTED) {
    const { host, language, content, weekday, at, isWeekly, room = null } = one
    const day = DateTime.fromJSDate(desk.now, { zone })
      .startOf('week')
      .plus({ weeks: 1, days: weekday - 1 })
    const startsAt = day.set(at).toJSDate()
    const circles = one.circles?.map((name) => people.get(name)!) ?? ('all' as const)
    const made = { network, language, audience: { circles }, host: people.get(host)!, kind: content.kind }
    const draft = await addDraft(desk, made)
    const rule = isWeekly ? ruleFor('weekly', startsAt, zone) : null
    const sent: SentActivity = {
      ...draft,
      ...{ status: 'sent', startsAt, endsAt: null, room, content: { ...draft.content, ...content } },
      ...{ repeats: rule, series: rule ? await startSeries(desk, network, rule, startsAt) : null },
    }
    await saveActivity(desk, sent)
    await noteTold(desk, sent)
    await planAhead(desk, sent)
    await answer(desk, sent, one, people)
  }
}

async function answer(
  desk: ErrandDesk,
  activity: SentActivity,
  { said, translated = [] }: Pick<Invented, 'said' | 'translated'>,
  people: ReadonlyMap<string, string>,
): Promise<void> {
  await noteInvited(desk, activity.id, (await reachedBy(desk, activity)).people)
  for (const [reply, names] of Object.entries(said) as [Said, string[]][])
    for (const name of names)
      await saveReply(desk, { ...(await replyOf(desk.tx, activity.id, people.get(name)!)), reply })
  for (const { language, translator, words } of translated) {
    const key = { activity: activity.id, language, translator: people.get(translator)! }
    await addRequest(desk.tx, key, markOf(desk.office, activity))
    await keepTranslation(desk, key, words)
  }
}
