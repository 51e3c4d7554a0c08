import type { Neighbourhood } from './neighbourhood.ts'

/** Two key mothers move in with the mothers who trust them, and a professional. */
export async function twoCircles(place: Neighbourhood): Promise<void> {
  await place.add('Fatma', 'key-mother')
  await place.add('Joy', 'key-mother')
  await place.add('Ans', 'professional')
  await place.add('Amina', 'mother', 'Fatma')
  await place.add('Naima', 'mother', 'Fatma')
  await place.add('Blessing', 'mother', 'Joy')
}
