import type { Door } from '../channel.ts'
import { asText, type Came } from './update.ts'

/**
 * Hands an update through the house's door.
 * @throws when it could not be stored: Telegram must offer it again
 */
export async function take(door: Door, came: Came, raw: unknown): Promise<void> {
  switch (came.what) {
    case 'message':
      await door.message(came.message)
      return
    case 'reachable':
      return door.reachable('telegram', came.address, came.reachable)
    case 'moved':
      return door.moved('telegram', came.from, came.to)
    case 'unknown':
      return door.quarantine('telegram', came.providerId, came.kind, asText(raw))
  }
}

/** The tap whose little clock on her button should stop turning, if it was one. */
export function tapOf(came: Came): string | undefined {
  return came.what === 'message' || came.what === 'unknown' ? came.callback : undefined
}

/** Why something failed, without a word of what she wrote: driver errors may quote it. */
export function nameOf(error: unknown): { error: string; code?: string } {
  if (!(error instanceof Error)) return { error: typeof error }
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? { error: error.name, code } : { error: error.name }
}
