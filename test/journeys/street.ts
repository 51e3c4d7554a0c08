import { transaction } from '../../src/db/database.ts'
import { appoint } from '../../src/domains/circles/appoint.ts'
import { addNetwork, type Network } from '../../src/domains/networks/networks.ts'
import type { Role } from '../../src/domains/people/people.ts'
import type { Log } from '../../src/log.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { type StandInTelegram, standInTelegram } from '../standins/telegram.ts'
import type { Person as OnTelegram } from '../standins/telegram-person.ts'
import { startTwilio, type Twilio } from '../standins/twilio.ts'
import type { Person as OnWhatsApp } from '../standins/twilio-person.ts'
import { openProxy } from './proxy.ts'

export type Values = Record<string, string>

/** Somebody with her own phone, who reads her own language: texts are named as `<flow>.<id>` of what she sees. */
export type Neighbour<P extends OnTelegram | OnWhatsApp = OnTelegram | OnWhatsApp> = {
  phone: P
  language: string
  /** What a text of the house is in her language. */
  reads(id: string, values?: Values): string
  says(text: string): Promise<void>
  taps(id: string): Promise<void>
  /** Taps a label that is nobody's text: a name, a language. */
  tapsLabel(label: string): Promise<void>
  hears(id: string, values?: Values): ReturnType<P['hears']>
  sendsVoice(bytes: Buffer): Promise<void>
  /** Opens an invitation: WhatsApp writes the word for her, Telegram a command. */
  opensLink(code: string): Promise<void>
}

/** A house with Telegram and WhatsApp, at its public address, and the people on both. */
export type Street = TestHouse & {
  telegram: StandInTelegram
  twilio: Twilio
  publicUrl: string
  onTelegram(id: number, language: string): Neighbour<OnTelegram>
  onWhatsApp(number: string, language: string): Neighbour<OnWhatsApp>
  /** Appoints somebody, who comes in by the link that she was given. @returns her id */
  appoints(name: string, role: Role, who: Neighbour): Promise<string>
}

/** Opens it with one network, `zuid`, where no phone has quiet hours. */
export async function openStreet({
  settings = {},
  env = {},
  log,
}: {
  settings?: Network['settings']
  env?: Record<string, string>
  log?: Log
} = {}): Promise<Street> {
  const [telegram, twilio, proxy] = await Promise.all([standInTelegram(), startTwilio(), openProxy()])
  const house = await openTestHouse(
    {
      DEMO: 'false',
      PUBLIC_URL: proxy.url,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      TWILIO_ACCOUNT_SID: twilio.settings.accountSid,
      TWILIO_AUTH_TOKEN: twilio.settings.authToken,
      TWILIO_WHATSAPP_FROM: twilio.settings.from,
      TWILIO_API_ROOT: twilio.url,
      ...env,
    },
    { log, clockMoves: twilio.forward },
  )
  const { office } = house
  proxy.leadsTo(house.address)
  twilio.connect(proxy.url)
  await addNetwork(office.db, {
    ...ZUID,
    settings: { 'quiet.hours': 'none', 'digest.days': 'none', ...settings },
  })
  // As the operator does once: `parents-network templates`.
  await office.channels.get('whatsapp')!.provisionTemplates!([...office.templates.values()])

  const read = (language: string, id: string, values?: Values) => {
    const dot = id.indexOf('.')
    return office.words.text(language, id.slice(0, dot), id.slice(dot + 1), values)
  }
  const settled = async (act: Promise<unknown>) => {
    await act
    await house.quiet()
  }
  const neighbour = <P extends OnTelegram | OnWhatsApp>(phone: P, language: string): Neighbour<P> => {
    const reads = (id: string, values?: Values) => read(language, id, values)
    return {
      phone,
      language,
      reads,
      says: (text) => settled(phone.says(text)),
      tapsLabel: (label) => settled(phone.taps(label)),
      taps: (id) => settled(phone.taps(reads(id))),
      hears: (id, values = {}) => phone.hears(showing(reads(id, values), values)) as ReturnType<P['hears']>,
      sendsVoice: (bytes) => settled(phone.sendsVoice(bytes)),
      opensLink: (code) => settled('opens' in phone ? phone.opens(code) : phone.says(`JOIN ${code}`)),
    }
  }
  return {
    ...house,
    telegram,
    twilio,
    publicUrl: proxy.url,
    onTelegram: (id, language) => neighbour(telegram.person(id, { language }), language),
    onWhatsApp: (number, language) => neighbour(twilio.person(number), language),
    async appoints(name, role, who) {
      const made = { network: ZUID.id, name, role, languages: [] }
      const { person, code } = await transaction(
        office.db,
        (tx) => appoint(tx, office, made, office.now()),
        office,
      )
      await who.opensLink(code)
      await who.hears('people.which_language')
      await who.tapsLabel(office.words.nameOf(who.language))
      await who.hears('join.appointed_consent.ask')
      await who.taps('join.appointed_consent.choice.yes')
      await who.hears('menu.choose.ask')
      return person
    },
    async passes(duration) {
      await house.passes(duration)
      await twilio.settled()
    },
    async close() {
      await twilio.stop()
      await house.close()
      await telegram.close()
      await proxy.close()
    },
  }
}

/** A text with its values, each of them perhaps between marks that keep it from turning the sentence around. */
function showing(text: string, values: Values): RegExp {
  const literal = (words: string) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const marked = Object.values(values).reduce(
    (pattern, value) => pattern.replaceAll(literal(value), `[\u2066-\u2068]?${literal(value)}\u2069?`),
    literal(text),
  )
  return new RegExp(marked)
}

export const ZUID = {
  id: 'zuid',
  name: 'Zuid',
  city: 'Rotterdam',
  country: 'NL',
  zone: 'Europe/Amsterdam',
  languages: ['nl', 'en', 'tr', 'ar'],
}
