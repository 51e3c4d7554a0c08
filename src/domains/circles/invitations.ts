import { type ExpressionBuilder, type Generated, type Selectable, sql } from 'kysely'
import { Duration } from 'luxon'
import type { Database, Tables } from '../../db/database.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import { setting } from '../networks/networks.ts'
import { makeCode, readCode } from './codes.ts'

/** What a code that works opens. */
export type Invitation = {
  network: string
  /** Whose circle it leads to; null for a code of the network itself. */
  keyMother: string | null
  /** Somebody the operator appointed; null for everybody else, who join as mothers. */
  forPerson: string | null
  expiresAt: Date
}

declare module '../../db/database.ts' {
  interface Tables {
    invitations: InvitationsTable
  }
}

type InvitationsTable = {
  key: Buffer
  network_id: string
  key_mother: string | null
  for_person: string | null
  uses_left: number | null
  expires_at: Date
  withdrawn_at: Generated<Date | null>
  created_at: Date
}

type Sealing = Pick<PostOffice, 'sealer'>

/**
 * Invites into a network for as long as its `join.linkValid` says.
 * @param made `uses`: how many may join with it; without it as many as like, for a printed sheet serves many
 * @returns the code; it is kept as a keyed hash only, so this is the one time that it can be read
 */
export async function invite(
  db: Database,
  office: Sealing,
  made: { network: string; keyMother?: string; forPerson?: string; uses?: number },
  now: Date,
): Promise<{ code: string; expiresAt: Date }> {
  const code = makeCode()
  const valid = Duration.fromISO(await setting(db, made.network, 'join.linkValid'))
  const expiresAt = new Date(now.getTime() + valid.toMillis())
  await db
    .insertInto('invitations')
    .values({
      key: office.sealer.index(label(code)),
      network_id: made.network,
      key_mother: made.keyMother ?? null,
      for_person: made.forPerson ?? null,
      uses_left: made.forPerson ? 1 : (made.uses ?? null),
      expires_at: expiresAt,
      created_at: now,
    })
    .execute()
  return { code, expiresAt }
}

/** What a code opens; null when it is wrong, spent, withdrawn or too old, which nobody can tell apart. */
export async function findInvitation(
  db: Database,
  office: Sealing,
  text: string,
  now: Date,
): Promise<Invitation | null> {
  const keys = keysOf(office, text)
  if (!keys) return null
  const row = await db.selectFrom('invitations').selectAll().where(opens(keys, now)).executeTakeFirst()
  return row ? opened(row) : null
}

/** Uses a code once. Of two who use the last use at the same time, one comes too late and gets null. */
export async function redeem(
  db: Database,
  office: Sealing,
  text: string,
  now: Date,
): Promise<Invitation | null> {
  const keys = keysOf(office, text)
  if (!keys) return null
  // A code that serves as many as like has nothing to be counted: nobody waits for another who joins with it.
  const row = await db
    .with('used', (cte) =>
      cte
        .updateTable('invitations')
        .set({ uses_left: sql`uses_left - 1` })
        .where(opens(keys, now))
        .where('uses_left', 'is not', null)
        .returningAll(),
    )
    .selectFrom('used')
    .selectAll()
    .unionAll(db.selectFrom('invitations').selectAll().where(opens(keys, now)).where('uses_left', 'is', null))
    .executeTakeFirst()
  return row ? opened(row) : null
}

/** Makes every code of a key mother useless: a link that fell into wrong hands, a sheet that hangs somewhere. */
export async function withdrawInvitations(db: Database, keyMother: string, now: Date): Promise<number> {
  const withdrawn = await db
    .updateTable('invitations')
    .set({ withdrawn_at: now })
    .where('key_mother', '=', keyMother)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return Number(withdrawn.numUpdatedRows)
}

function keysOf(office: Sealing, text: string): Buffer[] | null {
  const code = readCode(text)
  return code ? office.sealer.indexes(label(code)) : null
}

/** The one rule for looking and for using: not withdrawn, not too old, with a use left. */
const opens = (keys: Buffer[], now: Date) => (where: ExpressionBuilder<Tables, 'invitations'>) =>
  where.and([
    where('key', 'in', keys),
    where('withdrawn_at', 'is', null),
    where('expires_at', '>', now),
    where.or([where('uses_left', 'is', null), where('uses_left', '>', 0)]),
  ])

const label = (code: string) => `invitation ${code}`

const opened = (row: Selectable<InvitationsTable>): Invitation => ({
  network: row.network_id,
  keyMother: row.key_mother,
  forPerson: row.for_person,
  expiresAt: row.expires_at,
})
