import type { Scene } from '../../messaging/scene.ts'
import { type Network, networkFacts, onlyCountry } from '../networks/networks.ts'

/** Where she is; for a stranger the country that all networks are in, if it is one. */
export async function placeOf({ tx, contact }: Scene): Promise<Pick<Network, 'country' | 'settings'>> {
  if (contact.network) return networkFacts(tx, contact.network)
  return { country: await onlyCountry(tx), settings: {} }
}
