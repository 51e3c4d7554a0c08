import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { isDown } from '../db/database.ts'
import type { PostOffice } from './post-office.ts'
import { together } from './together.ts'

type Note = { id: string; providerId: string }

/** The provider has taken them: a database that comes back within half a minute spares people a double. */
const TRIES = 24

/** One statement serves all that were accepted while another was under way. */
const TOGETHER = { atOnce: 1, most: 200 }

const notes = new WeakMap<PostOffice, (note: Note) => Promise<string>>()

/** What providers have accepted and the rows do not say yet. */
const accepted = new WeakMap<PostOffice, Set<string>>()

/** Messages that have been sent, whatever their rows say: nothing has to wait behind them. */
export function sentUnnoted(office: PostOffice): string[] {
  return [...(accepted.get(office) ?? [])]
}

/** Writes down that the provider accepted a message. Resolves when it is written. */
export async function noteSent(office: PostOffice, id: string, providerId: string): Promise<void> {
  const note = notes.get(office) ?? together((some) => writeNotes(office, some), TOGETHER)
  notes.set(office, note)
  const unnoted = accepted.get(office) ?? new Set()
  accepted.set(office, unnoted)
  unnoted.add(id)
  try {
    await note({ id, providerId })
  } finally {
    unnoted.delete(id)
  }
}

async function writeNotes(office: PostOffice, notes: Note[]): Promise<string[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      await writeDown(office, notes)
      return notes.map(({ id }) => id)
    } catch (error) {
      if (attempt === TRIES || !isDown(error)) throw error
      await pause(attempt * 100)
    }
  }
}

async function writeDown(office: PostOffice, notes: Note[]): Promise<void> {
  await sql`
    update messages m set status = case when m.status = 'sending' then 'sent' else m.status end,
      provider_id = n.provider_id, sent_at = ${office.now()}, claimed_by = null
    from unnest(${notes.map((note) => note.id)}::bigint[], ${notes.map((note) => note.providerId)}::text[])
      as n (id, provider_id)
    where m.id = n.id`.execute(office.db)
}
