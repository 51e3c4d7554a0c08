import { z } from 'zod'
import type { Value } from '../../engine/flow.ts'
import { setContact } from '../../messaging/contact.ts'
import { forgetContact } from '../../messaging/erase.ts'
import { hiddenUntil } from '../../messaging/hidden.ts'
import { dropKept } from '../../messaging/kept-words.ts'
import { storeFile } from '../../messaging/media.ts'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { emergencyOf } from '../networks/emergency.ts'
import { findNetwork, networkFacts, onlyNetwork } from '../networks/networks.ts'
import { erase, type Hooks } from './erasure.ts'
import { exportOf } from './export.ts'
import { nameIn, readName } from './name.ts'
import { pauseUntil } from './pause.ts'
import { changePerson, findPerson, type Person, speaks } from './people.ts'
import { placeOf } from './place.ts'
import { isStranger } from './strangers.ts'

/** What flows may do with a person's own settings. `hooks`: what the other domains add when she leaves or asks what is kept. */
export const actionsWith = (hooks: Hooks) => [
  defineAction({
    name: 'people.languages',
    input: z.object({}),
    // `chosen`: she chose one before.
    outcomes: ['listed', 'chosen'],
    results: { languages: 'list', question: 'text' },
    async run(scene) {
      const languages = await languagesFor(scene)
      const { words } = scene.office
      const questions = languages.map((language) => words.text(language, 'people', 'which_language'))
      return {
        outcome: scene.contact.languageChosen ? 'chosen' : 'listed',
        results: {
          languages: languages.map((language) => ({ value: language, label: words.nameOf(language) })),
          question: [...new Set(questions)].join('\n'),
        },
      }
    },
  }),
  defineAction({
    name: 'people.speak',
    input: z.object({ language: z.string().nullable() }),
    // `unknown`: the house does not speak it, or she has named none.
    outcomes: ['spoken', 'unknown'],
    async run(scene, { language }) {
      if (!language || !scene.office.words.languages.includes(language)) return { outcome: 'unknown' }
      setContact(scene, { language, languageChosen: true })
      if (scene.contact.person) await speaks(scene.tx, scene.contact.person, language)
      return { outcome: 'spoken' }
    },
  }),
  defineAction({
    name: 'people.decline',
    input: z.object({}),
    // `looked_after`: a person has what she wrote in danger, or is to hear it; that stays until she says otherwise. `hidden`: so
    // it is, and she hid her screen of late: somebody else may say this, and is not told.
    outcomes: ['declined', 'looked_after', 'hidden'],
    async run(scene) {
      await dropKept(scene.tx, [scene.contact.id])
      if (scene.contact.person) return { outcome: await lookedAfter(scene, scene.contact.person) }
      // She agreed to nothing: her address and what she wrote go as soon as the goodbye is read.
      forgetContact(scene, scene.contact.id)
      return { outcome: 'declined' }
    },
  }),
  defineAction({
    name: 'people.choose',
    input: z.object({ invitations: z.boolean().nullish(), reminders: z.boolean().nullish() }),
    // `looked_after`, `hidden`: she has not joined, and a person has what she wrote or said; see people.decline.
    outcomes: ['noted', 'guest', 'looked_after', 'hidden'],
    async run(scene, { invitations, reminders }) {
      const { tx, office, contact } = scene
      if (!contact.person) return { outcome: 'guest' }
      if (isStranger(scene)) return { outcome: await lookedAfter(scene, contact.person) }
      const patch = { invitations: invitations ?? undefined, reminders: reminders ?? undefined }
      await changePerson(tx, office, contact.person, patch)
      return { outcome: 'noted' }
    },
  }),
  defineAction({
    name: 'people.resume',
    input: z.object({}),
    outcomes: ['resumed', 'guest'],
    async run({ tx, office, contact }) {
      if (!contact.person) return { outcome: 'guest' }
      await changePerson(tx, office, contact.person, {
        invitations: true,
        reminders: true,
        pausedUntil: null,
      })
      return { outcome: 'resumed' }
    },
  }),
  defineAction({
    name: 'people.pause',
    input: z.object({ until: z.string() }),
    outcomes: ['paused', 'not_ahead', 'guest'],
    results: { until_day: 'text' },
    async run({ tx, office, contact, now }, { until }) {
      if (!contact.person || !contact.network) return { outcome: 'guest' }
      const { zone } = await networkFacts(tx, contact.network)
      const pausedUntil = pauseUntil(until, now, zone)
      if (!pausedUntil) return { outcome: 'not_ahead' }
      await changePerson(tx, office, contact.person, { pausedUntil })
      return {
        outcome: 'paused',
        results: { until_day: office.words.when(pausedUntil, zone, contact.language) },
      }
    },
  }),
  defineAction({
    name: 'people.mine',
    input: z.object({}),
    outcomes: ['shown', 'guest'],
    results: {
      name: 'text',
      languages: 'text',
      ages: 'text',
      since: 'text',
      invitations: 'text',
      reminders: 'text',
    },
    async run(scene) {
      const person = await personOf(scene)
      return person ? { outcome: 'shown', results: await factsOf(scene, person) } : { outcome: 'guest' }
    },
  }),
  defineAction({
    name: 'people.rename',
    input: z.object({ name: z.string() }),
    outcomes: ['renamed', 'unfit', 'guest'],
    results: { new_name: 'text' },
    reads: ['name'],
    async run({ tx, office, contact }, { name }) {
      if (!contact.person) return { outcome: 'guest' }
      const read = nameIn(name, contact.language, office.words)
      if (!read) return { outcome: 'unfit' }
      await changePerson(tx, office, contact.person, { name: read.name })
      return { outcome: 'renamed', results: { new_name: read.name } }
    },
  }),
  defineAction({
    name: 'people.nameIn',
    input: z.object({ said: z.string(), whole: z.boolean() }),
    // `plain`: all that was said is the name; `taken`: it was taken out of a sentence. `whole`: she wants it all.
    outcomes: ['plain', 'taken', 'unfit'],
    results: { name: 'text' },
    reads: ['said'],
    async run({ office, contact }, { said, whole }) {
      const all = whole ? readName(said) : null
      const read = all ? { name: all, taken: false } : nameIn(said, contact.language, office.words)
      if (!read) return { outcome: 'unfit' }
      return { outcome: read.taken ? 'taken' : 'plain', results: { name: read.name } }
    },
  }),
  defineAction({
    name: 'people.export',
    input: z.object({}),
    // `later`: she hid her screen of late, and all that she wrote stands in the file.
    outcomes: ['made', 'later', 'guest'],
    results: { file: 'body', from: 'text' },
    async run(scene) {
      const person = await personOf(scene)
      if (!person) return { outcome: 'guest' }
      const { tx, office, contact, now } = scene
      const from = await hiddenUntil(tx, person.id, now)
      if (from) {
        const { zone } = await networkFacts(tx, person.network)
        const results: Record<string, Value> = { from: office.words.when(from, zone, contact.language) }
        return { outcome: 'later', results }
      }
      const text = await exportOf(tx, office, person, contact.language, hooks.exporting, now)
      const bytes = Buffer.from(text)
      const media = await storeFile(scene, { bytes, mime: 'text/plain; charset=utf-8', name: 'my-data.txt' })
      return { outcome: 'made', results: { file: { media: [media], own: true } } }
    },
  }),
  defineAction({
    name: 'people.erase',
    input: z.object({}),
    outcomes: ['erased', 'guest'],
    async run(scene) {
      if (!scene.contact.person) return { outcome: 'guest' }
      await erase(scene, scene.contact.person, hooks.forgetting, scene.contact)
      return { outcome: 'erased' }
    },
  }),
  defineAction({
    name: 'people.numbers',
    input: z.object({}),
    outcomes: ['shown'],
    results: { danger: 'text', violence: 'text', suicide: 'text', children: 'text' },
    run: async (scene) => ({ outcome: 'shown', results: emergencyOf(await placeOf(scene)) }),
  }),
]

async function lookedAfter({ tx, now }: Scene, person: string): Promise<'looked_after' | 'hidden'> {
  return (await hiddenUntil(tx, person, now)) ? 'hidden' : 'looked_after'
}

async function personOf({ tx, office, contact }: Scene): Promise<Person | null> {
  return contact.person ? findPerson(tx, office, contact.person) : null
}

/** Her network; for a stranger the only one there is: where she is about to join others speak other languages too. */
async function homeOf(scene: Scene) {
  const { tx, contact } = scene
  return contact.network && !isStranger(scene) ? findNetwork(tx, contact.network) : onlyNetwork(tx)
}

/** Her network's languages, the one of her app first; all we know where the network is not known yet. */
async function languagesFor(scene: Scene): Promise<string[]> {
  const known = scene.office.words.languages
  const languages = (await homeOf(scene))?.languages.filter((language) => known.includes(language)) ?? [
    ...known,
  ]
  const { language } = scene.contact
  return languages.includes(language) ? [language, ...languages.filter((one) => one !== language)] : languages
}

async function factsOf({ tx, office, contact }: Scene, person: Person): Promise<Record<string, Value>> {
  const { words } = office
  const { zone } = await networkFacts(tx, person.network)
  const yesOrNo = (on: boolean) => words.text(contact.language, 'people', on ? 'on' : 'off')
  return {
    name: person.name,
    languages: person.languages.map((language) => words.nameOf(language)).join(', '),
    ages: person.children.join(', ') || '–',
    since: person.joinedAt ? words.when(person.joinedAt, zone, contact.language) : '',
    invitations: yesOrNo(person.invitations),
    reminders: yesOrNo(person.reminders),
  }
}
