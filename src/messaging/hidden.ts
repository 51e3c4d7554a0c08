import type { Contact } from './contact.ts'
import { daysAfter } from './days.ts'
import type { Scene, Tx } from './scene.ts'

/**
 * She makes her screen harmless: nothing begins there by itself until she writes, and for some time it is known that she did.
 * Written with the scene.
 */
export function noteHidden({ contact, now }: Pick<Scene, 'contact' | 'now'>): void {
  contact.hidAt = now
  contact.lastHidAt = now
}

/** Somebody else may hold the phone on which a screen was hidden; a day later it is hers again, as far as we can know. */
const HIDDEN_DAYS = 1

/** Until when a person is not shown what she hid by making one of her screens harmless; null when she may see it. */
export async function hiddenUntil(tx: Tx, person: string, now: Date): Promise<Date | null> {
  const found = await tx
    .selectFrom('contacts')
    .select(({ fn }) => fn.max('last_hid_at').as('at'))
    .where('person_id', '=', person)
    .executeTakeFirst()
  const until = found?.at && daysAfter(found.at, HIDDEN_DAYS)
  return until && until > now ? until : null
}

/** Whether what was asked here then was hidden since, and somebody else may hold the phone still. */
export function isHiddenSince(
  { lastHidAt: at }: Pick<Contact, 'lastHidAt'>,
  asked: Date,
  now: Date,
): boolean {
  return at !== null && at >= asked && daysAfter(at, HIDDEN_DAYS) > now
}
