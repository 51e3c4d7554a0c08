import { z } from 'zod'
import type { Body } from '../../engine/flow.ts'
import { languageOf } from '../../messaging/contact.ts'
import { storeFile } from '../../messaging/media.ts'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { short, shortBoth } from '../circles/label.ts'
import { networkFacts } from '../networks/networks.ts'
import { findPerson, nameOf } from '../people/people.ts'
import { writeTo } from '../questions/asking.ts'
import { body } from '../questions/body.ts'
import { type Activity, ahead, coHostsOf, findActivity, type SentActivity } from './activities.ts'
import { monthOf } from './calendar.ts'
import { calendarLink, newCalendarLink } from './calendar-links.ts'
import { changesIn, factsOf, told } from './facts.ts'
import { giveFeedback } from './feedback.ts'
import { closedFor, reply } from './places.ts'
import { type Reply, replyOf, whoSaid } from './replies.ts'
import { translationIn } from './translations.ts'

const activity = z.uuid()
const OUTCOMES = ['placed', 'waiting', 'maybe', 'no', 'crowded', 'cancelled', 'over', 'gone'] as const

/** What somebody does who is invited. */
export const replyActions = [
  defineAction({
    name: 'activities.show',
    input: z.object({ activity }),
    outcomes: ['open', 'cancelled', 'over', 'gone'],
    results: {
      ...{ card: 'text', title: 'text', when: 'text', host: 'text', links: 'text', extra: 'body' },
      ...{ has_care: 'flag', reply: 'text', until: 'text', changes: 'text' },
    },
    async run(scene, input) {
      const found = await findActivity(scene.tx, scene.office, input.activity)
      if (!found || found.status === 'draft' || found.network !== scene.contact.network)
        return { outcome: 'gone' }
      const { place: _, ...facts } = await factsOf(told(scene), found)
      const hers = await replyOf(scene.tx, found.id, scene.contact.person!)
      const { zone } = await networkFacts(scene.tx, found.network)
      const until = hers.offeredUntil
        ? scene.office.words.when(hers.offeredUntil, zone, scene.contact.language)
        : ''
      const changes = await changesIn(told(scene), found as SentActivity)
      const outcome = closedFor(found, scene.now) ?? ('open' as const)
      return { outcome, results: { ...facts, reply: hers.reply, until, changes } }
    },
  }),

  defineAction({
    name: 'activities.reply',
    input: z.object({
      activity,
      reply: z.enum(['yes', 'maybe', 'no']),
      brings: z.number().int().min(0).max(9).optional(),
      children: z.number().int().min(0).max(9).optional(),
    }),
    outcomes: OUTCOMES,
    results: { title: 'text', when: 'text', host: 'text', links: 'text', has_care: 'flag' },
    async run(scene, { activity, ...said }) {
      const found = await findActivity(scene.tx, scene.office, activity)
      if (!found || found.network !== scene.contact.network) return { outcome: 'gone' }
      const outcome = await reply(scene, activity, scene.contact.person!, said)
      const { title, when, host, links, has_care } = await factsOf(told(scene), found)
      return { outcome, results: { title, when, host, links, has_care } }
    },
  }),

  defineAction({
    name: 'activities.ahead',
    input: z.object({ mine: z.boolean().nullish() }),
    outcomes: ['some', 'none'],
    results: { ahead_list: 'list' },
    async run(scene, { mine }) {
      const { tx, office, contact, now } = scene
      const all = await ahead(tx, office, contact.network!, now)
      const shown = []
      for (const one of all) {
        if (!mine || isComing(await replyOf(tx, one.id, contact.person!))) shown.push(one)
      }
      const others = mine ? [] : doorsFor(scene, shown.length > 0)
      const rows = []
      for (const { id, content } of shown.slice(0, ROWS - others.length)) {
        const inHers = (await translationIn(tx, office, id, contact.language))?.words.split('\n')[0]
        rows.push({ value: id, label: inHers ? shortBoth(content.what, inHers) : short(content.what) })
      }
      const ahead_list = [...rows, ...others]
      return ahead_list.length ? { outcome: 'some', results: { ahead_list } } : { outcome: 'none' }
    },
  }),

  defineAction({
    name: 'activities.askHost',
    input: z.object({ activity, body }),
    outcomes: ['asked', 'nobody'],
    results: { host: 'text' },
    async run(scene, input) {
      const { tx, office, contact } = scene
      const found = await findActivity(tx, office, input.activity)
      const host = found && (found.host ?? (await coHostsOf(tx, found.id))[0])
      const person = host ? await findPerson(tx, office, host) : null
      if (!person || found?.network !== contact.network) return { outcome: 'nobody' }
      const asked = { network: contact.network!, asker: contact.person! }
      const body = { ...input.body, text: await aboutIt(scene, found, person.id, input.body.text) }
      await writeTo(scene, { ...asked, body, to: person })
      return { outcome: 'asked', results: { host: person.name } }
    },
  }),

  defineAction({
    name: 'activities.feedback',
    input: z.object({ activity, face: z.enum(['good', 'so_so', 'bad']).nullable(), body: body.nullable() }),
    outcomes: ['kept'],
    async run(scene, input) {
      const { reply: said } = await replyOf(scene.tx, input.activity, scene.contact.person!)
      if (said === 'yes') await giveFeedback(scene, { ...input, person: scene.contact.person! })
      return { outcome: 'kept' }
    },
  }),

  defineAction({
    name: 'activities.calendar',
    input: z.object({}),
    outcomes: ['made'],
    results: { link: 'text', sheet: 'body' },
    async run(scene) {
      const link = await calendarLink(scene.tx, scene.office, scene.contact.person!)
      return { outcome: 'made', results: { link, sheet: await sheetFor(scene) } }
    },
  }),

  defineAction({
    name: 'activities.newCalendar',
    input: z.object({}),
    outcomes: ['made'],
    results: { link: 'text' },
    async run({ tx, office, contact }) {
      return { outcome: 'made', results: { link: await newCalendarLink(tx, office, contact.person!) } }
    },
  }),

  defineAction({
    name: 'activities.names',
    input: z.object({ activity, page: z.number() }),
    outcomes: ['some', 'none'],
    results: { names: 'list', page: 'number' },
    async run(scene, { activity, page }) {
      const said = await whoSaid(scene.tx, activity, ['yes'])
      const sorted = said.map(({ person }) => person).sort()
      const names = []
      for (const person of sorted.slice(page * NAMES, (page + 1) * NAMES))
        names.push({ value: person, label: short(await nameOf(scene.tx, scene.office, person)) || '…' })
      return names.length ? { outcome: 'some', results: { names, page: page + 1 } } : { outcome: 'none' }
    },
  }),
]

/** Her words below what they are about, in the words of whoever reads them: a host may have several. */
async function aboutIt(
  { tx, office }: Scene,
  { content, startsAt, network }: Activity,
  reader: string,
  text = '',
) {
  const language = (await languageOf(tx, reader)) ?? office.defaultLanguage
  const { zone } = await networkFacts(tx, network)
  const when = startsAt ? office.words.when(startsAt, zone, language) : ''
  const about = office.words.text(language, 'activity', 'asked_about', { what: content.what, when })
  return text ? `${about}\n${text}` : about
}

/** She comes, or would if there is a place. */
const isComing = ({ reply }: Reply) => ['yes', 'maybe', 'waiting', 'offered'].includes(reply)

/** As many rows as a list has on every channel. */
const ROWS = 10

/** What stands below the list: the calendar, and for those who may host the way to make one, to theirs, and to tell many. */
function doorsFor({ office, contact }: Scene, isAhead: boolean) {
  const hosts = contact.role === 'key-mother' || contact.role === 'professional'
  const doors = [...(isAhead ? ['calendar'] : []), ...(hosts ? ['make', 'mine', 'many'] : [])]
  return doors.map((value) => ({ value, label: office.words.text(contact.language, 'activity', value) }))
}

/** A list of ten rows has one for "none of these". */
const NAMES = 9

/** The month that begins now, to print and hang up. */
async function sheetFor(scene: Scene): Promise<Body> {
  const month = await monthOf(scene)
  // Fonts and a PDF library are large: they are read only when somebody wants a sheet.
  const { drawMonth } = await import('./month-sheet.ts')
  const media = await storeFile(scene, {
    ...{ bytes: await drawMonth(month), mime: 'application/pdf', name: 'activities.pdf' },
  })
  return { media: [media], own: true }
}
