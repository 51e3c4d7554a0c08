import { sql } from 'kysely'
import { transaction } from '../../src/db/database.ts'
import { addNetwork } from '../../src/domains/networks/networks.ts'
import { setDuty } from '../../src/domains/people/duty.ts'
import { addPerson } from '../../src/domains/people/people.ts'
import { addContact } from '../../src/messaging/contact.ts'
import type { Person as OnTelegram, Heard as OnTelegramHeard } from '../standins/telegram-person.ts'
import type { Person as OnWhatsApp } from '../standins/twilio-person.ts'
import { joinsAt } from './joins.ts'
import { type Neighbour, openStreet, type Street, ZUID } from './street.ts'

/** What she writes; no word of it, nor of its topic, may stand in a first message to anybody. */
export const DANGER = 'زوجي ضربني أمس وقال إنه سيقتلني'
export const NUMBERS = ['112', '0800-2000', '0800-0113', '0800-0432']

/**
 * A street with a professional on Telegram and WhatsApp, another one on Telegram after her, a key mother, and a
 * professional of another network.
 */
export type DangerStreet = {
  street: Street
  fatma: Neighbour<OnTelegram>
  ineke: Neighbour<OnTelegram>
  /** Her other phone: she has never written there, so WhatsApp lets only approved texts through. */
  inekesOther: Neighbour<OnWhatsApp>
  petra: Neighbour<OnTelegram>
  /** Of the other network. */
  noor: Neighbour<OnTelegram>
  /** Another mother each time, called Samira, whose key mother is Fatma. */
  mother(): Promise<Neighbour<OnWhatsApp>>
  /** Whatever waits for somebody is over, and two hours pass. */
  comesToRest(): Promise<void>
  close(): Promise<void>
}

export async function openDangerStreet(): Promise<DangerStreet> {
  const street = await openStreet({ settings: { 'escalation.keyMother': 'P30D' } })
  const { office } = street
  const fatma = street.onTelegram(700_500_101, 'tr')
  const ineke = street.onTelegram(700_500_201, 'nl')
  const inekesOther = street.onWhatsApp('+31655500201', 'nl')
  const petra = street.onTelegram(700_500_202, 'en')
  const noor = street.onTelegram(700_500_301, 'nl')
  let numbers = 31_655_500_900

  const keyMother = await street.appoints('Fatma', 'key-mother', fatma)
  const [first, second] = [
    await street.appoints('Ineke', 'professional', ineke),
    await street.appoints('Petra', 'professional', petra),
  ]
  await alsoOn(first, inekesOther.phone.address, ZUID.id)
  await setDuty(office.db, ZUID.id, [first, second])
  await addNetwork(office.db, { ...ZUID, id: 'noord', name: 'Noord', settings: {} })
  const now = office.now()
  const made = {
    network: 'noord',
    name: 'Noor',
    role: 'professional' as const,
    languages: ['nl'],
    joinedAt: now,
  }
  const other = await addPerson(office.db, office, made, now)
  await alsoOn(other, String(noor.phone.id), 'noord', 'telegram')

  return {
    ...{ street, fatma, ineke, inekesOther, petra, noor },
    async mother() {
      const amina = street.onWhatsApp(`+${++numbers}`, 'ar')
      await joinsAt(street, amina, 'Samira', keyMother)
      return amina
    },
    async comesToRest() {
      await sql`update tickets set status = 'closed', closed_at = now(), assignee = null where status <> 'closed'`.execute(
        office.db,
      )
      await street.passes('PT2H')
    },
    close: () => street.close(),
  }

  async function alsoOn(person: string, address: string, network: string, channel = 'whatsapp') {
    const more = { person, network, role: 'professional', languageChosen: true, consents: ['keep'] }
    await transaction(
      office.db,
      (tx) => addContact(tx, office, { channel, address, language: 'nl', ...more }),
      office,
    )
  }
}

/** What came to a phone while something was done. */
export async function newsOf<P extends OnTelegram | OnWhatsApp>(
  { phone }: Neighbour<P>,
  act: () => Promise<unknown>,
): Promise<{ text: string; labels: string[]; template?: string }[]> {
  const before = phone.heard().length
  await act()
  return (phone.heard() as (OnTelegramHeard & { template?: string })[]).slice(before)
}
