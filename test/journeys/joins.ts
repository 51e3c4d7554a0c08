import { invite } from '../../src/domains/circles/invitations.ts'
import type { Neighbour, Street } from './street.ts'

/** Makes a code of a key mother, as her link and her sheet carry it; without one, of the network itself. */
export async function codeOf(
  street: Street,
  keyMother: string | undefined,
  more: { network?: string; uses?: number } = {},
) {
  const { office } = street
  const made = { network: 'zuid', keyMother, ...more }
  return (await invite(office.db, office, made, office.now())).code
}

/** Somebody joins by her key mother's link, from the first word to the menu. */
export async function joinsAt(
  street: Street,
  who: Neighbour,
  name: string,
  keyMother: string,
): Promise<void> {
  await who.opensLink(await codeOf(street, keyMother))
  await introduces(street, who, name)
  await who.taps('join.hers.choice.yes')
  await who.hears('menu.choose.ask')
}

/** Language, consent and name; then she is asked who shall be her key mother. */
export async function introduces(street: Street, who: Neighbour, name: string): Promise<void> {
  await who.tapsLabel(street.office.words.nameOf(who.language))
  await who.taps('join.consent.choice.yes')
  await who.says(name)
  await who.taps('house.none')
}
