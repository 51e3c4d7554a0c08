import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { addNetwork } from '../../src/domains/networks/networks.ts'
import type { Person as OnTelegram } from '../standins/telegram-person.ts'
import { codeOf, introduces, joinsAt } from './joins.ts'
import { type Neighbour, openStreet, type Street, ZUID } from './street.ts'

let street: Street
let fatma: Neighbour<OnTelegram>
let keyMother: string
let next = 700_300_000

beforeAll(async () => {
  street = await openStreet()
  fatma = street.onTelegram(++next, 'tr')
  keyMother = await street.appoints('Fatma', 'key-mother', fatma)
})
afterAll(() => street?.close())

const onWhatsApp = (language = 'ar') => street.onWhatsApp(`+31${++next}`, language)
const onTelegram = (language = 'tr') => street.onTelegram(++next, language)
const rowOf = ({ phone }: Neighbour) =>
  street.office.db
    .selectFrom('contacts')
    .selectAll()
    .where(
      'address_key',
      '=',
      street.office.sealer.index(`${'opens' in phone ? 'telegram' : 'whatsapp'} ${phone.address}`),
    )
    .executeTakeFirst()

describe('the link that a key mother sends on', () => {
  it('brings a mother in on WhatsApp and another on Telegram', async () => {
    await fatma.taps('invite.menu')
    await fatma.taps('invite.how.choice.link')
    const { text } = await fatma.phone.hears(/wa\.me/)
    const [waMe] = /https:\/\/wa\.me\S+/.exec(text)!
    const [tMe] = /https:\/\/t\.me\S+/.exec(text)!
    const amina = onWhatsApp()
    const elif = onTelegram()
    await amina.says(new URL(waMe).searchParams.get('text')!)
    await elif.phone.opens(tMe)
    await street.quiet()
    for (const [mother, name] of [
      [amina, 'أمينة'],
      [elif, 'Elif'],
    ] as const) {
      await introduces(street, mother, name)
      await mother.hears('join.hers.ask', { inviter_name: 'Fatma' })
      await mother.taps('join.hers.choice.yes')
      await mother.hears('join.welcome.say', { name, key_mother_name: 'Fatma' })
      expect(await rowOf(mother)).toMatchObject({ role: 'mother', network_id: 'zuid' })
    }
  })

  it('is no way to ask for whoever is appointed to answer: she reads what she asked, and where to ask it', async () => {
    const petra = onTelegram('en')
    const asked = 'Which schools are there in this neighbourhood?'
    await petra.says(asked)
    await street.appoints('Petra', 'professional', petra)
    const heard = petra.phone.heard().map(({ text }) => text)
    expect(heard.at(-2)).toContain('Please ask your colleagues.')
    expect(heard.at(-2)).toContain(asked)
  })

  it('as a sheet to print: a PDF or a picture, on Telegram and on WhatsApp', async () => {
    const joy = onWhatsApp('en')
    await street.appoints('Joy', 'key-mother', joy)
    for (const one of [fatma, joy]) {
      await one.says('menu')
      await one.taps('invite.menu')
      await one.taps('invite.how.choice.sheet')
      const files = (one.phone.heard() as { media?: { bytes: Buffer } }[]).flatMap(({ media }) => media ?? [])
      expect(files.at(-1)!.bytes.subarray(0, 8).toString('latin1')).toMatch(/^(%PDF-1|\x89PNG)/)
    }
  })
})

describe('on her way in', () => {
  it('whoever leaves half-way is asked days later whether to go on, and goes on where she was', async () => {
    const amina = onWhatsApp()
    await amina.opensLink(await codeOf(street, keyMother))
    await amina.tapsLabel('العربية')
    await amina.taps('join.consent.choice.yes')
    await amina.hears('join.name.ask')
    await street.passes('P4D')
    await amina.says('أمينة')
    await amina.hears('go-on.shall_we.ask')
    await amina.taps('go-on.shall_we.choice.yes')
    await amina.hears('join.children.ask')
    await amina.taps('house.none')
    await amina.taps('join.hers.choice.yes')
    await amina.hears('join.welcome.say', { name: 'أمينة', key_mother_name: 'Fatma' })
  })

  it('whoever joins twice hears that she is with us, and stays one person', async () => {
    const elif = onTelegram()
    await joinsAt(street, elif, 'Elif', keyMother)
    const before = await rowOf(elif)
    await elif.opensLink(await codeOf(street, keyMother))
    await elif.hears('join-again.here.say', { name: 'Elif' })
    expect((await rowOf(elif))!.person_id).toBe(before!.person_id)
  })

  it('a code that is spent, wrong or too old has a kind way on, and the right one still works', async () => {
    const once = await codeOf(street, keyMother, { uses: 1 })
    const first = onTelegram()
    await first.opensLink(once)
    await introduces(street, first, 'Hatice')
    await first.taps('join.hers.choice.yes')
    const old = await codeOf(street, keyMother)
    await street.passes('P31D')
    for (const code of [once, old, '0000000000000000']) {
      const late = onWhatsApp()
      await late.opensLink(code)
      await late.tapsLabel('العربية')
      await late.hears('join.not_valid.ask')
      await late.says(await codeOf(street, keyMother))
      await late.hears('join.consent.ask')
    }
  })

  it('whoever says no is let go, and not even her address is kept', async () => {
    const sara = onTelegram('nl')
    await sara.opensLink(await codeOf(street, keyMother))
    await sara.tapsLabel('Nederlands')
    await sara.taps('join.consent.choice.no')
    await sara.hears('join.goodbye_for_good.say')
    await street.passes('PT2M')
    expect(await rowOf(sara)).toBeUndefined()
  })

  it('a code of another neighbourhood moves nobody, and tells her what to do', async () => {
    await addNetwork(street.office.db, { ...ZUID, id: 'noord', name: 'Noord', settings: {} })
    const elif = onTelegram()
    await joinsAt(street, elif, 'Elif', keyMother)
    await elif.opensLink(await codeOf(street, undefined, { network: 'noord' }))
    await elif.hears('join-again.elsewhere.say', { place: 'Zuid', name: 'Elif' })
    expect((await rowOf(elif))!.network_id).toBe('zuid')
  })
})
