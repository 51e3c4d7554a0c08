import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { isDown } from '../db/database.ts'
import type { PostOffice } from './post-office.ts'

type Note = { id: string; providerId: string; noted: () => void; failed: (error: unknown) => void }

/** The provider has taken them: a database that comes back within half a minute spares people a double. */
const TRIES = 24

/** Notes of the last moments, written together: one statement serves all that were accepted meanwhile. */
const waiting = new WeakMap<PostOffice, Note[]>()

/** What providers have accepted and the rows do not say yet. */
const accepted = new WeakMap<PostOffice, Set<string>>()

/** Messages that have been sent, whatever their rows say: nothing has to wait behind them. */
export function sentUnnoted(office: PostOffice): string[] {
  return [...(accepted.get(office) ?? [])]
}

/** Writes down that the provider accepted a message. Resolves when it is written. */
export async function noteSent(office: PostOffice, id: string, providerId: string): Promise<void> {
  const unnoted = accepted.get(office) ?? new Set()
  accepted.set(office, unnoted)
  unnoted.add(id)
  try {
    await noteTogether(office, id, providerId)
  } finally {
    unnoted.delete(id)
  }
}

function noteTogether(office: PostOffice, id: string, providerId: string): Promise<void> {
  return new Promise((noted, failed) => {
    const notes = waiting.get(office)
    if (notes) return void notes.push({ id, providerId, noted, failed })
    waiting.set(office, [{ id, providerId, noted, failed }])
    setImmediate(() => void writeNotes(office))
  })
}

async function writeNotes(office: PostOffice): Promise<void> {
  const notes = waiting.get(office) ?? []
  waiting.delete(office)
  for (let attempt = 1; ; attempt++) {
    try {
      await writeDown(office, notes)
      for (const note of notes) note.noted()
      return
    } catch (error) {
      if (attempt < TRIES && isDown(error)) {
        await pause(attempt * 100)
        continue
      }
      for (const note of notes) note.failed(error)
      return
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
