import { DateTime } from 'luxon'
import { z } from 'zod'
import { storeFile } from '../../messaging/media.ts'
import { inviteLinks } from '../../messaging/post-office.ts'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { networkFacts } from '../networks/networks.ts'
import { nameOf } from '../people/people.ts'
import { comeBack, goAway, presentKeyMothers } from './circles.ts'
import { writtenOut } from './codes.ts'
import { invite, withdrawInvitations } from './invitations.ts'
import { short } from './label.ts'

/** What a key mother, or a professional, does for her circle: invite, withdraw her invitations, go on holiday. */
export const actions = [
  defineAction({
    name: 'circles.invite',
    input: z.object({ once: z.boolean().nullish() }),
    outcomes: ['made'],
    results: { links: 'text', code: 'text', last_day: 'text' },
    async run(scene, { once }) {
      const { tx, office, contact, now } = scene
      const { code, expiresAt } = await invite(tx, office, invitationBy(scene, once ? 1 : undefined), now)
      const { zone } = await networkFacts(tx, contact.network!)
      return {
        outcome: 'made',
        results: {
          links: linksOf(scene, code)
            .map(({ channel, link }) => `${channel}: ${link}`)
            .join('\n'),
          code: writtenOut(code),
          last_day: office.words.when(expiresAt, zone, contact.language),
        },
      }
    },
  }),
  defineAction({
    name: 'circles.sheet',
    input: z.object({}),
    outcomes: ['made'],
    results: { sheet: 'body' },
    async run(scene) {
      const { tx, office, contact, now } = scene
      const { code } = await invite(tx, office, invitationBy(scene), now)
      const network = await networkFacts(tx, contact.network!)
      const name = await nameOf(tx, office, contact.person!)
      // Fonts and a PDF library are large: they are read only when somebody wants a sheet.
      const { drawSheet } = await import('./sheet.ts')
      const bytes = await drawSheet({
        title: network.name,
        lines: network.languages.map((language) => ({
          text: office.words.text(language, 'sheet', 'invitation', { name, network: network.name }),
          direction: office.words.direction(language),
        })),
        links: linksOf(scene, code),
        code: writtenOut(code),
      })
      const media = await storeFile(scene, { bytes, mime: 'application/pdf', name: 'invitation.pdf' })
      return { outcome: 'made', results: { sheet: { media: [media], own: true } } }
    },
  }),
  defineAction({
    name: 'circles.withdraw',
    input: z.object({}),
    outcomes: ['withdrawn'],
    async run({ tx, contact, now }) {
      await withdrawInvitations(tx, contact.person!, now)
      return { outcome: 'withdrawn' }
    },
  }),
  defineAction({
    name: 'circles.standIns',
    input: z.object({}),
    outcomes: ['some', 'none'],
    results: { stand_ins: 'list' },
    async run({ tx, office, contact, now }) {
      const present = await presentKeyMothers(tx, office, contact.network!, now)
      const others = present.filter(({ id }) => id !== contact.person)
      if (!others.length) return { outcome: 'none' }
      const nobody = { value: 'nobody', label: office.words.text(contact.language, 'people', 'professional') }
      const people = others.slice(0, 8).map(({ id, name }) => ({ value: id, label: short(name) }))
      return { outcome: 'some', results: { stand_ins: [...people, nobody] } }
    },
  }),
  defineAction({
    name: 'circles.away',
    input: z.object({ until: z.string(), stand_in: z.string().nullish() }),
    outcomes: ['away', 'not_ahead'],
    results: { until_day: 'text' },
    async run({ tx, office, contact, now }, { until, stand_in: standIn }) {
      const { zone } = await networkFacts(tx, contact.network!)
      // She is back the day after the last day of her holiday.
      const back = DateTime.fromISO(until, { zone }).startOf('day').plus({ days: 1 })
      if (!back.isValid || back.toMillis() <= now.getTime()) return { outcome: 'not_ahead' }
      const colleagues = await presentKeyMothers(tx, office, contact.network!, now)
      const chosen = colleagues.find(({ id }) => id === standIn && id !== contact.person)
      await goAway(tx, contact.person!, back.toJSDate(), chosen?.id ?? null)
      return {
        outcome: 'away',
        results: { until_day: office.words.when(back.toJSDate(), zone, contact.language) },
      }
    },
  }),
  defineAction({
    name: 'circles.back',
    input: z.object({}),
    outcomes: ['back'],
    async run({ tx, contact }) {
      await comeBack(tx, contact.person!)
      return { outcome: 'back' }
    },
  }),
]

/** A professional invites for the whole network, a key mother for her circle; either may withdraw her own. */
function invitationBy({ contact }: Scene, uses?: number) {
  return { network: contact.network!, keyMother: contact.person!, uses }
}

function linksOf({ office }: Scene, code: string) {
  return inviteLinks(office, code).map(({ channel, link }) => ({
    channel: CHANNELS[channel] ?? channel,
    link,
  }))
}

/** What people call the apps; the same in every language. */
const CHANNELS: Record<string, string> = { telegram: 'Telegram', whatsapp: 'WhatsApp' }
