import cron from 'node-cron'
import { continuityRound } from './domains/activities/continuity.ts'
import { digestRound } from './domains/questions/digest-round.ts'
import { forgetCounted } from './messaging/address-limit.ts'
import { CALL_UP_EVERY, callUp } from './messaging/call-up.ts'
import { catchUp } from './messaging/catch-up.ts'
import { forgetKept } from './messaging/kept-words.ts'
import { forgetUnpressable } from './messaging/lasting.ts'
import type { PostOffice } from './messaging/post-office.ts'
import { forgetLetGo } from './messaging/set-aside.ts'
import { sweep } from './messaging/sweep.ts'

/** Every two minutes: Twilio's own list is read again for what we missed. */
const CATCH_UP = '*/2 * * * *'

/** Every minute: whether it is the hour at which somebody is told what waits for her. */
const DIGEST = '* * * * *'

/** Every hour: whether anything lies ahead in every network. */
const CONTINUITY = '11 * * * *'

/** Every ten minutes: what was done from an address is known for its hour or day, and hardly longer. */
const LIMITS = '*/10 * * * *'

/** Once a night: what nobody can press any more is forgotten. */
const FORGETTING = '41 3 * * *'

export type Rounds = {
  /** From now on the providers' own lists are read as well; only where channels take messages in. */
  catchUp(): void
  stop(): Promise<void>
}

async function forget(office: PostOffice): Promise<void> {
  await forgetUnpressable(office)
  await forgetLetGo(office)
  await forgetKept(office)
}

/**
 * Walks the rounds, one walk of a kind at a time: now, and again and again.
 * @param sweepEvery milliseconds; null where another process sweeps
 */
export function startRounds(office: PostOffice, { sweepEvery }: { sweepEvery: number | null }): Rounds {
  const walking = new Set<Promise<void>>()
  const stops: (() => unknown)[] = []
  if (sweepEvery !== null) {
    const look = walk('sweep', sweep)
    const call = walk('call-up', callUp)
    const timers = [setInterval(look, sweepEvery), setInterval(call, CALL_UP_EVERY)]
    stops.push(() => timers.forEach(clearInterval))
    void look()
    void call()
    const task = cron.schedule(DIGEST, walk('digest', digestRound))
    const ahead = cron.schedule(CONTINUITY, walk('continuity', continuityRound))
    const forgetting = cron.schedule(FORGETTING, walk('forgetting', forget))
    const limits = cron.schedule(LIMITS, walk('limits', forgetCounted))
    stops.push(
      () => limits.destroy(),
      () => task.destroy(),
      () => ahead.destroy(),
      () => forgetting.destroy(),
    )
  }

  /** @returns what starts a walk, and is over when the walk is: cron waits for it too */
  function walk(kind: string, round: (office: PostOffice) => Promise<unknown>): () => Promise<void> {
    let under = false
    return async () => {
      if (under) return
      under = true
      const walked = round(office).then(
        () => {},
        (error) => office.log.warn({ event: 'round.failed', kind, error }),
      )
      walking.add(walked)
      await walked
      under = false
      walking.delete(walked)
    }
  }

  return {
    catchUp() {
      const read = walk('catch-up', catchUp)
      const task = cron.schedule(CATCH_UP, read)
      stops.push(() => task.destroy())
      void read()
    },
    async stop() {
      for (const end of stops) await end()
      await Promise.allSettled(walking)
    },
  }
}
