import { DateTime } from 'luxon'
import { z } from 'zod'
import type { Place } from '../../engine/flow.ts'
import { outsideOf } from '../../messaging/openings.ts'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { presentKeyMothers } from '../circles/circles.ts'
import { short } from '../circles/label.ts'
import { networkFacts } from '../networks/networks.ts'
import { AGE_GROUPS, findPerson, nameOf } from '../people/people.ts'
import { body } from '../questions/body.ts'
import { type Activity, addCoHost, addDraft, coHostsOf, deleteActivity, KINDS } from './activities.ts'
import { factsOf, languagesIn, told, whomIn } from './facts.ts'
import { change, lockOwn } from './hosting.ts'
import { send } from './inviting.ts'
import { reachedBy } from './reached.ts'
import { RHYTHMS, ruleFor } from './series.ts'

const activity = z.uuid()
const place = z.custom<Place>((value) => typeof value === 'object' && value !== null)
/** Ends of whatever changes one part: somebody else's activity, or one that is over, stays as it is. */
const KEPT = ['kept', 'gone'] as const

/** What a key mother or a professional does to make an activity, or to change it later. */
export const makeActions = [
  defineAction({
    name: 'activities.draft',
    input: z.object({ kind: z.enum(KINDS) }),
    outcomes: ['made'],
    results: { activity: 'id' },
    async run(scene, { kind }) {
      const { network, person, role, language } = scene.contact
      const circles = role === 'key-mother' ? [person!] : ('all' as const)
      const made = { network: network!, host: person!, language, kind, audience: { circles } }
      return { outcome: 'made', results: { activity: (await addDraft(scene, made)).id } }
    },
  }),

  defineAction({
    name: 'activities.preview',
    input: z.object({ activity }),
    // `what`, `when`, `where`: what is missing.
    outcomes: ['complete', 'what', 'when', 'where', 'gone'],
    results: {
      ...{ card: 'text', extra: 'body', host: 'text', count: 'number', languages: 'text', whom: 'text' },
      // `today` hear of it today, the last of the others so many `days` later.
      ...{ today: 'number', days: 'number' },
    },
    async run(scene, input) {
      const draft = await own(scene, input.activity)
      if (draft?.status !== 'draft') return { outcome: 'gone' }
      if (!draft.content.what) return { outcome: 'what' }
      if (!draft.startsAt || draft.startsAt <= scene.now) return { outcome: 'when' }
      if (!draft.content.where) return { outcome: 'where' }
      const { card, extra, host } = await factsOf(told(scene), draft)
      const reached = await reachedBy(scene, draft)
      const whom = await whomIn(told(scene), draft)
      const languages = languagesIn(scene.office, reached)
      const count = reached.people.length
      const { later, days } = await outsideOf(scene.tx, scene.office, reached.people, scene.now)
      const facts = { card, extra, host, count, languages, whom }
      return { outcome: 'complete', results: { ...facts, today: count - later, days } }
    },
  }),

  defineAction({
    name: 'activities.say',
    input: z.object({ activity, part: z.enum(['what', 'guest']), text: z.string() }),
    outcomes: KEPT,
    run: (scene, { activity, part, text }) =>
      changing(scene, activity, (was) => ({ ...was, content: { ...was.content, [part]: text } })),
  }),

  defineAction({
    name: 'activities.days',
    input: z.object({}),
    outcomes: ['listed'],
    results: { days: 'list' },
    async run(scene) {
      const { zone } = await networkFacts(scene.tx, scene.contact.network!)
      const today = DateTime.fromJSDate(scene.now, { zone }).startOf('day')
      const format = { weekday: 'long', day: 'numeric', month: 'short' } as const
      const locale = `${scene.contact.language}-u-ca-gregory-nu-latn`
      const days = [1, 2, 3, 4, 5, 6, 7, 8].map((days) => {
        const day = today.plus({ days })
        return { value: day.toISODate()!, label: short(day.setLocale(locale).toLocaleString(format)) }
      })
      return { outcome: 'listed', results: { days } }
    },
  }),

  defineAction({
    name: 'activities.understand',
    input: z.object({ text: z.string(), day: z.string() }),
    // `day`: no hour yet; `fault`: `why` tells.
    outcomes: ['moment', 'day', 'fault'],
    results: { at: 'text', until: 'text', when: 'text', next_year: 'text', day: 'text', why: 'text' },
    async run({ tx, office, contact, now }, { text, day }): Promise<Understood> {
      const { zone } = await networkFacts(tx, contact.network!)
      const moment = office.words.moment(text, contact.language, { now, zone, day: day || null })
      if (moment.kind === 'fault') return { outcome: 'fault', results: { why: moment.why } }
      if (moment.kind === 'day') return { outcome: 'day', results: { day: moment.day } }
      const year = moment.nextYear ? ` ${DateTime.fromJSDate(moment.at, { zone }).year}` : ''
      const when = `${office.words.when(moment.at, zone, contact.language)}${year}`
      const until = moment.until?.toISOString() ?? ''
      const next_year = moment.nextYear ? 'yes' : 'no'
      return { outcome: 'moment', results: { at: moment.at.toISOString(), until, when, next_year } }
    },
  }),

  defineAction({
    name: 'activities.setWhen',
    input: z.object({ activity, at: z.iso.datetime(), until: z.string() }),
    outcomes: [...KEPT, 'past'],
    results: { why: 'text' },
    async run(scene, { activity, at, until }) {
      const startsAt = new Date(at)
      if (startsAt <= scene.now) return { outcome: 'past', results: { why: 'past' } }
      const endsAt = until ? new Date(until) : null
      return changing(scene, activity, (was) => ({ ...was, startsAt, endsAt }) as Activity)
    },
  }),

  defineAction({
    name: 'activities.setWhere',
    input: z.object({ activity, where: place }),
    outcomes: KEPT,
    run: (scene, { activity, where }) =>
      changing(scene, activity, (was) => ({ ...was, content: { ...was.content, where } })),
  }),

  defineAction({
    name: 'activities.circles',
    input: z.object({}),
    outcomes: ['listed'],
    results: { circles: 'list', languages: 'list' },
    async run({ tx, office, contact, now }) {
      const keyMothers = await presentKeyMothers(tx, office, contact.network!, now)
      const circles = keyMothers.slice(0, 9).map(({ id, name }) => ({ value: id, label: short(name) }))
      const { languages } = await networkFacts(tx, contact.network!)
      const spoken = languages.slice(0, 9).map((one) => ({ value: one, label: office.words.nameOf(one) }))
      return { outcome: 'listed', results: { circles, languages: spoken } }
    },
  }),

  defineAction({
    name: 'activities.setWhom',
    input: z.object({
      activity,
      whom: z.enum(['mine', 'all', 'circles', 'languages', 'ages']),
      chosen: z.array(z.string()),
    }),
    outcomes: KEPT,
    async run(scene, { activity, whom, chosen }) {
      const { person, role } = scene.contact
      const ages = AGE_GROUPS.filter((one) => chosen.includes(one))
      const kept = await changing(scene, activity, (was) => {
        const { audience } = was
        if (whom === 'mine')
          return { ...was, audience: { circles: role === 'key-mother' ? [person!] : 'all' } }
        if (whom === 'all' || (whom === 'circles' && !chosen.length))
          return { ...was, audience: { circles: 'all' } }
        if (whom === 'circles') return { ...was, audience: { ...audience, circles: chosen } }
        const [languages, ageGroups] = [
          whom === 'languages' ? chosen : audience.languages,
          whom === 'ages' ? ages : audience.ageGroups,
        ]
        return {
          ...was,
          audience: {
            circles: audience.circles,
            ...(languages?.length && { languages }),
            ...(ageGroups?.length && { ageGroups }),
          },
        }
      })
      // Whoever is reached only now is invited as well; nobody is twice.
      scene.later({ name: 'activities.invite', data: { activity, part: 0 } })
      return kept
    },
  }),

  defineAction({
    name: 'activities.setRoom',
    input: z.object({ activity, room: z.number().int().min(0) }),
    outcomes: KEPT,
    run: (scene, { activity, room }) => changing(scene, activity, (was) => ({ ...was, room: room || null })),
  }),

  defineAction({
    name: 'activities.setCare',
    input: z.object({ activity, care: z.boolean() }),
    outcomes: KEPT,
    run: (scene, { activity, care }) =>
      changing(scene, activity, (was) => ({ ...was, content: { ...was.content, childCare: care } })),
  }),

  defineAction({
    name: 'activities.setExtra',
    input: z.object({ activity, extra: body }),
    outcomes: KEPT,
    run: (scene, { activity, extra }) =>
      changing(scene, activity, (was) => ({ ...was, content: { ...was.content, extra } })),
  }),

  defineAction({
    name: 'activities.setRepeats',
    input: z.object({ activity, rhythm: z.enum([...RHYTHMS, 'never']) }),
    outcomes: [...KEPT, 'sent'],
    async run(scene, { activity, rhythm }) {
      const { zone } = await networkFacts(scene.tx, scene.contact.network!)
      const was = await own(scene, activity)
      if (was && was.status !== 'draft') return { outcome: 'sent' }
      if (!was?.startsAt) return { outcome: 'gone' }
      const repeats = rhythm === 'never' ? null : ruleFor(rhythm, was.startsAt, zone)
      return changing(scene, activity, (one) => ({ ...one, repeats }))
    },
  }),

  defineAction({
    name: 'activities.coHosts',
    input: z.object({ activity }),
    outcomes: ['some', 'none'],
    results: { co_hosts: 'list' },
    async run(scene, { activity }) {
      const { tx, office, contact, now } = scene
      const there = await coHostsOf(tx, activity)
      const others = (await presentKeyMothers(tx, office, contact.network!, now)).filter(
        ({ id }) => id !== contact.person && !there.includes(id),
      )
      const co_hosts = others.slice(0, 10).map(({ id, name }) => ({ value: id, label: short(name) }))
      return co_hosts.length ? { outcome: 'some', results: { co_hosts } } : { outcome: 'none' }
    },
  }),

  defineAction({
    name: 'activities.addCoHost',
    input: z.object({ activity, person: z.string() }),
    outcomes: ['added', 'gone'],
    results: { name: 'text' },
    async run(scene, { activity, person }) {
      const { tx, office, contact } = scene
      const mine = await own(scene, activity)
      const other = z.uuid().safeParse(person).success ? await findPerson(tx, office, person) : null
      if (!mine || other?.role !== 'key-mother' || other.network !== contact.network)
        return { outcome: 'gone' }
      await addCoHost(tx, activity, other.id)
      const data = { person: other.id, flow: 'activity-together', input: { activity } }
      scene.later({ name: 'flow.start', id: `together-${activity}-${other.id}`, data })
      return { outcome: 'added', results: { name: await nameOf(tx, office, other.id) } }
    },
  }),

  defineAction({
    name: 'activities.send',
    input: z.object({ activity }),
    // `translating`: others put her words in `languages` first, until then at the latest.
    outcomes: ['sent', 'translating', 'not_yet'],
    results: { count: 'number', languages: 'text', until: 'text' },
    async run(scene, { activity }) {
      const draft = await own(scene, activity)
      const sent = draft && (await send(scene, draft.id))
      if (!sent) return { outcome: 'not_yet' }
      const count = (await reachedBy(scene, sent.activity)).people.length
      const { zone } = await networkFacts(scene.tx, sent.activity.network)
      const { words } = scene.office
      const languages = sent.languages.map((one) => words.nameOf(one)).join(', ')
      const until = words.when(sent.until, zone, scene.contact.language)
      const outcome = languages ? ('translating' as const) : ('sent' as const)
      return { outcome, results: { count, languages, until } }
    },
  }),

  defineAction({
    name: 'activities.discard',
    input: z.object({ activity }),
    outcomes: ['discarded'],
    async run(scene, { activity }) {
      const draft = await own(scene, activity)
      if (draft?.status === 'draft') await deleteActivity(scene.tx, draft.id)
      return { outcome: 'discarded' }
    },
  }),
]

type Understood = { outcome: 'moment' | 'day' | 'fault'; results: Record<string, string> }

/** Her own activity, locked; nobody changes another's. */
const own = (scene: Scene, id: string) => lockOwn(scene, id, scene.contact.person!)

async function changing(scene: Scene, id: string, how: (was: Activity) => Activity) {
  const was = await own(scene, id)
  if (!was || was.status === 'cancelled' || was.status === 'over') return { outcome: 'gone' as const }
  await change(scene, was, how(was))
  return { outcome: 'kept' as const }
}
