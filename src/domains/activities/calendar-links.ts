import type { Database } from '../../db/database.ts'
import type { PostOffice } from '../../messaging/post-office.ts'

declare module '../../db/database.ts' {
  interface Tables {
    calendars: { person: string; key: Buffer; secret: Buffer }
  }
}

/** A calendar that is looked at again and again must not stop working; it ends with whoever it was given to, or when she wants another. */
const LASTS = new Date('2100-01-01T00:00:00Z')

const SECRET_BYTES = 18
const PLACE = 'calendars.secret'
const label = (secret: string) => `calendar ${secret}`

type Office = Pick<PostOffice, 'sealer' | 'token' | 'mediaLink'>

/** Her own secret address of the network's calendar: whoever has it may read it, until she wants another or is erased. */
export async function calendarLink(tx: Database, office: Office, person: string): Promise<string> {
  const kept = await secretOf(tx, office, person)
  return kept ? linkOf(office, kept) : newCalendarLink(tx, office, person)
}

/** Another address; nothing lies behind the one of before any more. */
export async function newCalendarLink(tx: Database, office: Office, person: string): Promise<string> {
  const secret = office.token(SECRET_BYTES)
  const row = { key: office.sealer.index(label(secret)), secret: office.sealer.seal(secret, PLACE) }
  await tx
    .insertInto('calendars')
    .values({ person, ...row })
    .onConflict((conflict) => conflict.column('person').doUpdateSet(row))
    .execute()
  return linkOf(office, secret)
}

/** Whose calendar it is; null when nobody's (any more). */
export async function ownerOf(
  db: Database,
  { sealer }: Pick<PostOffice, 'sealer'>,
  secret: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('calendars')
    .select('person')
    .where('key', 'in', sealer.indexes(label(secret)))
    .executeTakeFirst()
  return row?.person ?? null
}

async function secretOf(tx: Database, { sealer }: Office, person: string): Promise<string | null> {
  const row = await tx
    .selectFrom('calendars')
    .select('secret')
    .where('person', '=', person)
    .executeTakeFirst()
  return row ? sealer.open(row.secret, PLACE) : null
}

const linkOf = ({ mediaLink }: Office, secret: string): string => mediaLink(`calendar-${secret}`, LASTS)
