import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Sealer } from '../db/sealed.ts'
import { NEWS } from './store.ts'

/** Tells which phone has something new; null when news may have been missed and everything is worth a look. */
export type Live = {
  follow(listener: (phone: string | null) => void): () => void
  close(): Promise<void>
}

/** Listens to PostgreSQL over a connection of its own, and comes back when that breaks. */
export function listenForNews(databaseUrl: string, sealer: Pick<Sealer, 'open'>): Live {
  const listeners = new Set<(phone: string | null) => void>()
  const tell = (phone: string | null) => {
    for (const listener of listeners) listener(phone)
  }
  const closing = new AbortController()
  let client: pg.Client | null = null

  async function listen(): Promise<void> {
    while (!closing.signal.aborted) {
      client = new pg.Client({
        connectionString: databaseUrl,
        keepAlive: true,
        connectionTimeoutMillis: 3000,
      })
      const broken = new Promise<void>((resolve) => {
        client!.on('error', () => resolve())
        client!.on('end', () => resolve())
      })
      client.on('notification', ({ payload }) => tell(opened(payload ?? '')))
      try {
        await client.connect()
        await client.query(`listen ${NEWS}`)
        tell(null)
        await broken
      } catch {
        // The database is away: /readyz tells so, and we try again.
      }
      await client.end().catch(() => {})
      await pause(1000, undefined, { signal: closing.signal }).catch(() => {})
    }
  }

  function opened(payload: string): string | null {
    try {
      return sealer.open(Buffer.from(payload, 'base64'), 'phone_messages.phone')
    } catch {
      return null
    }
  }

  const listening = listen()
  return {
    follow(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closing.abort()
      await client?.end().catch(() => {})
      await listening
    },
  }
}
