import { setTimeout as rest } from 'node:timers/promises'

/** Milliseconds to rest after so many failures in a row: a quarter of a second, doubling, half a minute at most. */
export function backoff(failures: number): number {
  return Math.min(250 * 2 ** (failures - 1), 30_000)
}

/** Rests so many milliseconds, or until the signal says stop. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await rest(milliseconds, undefined, { signal }).catch(() => {})
}

/** Tries until it succeeds or the signal says stop; every failure is told, and may ask for a longer rest. */
export async function untilDone(
  work: () => Promise<void>,
  signal: AbortSignal,
  failed: (error: unknown) => number | undefined,
): Promise<void> {
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      return await work()
    } catch (error) {
      if (!signal.aborted) await pause(Math.max(backoff(failures), failed(error) ?? 0), signal)
    }
  }
}
