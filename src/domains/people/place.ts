import type { Scene } from '../../messaging/scene.ts'
import { type Network, networkFacts, networks } from '../networks/networks.ts'

/** Where she is; for a stranger the country that all networks are in, if it is one. */
export async function placeOf({ tx, contact }: Scene): Promise<Pick<Network, 'country' | 'settings'>> {
  if (contact.network) return networkFacts(tx, contact.network)
  const [country, ...others] = new Set((await networks(tx)).map((network) => network.country))
  return { country: others.length ? '' : (country ?? ''), settings: {} }
}
