import { DateTime } from 'luxon'
import { z } from 'zod'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { short } from '../circles/label.ts'
import { networkFacts } from '../networks/networks.ts'
import { nameOf } from '../people/people.ts'
import {
  type Activity,
  findActivity,
  hostedBy,
  lockActivity,
  type SentActivity,
  saveActivity,
} from './activities.ts'
import { factsOf, told } from './facts.ts'
import { feedbackOf } from './feedback.ts'
import { cancel, lockOwn, skipNext, takeAttendance, tell } from './hosting.ts'
import { countOf, noteCame, unheardOf, whoSaid } from './replies.ts'
import { endSeries } from './series.ts'

const activity = z.uuid()

/** So long a host finds what is over among hers. */
const LOOKS_BACK = { days: 7 }

/** What the host of an activity does with it once it is sent. */
export const hostActions = [
  defineAction({
    name: 'activities.hosted',
    input: z.object({}),
    outcomes: ['some', 'none'],
    results: { hosted: 'list' },
    async run({ tx, office, contact, now }) {
      const since = DateTime.fromJSDate(now).minus(LOOKS_BACK).toJSDate()
      const hers = await hostedBy(tx, office, contact.person!, since)
      const unnamed = office.words.text(contact.language, 'activity', 'unnamed')
      const hosted = hers
        .slice(0, 10)
        .map(({ id, content }) => ({ value: id, label: short(content.what || unnamed) }))
      return hosted.length ? { outcome: 'some', results: { hosted } } : { outcome: 'none' }
    },
  }),

  defineAction({
    name: 'activities.overview',
    input: z.object({ activity }),
    outcomes: ['draft', 'once', 'repeats', 'over', 'gone'],
    results: {
      ...{ card: 'text', title: 'text', invited: 'number', yes: 'number', maybe: 'number', no: 'number' },
      ...{ waiting: 'number', people: 'number', children: 'number', came: 'number', names: 'text' },
      ...{ good: 'number', so_so: 'number', bad: 'number', said: 'text', unheard: 'number' },
    },
    async run(scene, input) {
      const mine = await own(scene, input.activity)
      if (!mine || mine.status === 'cancelled') return { outcome: 'gone' }
      const { card, title } = await factsOf(told(scene), mine)
      if (mine.status === 'draft') return { outcome: 'draft', results: { card, title } }
      const { none: _, offered, ...counts } = await countOf(scene.tx, mine.id)
      const { faces, said } = await feedbackOf(scene.tx, scene.office, mine.id)
      const words = said.flatMap(({ text }) => (text ? [`„${text}”`] : [])).join('\n')
      const names = await namesOf(scene, mine.id)
      const waiting = counts.waiting + offered
      const unheard = await unheardOf(scene.tx, mine.id)
      const results = { card, title, ...counts, waiting, names, ...faces, said: words, unheard }
      if (mine.status === 'over' || mine.startsAt! <= scene.now) return { outcome: 'over', results }
      return { outcome: mine.series ? 'repeats' : 'once', results }
    },
  }),

  defineAction({
    name: 'activities.tell',
    input: z.object({ activity }),
    outcomes: ['told', 'nobody'],
    results: { count: 'number' },
    async run(scene, input) {
      const mine = await own(scene, input.activity)
      const count = mine ? await tell(scene, mine.id) : 0
      return count ? { outcome: 'told', results: { count } } : { outcome: 'nobody' }
    },
  }),

  defineAction({
    name: 'activities.cancel',
    input: z.object({ activity }),
    outcomes: ['cancelled', 'gone'],
    results: { count: 'number' },
    async run(scene, input) {
      const mine = await own(scene, input.activity)
      if (mine?.status !== 'sent') return { outcome: 'gone' }
      return { outcome: 'cancelled', results: { count: await cancel(scene, mine) } }
    },
  }),

  defineAction({
    name: 'activities.skip',
    input: z.object({ activity }),
    outcomes: ['skipped', 'none'],
    results: { skipped: 'text' },
    async run(scene, input) {
      const mine = await own(scene, input.activity)
      const next = mine && (await skipNext(scene, mine as SentActivity))
      if (!next) return { outcome: 'none' }
      const { zone } = await networkFacts(scene.tx, mine.network)
      return {
        outcome: 'skipped',
        results: { skipped: scene.office.words.when(next, zone, scene.contact.language) },
      }
    },
  }),

  defineAction({
    name: 'activities.endRepeats',
    input: z.object({ activity }),
    outcomes: ['ended'],
    async run(scene, input) {
      const mine = await own(scene, input.activity)
      if (mine?.series) await endSeries(scene, mine.series)
      return { outcome: 'ended' }
    },
  }),

  defineAction({
    name: 'activities.attendance',
    input: z.object({ activity }),
    outcomes: ['some', 'nobody', 'gone'],
    results: { title: 'text', yes: 'number', unheard: 'number' },
    async run(scene, input) {
      const mine = await own(scene, input.activity)
      if (!mine || mine.status === 'draft' || mine.status === 'cancelled') return { outcome: 'gone' }
      const { yes } = await countOf(scene.tx, mine.id)
      const unheard = await unheardOf(scene.tx, mine.id)
      return { outcome: yes ? 'some' : 'nobody', results: { title: mine.content.what, yes, unheard } }
    },
  }),

  defineAction({
    name: 'activities.absent',
    input: z.object({ activity, absent: z.array(z.string()) }),
    outcomes: ['noted'],
    async run(scene, input) {
      const mine = await own(scene, input.activity)
      const said = mine ? await whoSaid(scene.tx, mine.id, ['yes']) : []
      const known = said.map(({ person }) => person).filter((person) => input.absent.includes(person))
      if (mine) await noteCame(scene.tx, mine.id, known, false)
      return { outcome: 'noted' }
    },
  }),

  defineAction({
    name: 'activities.came',
    input: z.object({ activity, happened: z.boolean() }),
    outcomes: ['noted', 'gone'],
    results: { came: 'number' },
    async run(scene, input) {
      const mine = await own(scene, input.activity)
      if (!mine) return { outcome: 'gone' }
      if (!input.happened) return { outcome: 'noted', results: { came: 0 } }
      return { outcome: 'noted', results: { came: await takeAttendance(scene, mine) } }
    },
  }),

  defineAction({
    name: 'activities.takeOver',
    input: z.object({ activity }),
    outcomes: ['yours', 'taken'],
    results: { title: 'text', when: 'text' },
    async run(scene, input) {
      const { tx, office, contact } = scene
      const found = await lockActivity(tx, office, input.activity)
      const isFree = found?.status === 'sent' && found.network === contact.network && !found.host
      if (!isFree || found.startsAt <= scene.now) return { outcome: 'taken' }
      await saveActivity(scene, { ...found, host: contact.person! })
      const { title, when } = await factsOf(told(scene), found)
      return { outcome: 'yours', results: { title, when } }
    },
  }),

  defineAction({
    name: 'activities.asked',
    input: z.object({ activity }),
    outcomes: ['free', 'taken'],
    results: { card: 'text' },
    async run(scene, input) {
      const found = await findActivity(scene.tx, scene.office, input.activity)
      if (found?.status !== 'sent' || found.host || found.startsAt <= scene.now) return { outcome: 'taken' }
      return { outcome: 'free', results: { card: (await factsOf(told(scene), found)).card } }
    },
  }),
]

const own = (scene: Scene, id: string): Promise<Activity | null> => lockOwn(scene, id, scene.contact.person!)

/** Who comes, with how many: "Amina +1, Elif". */
async function namesOf({ tx, office }: Scene, id: string): Promise<string> {
  const names = []
  for (const { person, brings } of await whoSaid(tx, id, ['yes'])) {
    const name = await nameOf(tx, office, person)
    names.push(brings ? `${name} +${brings}` : name)
  }
  return names.join(', ')
}
