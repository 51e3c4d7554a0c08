import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { transaction } from '../../src/db/database.ts'
import { giveTrust } from '../../src/domains/circles/circles.ts'
import { KEEP } from '../../src/domains/people/consents.ts'
import { addPerson } from '../../src/domains/people/people.ts'
import { addContact } from '../../src/messaging/contact.ts'
import type { Person as OnTelegram } from '../standins/telegram-person.ts'
import { type Neighbour, openStreet, type Street } from './street.ts'

const LANGUAGES = ['nl', 'tr', 'ar'] as const
const TITLE = 'Samen ontbijten'

let street: Street
let fatma: Neighbour<OnTelegram>
let keyMother: string
/** Forty mothers: every third on WhatsApp, a third in each language. */
const mothers: { who: Neighbour; name: string }[] = []

beforeAll(async () => {
  street = await openStreet()
  fatma = street.onTelegram(700_300_001, 'nl')
  keyMother = await street.appoints('Fatma', 'key-mother', fatma)
  for (let n = 0; n < 40; n++) mothers.push(await movesIn(n))
}, 120_000)
afterAll(() => street?.close())

/** Somebody who joined long ago, and on WhatsApp has not written since. */
async function movesIn(n: number) {
  const { office } = street
  const language = LANGUAGES[n % 3]!
  const name = `Moeder ${n}`
  const isWhatsApp = n % 4 === 3
  const who = isWhatsApp
    ? street.onWhatsApp(`+${31_612_000_000 + n}`, language)
    : street.onTelegram(700_310_000 + n, language)
  await transaction(
    office.db,
    async (tx) => {
      const now = office.now()
      const made = { network: 'zuid', name, role: 'mother' as const, languages: [language], joinedAt: now }
      const person = await addPerson(tx, office, made, now)
      await addContact(tx, office, {
        ...{ channel: isWhatsApp ? 'whatsapp' : 'telegram', address: who.phone.address, person },
        ...{ network: 'zuid', role: 'mother', language, languageChosen: true, consents: [KEEP] },
      })
      await giveTrust(tx, { mother: person, keyMother, how: 'link', since: now })
    },
    office,
  )
  return { who, name }
}

const replies = async () => {
  const { rows } = await sql<{ reply: string; n: number }>`
    select reply, count(*)::int n from activity_replies r join activities a on a.id = r.activity_id
    where a.status = 'sent' group by reply`.execute(street.office.db)
  return Object.fromEntries(rows.map(({ reply, n }) => [reply, n]))
}
/** She opens what was parked for her, where it was. */
async function opens({ phone, reads, taps }: Neighbour): Promise<void> {
  const last = (phone.heard() as { labels: string[] }[]).at(-1)
  const open = reads('templates.invitation_waiting.button.open')
  if (last?.labels.includes(open)) await taps('templates.invitation_waiting.button.open')
}
const heardBy = ({ phone }: Neighbour) => phone.heard() as { text: string; template?: string }[]

describe('an activity, from the first word to the next week', () => {
  it('is made on a phone in a few taps, and seen before it is sent', async () => {
    await fatma.says('nieuwe activiteit')
    await fatma.taps('activity-make.kind.choice.coffee')
    await fatma.says(TITLE)
    await fatma.says('dat weet ik nog niet')
    await fatma.hears('activity-when.say_why.say', { why: 'unclear' })
    await fatma.says('overmorgen half tien')
    await fatma.taps('activity-when.sure.choice.yes')
    await fatma.says('x'.repeat(2000))
    await fatma.hears('house.too_long')
    await fatma.says('Huis van de Wijk')
    await fatma.phone.hears(TITLE)
    await fatma.taps('activity-draft.preview.choice.change')
    await fatma.taps('activity-part.part.choice.room')
    await fatma.says('٢٠')
    await fatma.taps('activity-draft.preview.choice.change')
    await fatma.taps('activity-part.part.choice.repeats')
    await fatma.taps('activity-part.repeats.choice.weekly')
    await fatma.phone.hears('40')
    await fatma.taps('activity-draft.preview.choice.send')
    await street.passes('PT1M')
    const [inAHurry, ...others] = [mothers[3]!, ...mothers.filter((one) => one !== mothers[3])]
    for (const { who } of others) await opens(who)
    for (const { who } of others) expect(heardBy(who).some(({ text }) => text.includes(TITLE))).toBe(true)
    // What the locked screen shows names who and when, and not what.
    expect(heardBy(inAHurry.who)).toHaveLength(1)
    expect(heardBy(inAHurry.who)[0]!.text).not.toContain(TITLE)
    expect(heardBy(inAHurry.who)[0]!.text).toContain('Fatma')
  }, 120_000)

  it('whoever has not written for a day on WhatsApp got an approved text first', () => {
    const onWhatsApp = mothers.filter(({ who }) => heardBy(who)[0]?.template)
    expect(onWhatsApp).toHaveLength(10)
    expect(street.twilio.breaches).toEqual([])
  })

  it('twenty-five say yes to twenty places: five wait', async () => {
    for (const { who } of mothers.slice(0, 25)) await who.taps('activity-invitation.invite.choice.yes')
    for (const { who } of mothers.slice(25, 28)) await who.taps('activity-invitation.invite.choice.maybe')
    for (const { who } of mothers.slice(28, 30)) await who.taps('activity-invitation.invite.choice.no')
    expect(await replies()).toEqual({ yes: 20, waiting: 5, maybe: 3, no: 2, none: 10 })
  }, 120_000)

  it('the file for her calendar lies behind the link', async () => {
    const { text } = heardBy(mothers[0]!.who).at(-1)!
    const [, signed] = /\/m\/(activity-[\w.-]+)/.exec(text) ?? []
    const answer = await fetch(`${street.address}/m/${signed}`)
    expect(answer.headers.get('content-type')).toContain('text/calendar')
    expect(await answer.text()).toContain(`SUMMARY:${TITLE}`)
  })

  it('a change is heard once by those who replied, in their language', async () => {
    await fatma.says('mijn activiteiten')
    await fatma.tapsLabel(TITLE)
    await fatma.taps('activity-host.repeats.choice.change')
    await fatma.taps('activity-part.part.choice.where')
    await fatma.says('Bibliotheek')
    await fatma.taps('activity-host.tell_them.choice.tell')
    await street.passes('PT1M')
    const told = mothers.map(
      ({ who }) => heardBy(who).filter(({ text }) => text.includes('Bibliotheek')).length,
    )
    expect(told.slice(0, 28).every((times) => times === 1)).toBe(true)
    expect(told.slice(28).every((times) => times === 0)).toBe(true)
  }, 120_000)

  it('cancelling from the old invitation promotes the first who waits', async () => {
    const { who: first } = mothers[0]!
    await street.passes('PT5S')
    await first.taps('activity-invitation.invite.choice.no')
    await first.hears('activity-answer.no.say')
    const { who: next } = mothers[20]!
    await next.phone.hears(TITLE)
    await next.taps('activity-offer.offer.choice.yes')
    expect(await replies()).toEqual({ yes: 20, waiting: 4, maybe: 3, no: 3, none: 10 })
  }, 60_000)

  it('those who come are reminded a day and two hours before', async () => {
    // Past its end, whatever the hour at which the test began.
    await street.passes('P2DT14H')
    const reminded = ({ who }: { who: Neighbour }) =>
      heardBy(who).filter(({ text }) =>
        text.startsWith(who.reads('activity-reminder.remind.ask').split('\n')[0]!),
      )
    expect(reminded(mothers[1]!).length).toBeGreaterThanOrEqual(1)
    expect(reminded(mothers[28]!)).toHaveLength(0)
    expect(reminded(mothers[35]!)).toHaveLength(0)
  }, 120_000)

  it('afterwards the host says who came; thanks and kind words go out, and the next week stands', async () => {
    await fatma.taps('activity-attendance.how.choice.some')
    // Nine names a page, in no order of ours.
    for (let page = 0; page < 3; page++) {
      const shown = (fatma.phone.heard() as { labels: string[] }[]).at(-1)!.labels
      if (shown.includes('Moeder 1')) await fatma.tapsLabel('Moeder 1')
      await fatma.taps(shown.includes('Moeder 1') ? 'house.done' : 'house.none')
    }
    await fatma.phone.hears('19')
    await street.passes('PT1M')
    for (const { who } of mothers) await opens(who)
    await mothers[2]!.who.hears('activity-after.thanks.ask', { title: TITLE })
    await mothers[2]!.who.taps('activity-after.thanks.choice.good')
    await mothers[1]!.who.hears('activity-after.missed.say', { title: TITLE })
    const { rows } = await sql<{ n: number }>`
      select count(*)::int n from activities where status = 'sent' and series_id is not null`.execute(
      street.office.db,
    )
    expect(rows[0]!.n).toBe(1)
  }, 120_000)
})
