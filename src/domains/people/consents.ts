import type { Database } from '../../db/database.ts'

/** The consent every member gave: that we keep what she tells us, as the welcome says. Flows require it by this name. */
export const KEEP = 'keep'

/** What `requires:` may ask for. */
export const CONSENTS = [KEEP] as const

export type Consent = { kind: string; wording: string; language: string; channel: string; givenAt: Date }

declare module '../../db/database.ts' {
  interface Tables {
    consents: {
      person_id: string
      kind: string
      wording: string
      language: string
      channel: string
      given_at: Date
    }
  }
}

/** Notes that she agreed. The same wording agreed to again keeps its first day. */
export async function noteConsent(db: Database, person: string, consent: Consent): Promise<void> {
  const { kind, wording, language, channel, givenAt } = consent
  await db
    .insertInto('consents')
    .values({ person_id: person, kind, wording, language, channel, given_at: givenAt })
    .onConflict((conflict) => conflict.columns(['person_id', 'kind', 'wording']).doNothing())
    .execute()
}

/** All she agreed to, the oldest first. */
export async function consentsOf(db: Database, person: string): Promise<Consent[]> {
  const rows = await db
    .selectFrom('consents')
    .selectAll()
    .where('person_id', '=', person)
    .orderBy('given_at')
    .execute()
  return rows.map(({ kind, wording, language, channel, given_at }) => ({
    ...{ kind, wording, language, channel },
    givenAt: given_at,
  }))
}
