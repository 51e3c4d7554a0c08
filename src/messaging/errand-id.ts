import type { PostOffice } from './post-office.ts'
import type { Errand } from './scene.ts'

/**
 * What an errand's row and its jobs are called. Made from its own id, so that the same thing planned twice is done once,
 * and sealed, because the queue keeps it in the clear and outlives whoever is erased.
 */
export function errandId({ sealer, token }: Pick<PostOffice, 'sealer' | 'token'>, errand: Errand): string {
  if (errand.id === undefined) return `e-${token(12)}`
  return `e-${sealer.index(`errand ${errand.name} ${errand.id}`).toString('base64url', 0, 18)}`
}
