import {
  IMPATIENT,
  LEAVES_AT_ONCE,
  NO_ADOPTION,
  NO_CATCH_UP,
  NO_QUARANTINE,
  NO_SWEEP,
  NO_UNIQUE_KEY,
  SAYS_STORED,
  SENDS_BEFORE_COMMIT,
} from './bugs.ts'
import { embeddedKilled } from './embedded.ts'
import { killLoop } from './kill-loop.ts'
import { limits } from './limits.ts'
import { poison } from './poison.ts'
import { postgresRestarts } from './postgres.ts'
import { redisBreaks, redisComesLate, redisForgets } from './redis.ts'
import { repeats } from './repeats.ts'
import { stops } from './stop.ts'
import { faults } from './tally.ts'
import { exceeding, type Trial, trial } from './trial.ts'
import { twilioGap } from './twilio-gap.ts'

/** Past the second for which a sweep leaves a row to its own nudge, and the sweep itself. */
const A_SWEEP = 2_500

/** The rows of reliability that issue 3 asks for; each in a short and a long form, and with the bug it must notice. */
export const TRIALS: Trial[] = [
  killed('F1-postgres', 'a house killed in mid-sentence loses nothing, its queue on PostgreSQL', false),
  killed('F1-redis', 'a house killed in mid-sentence loses nothing, its queue on Redis', true),
  trial({
    id: 'F4',
    promise: 'a house whose Redis comes late takes everything meanwhile, and says what is missing',
    run: redisComesLate,
    wrong: (counted, { slack = 1 }) => ({
      ...faults(counted),
      ...(counted.reason?.includes('Redis does not answer') ? {} : { reason: counted.reason }),
      ...exceeding({ readyAfter: [counted.readyAfter, 5_500 * slack] }),
    }),
    short: { seed: 4, people: 20, changes: 0, reminded: true, patience: 10_000 },
    long: { seed: 4, people: 143, changes: 0, reminded: true, patience: 30_000 },
    bug: { name: 'nobody swept', settings: NO_SWEEP, patience: 3_000 },
  }),
  trial({
    id: 'F5',
    promise: 'a line to Redis that is cut or falls silent holds nobody up',
    run: redisBreaks,
    wrong: (counted, { slack = 1 }) => ({
      ...faults(counted),
      ...exceeding({
        p99Meanwhile: [Math.max(...counted.p99Meanwhile.map((p99) => p99 ?? 0)), 100 * slack],
      }),
    }),
    short: { seed: 5, people: 20, changes: 0, reminded: true, rest: 200, breaks: [700], patience: 15_000 },
    long: {
      ...{ seed: 5, people: 200, changes: 10, reminded: true, rest: 850, patience: 60_000 },
      breaks: [1_000, 10_000, 60_000],
    },
    bug: { name: 'nobody swept', settings: NO_SWEEP, patience: 3_000 },
  }),
  trial({
    id: 'F6',
    promise: 'a Redis that forgets everything takes no timer with it',
    run: redisForgets,
    wrong: (counted, { slack = 1 }) => ({
      ...faults(counted),
      ...(counted.reason?.includes('noeviction') ? {} : { reason: counted.reason }),
      ...exceeding({ latest: [counted.latest ?? Infinity, A_SWEEP * slack] }),
    }),
    short: { seed: 6, people: 24, changes: 0, reminded: true, rest: 50, times: 3, patience: 10_000 },
    long: { seed: 6, people: 400, changes: 2, reminded: true, rest: 100, times: 20, patience: 30_000 },
    bug: { name: 'nobody swept', settings: NO_SWEEP, patience: 2_500 },
  }),
  trial({
    id: 'F8',
    promise: 'a PostgreSQL that goes away again and again is waited for, and found when it is back',
    run: postgresRestarts,
    wrong: (counted, { slack = 1 }) => ({
      ...faults(counted),
      ...exceeding({
        slowestReady: [counted.slowestReady, 5_000 * slack],
        longestAnswer: [counted.longestAnswer, 5_000 * slack],
        pickUp: [counted.pickUp ?? Infinity, 2_000 * slack],
      }),
    }),
    short: { seed: 8, people: 24, changes: 1, rest: 50, restarts: 2, every: [600, 900], patience: 15_000 },
    long: {
      ...{ seed: 8, people: 5_000, changes: 0, restarts: 12, patience: 90_000 },
      every: [5_000, 10_000],
    },
    bug: { name: 'what is not stored were acknowledged', bugs: SAYS_STORED, patience: 5_000 },
  }),
  trial({
    id: 'F12',
    promise: 'Telegram’s limit is kept, its 429 is waited for, and a reply does not stand behind a broadcast',
    run: limits,
    wrong: (counted, { slack = 1 }) => ({
      ...faults(counted),
      ...exceeding({
        missing: [counted.missing, 0],
        again: [counted.again, 0],
        tooEarly: [counted.tooEarly, 0],
        busiestSecond: [counted.busiestSecond, mostASecond(slack)],
        slowestReply: [counted.slowestReply, 2_000 * slack],
      }),
    }),
    short: { seed: 12, people: 1, changes: 0, notices: 90, refusals: 5, patience: 15_000 },
    long: { seed: 12, people: 2, changes: 5, notices: 5_000, refusals: 200, patience: 300_000 },
    bug: { name: 'a 429 were not waited for', bugs: IMPATIENT },
  }),
  trial({
    id: 'F15',
    promise: 'what comes twice, late, or at two houses at once has one effect, in order',
    run: repeats,
    wrong: faults,
    short: { seed: 15, people: 40, changes: 2, patience: 10_000 },
    long: { seed: 15, people: 417, changes: 6, patience: 60_000 },
    bug: { name: 'the unique key were missing', sabotage: NO_UNIQUE_KEY, patience: 5_000 },
  }),
  poisoned(),
  stopped('SIGTERM'),
  stopped('SIGKILL'),
  trial({
    id: 'F24',
    promise:
      'a house with its own PostgreSQL is killed, and the next one takes over the server that lives on',
    run: embeddedKilled,
    wrong: (counted, { slack = 1 }) => ({
      ...faults(counted),
      ...(/already|another|in use/i.test(counted.refusal) ? {} : { refusal: counted.refusal }),
      ...exceeding({
        failedStarts: [counted.failedStarts, 0],
        slowestStart: [counted.slowestStart, 5_000 * slack],
      }),
    }),
    short: { seed: 24, people: 10, changes: 1, rest: 150, kills: 2, patience: 15_000 },
    long: { seed: 24, people: 120, changes: 11, rest: 1600, kills: 50, patience: 60_000 },
    bug: { name: 'a server that lives on were not taken over', bugs: NO_ADOPTION, patience: 3_000 },
  }),
  trial({
    id: 'gap',
    promise: 'what WhatsApp’s mothers wrote while the house was away is read from Twilio’s own list',
    run: twilioGap,
    wrong: ({ missed, recovered, recoveredAfter, left, ...counted }) => ({
      ...exceeding({
        unrecovered: [missed - recovered, 0],
        recoveredAfter: [recoveredAfter, 120_000],
        notMissed: [missed > 0 ? 0 : 1, 0],
        appliedTwice: [counted.appliedTwice, 0],
        outOfOrder: [counted.outOfOrder, 0],
        wrongState: [counted.wrongState, 0],
        unanswered: [counted.unanswered, 0],
        queued: [left.queued + left.sending + left.held + left.failed, 0],
      }),
    }),
    short: { seed: 60, people: 6, changes: 0, gap: 500, patience: 15_000 },
    long: { seed: 60, people: 25, changes: 1, gap: 60_000, patience: 120_000 },
    bug: { name: 'Twilio’s list were never read', bugs: NO_CATCH_UP, patience: 3_000 },
  }),
]

function killed(id: string, promise: string, redis: boolean): Trial {
  return trial({
    id,
    promise,
    run: killLoop,
    wrong: (counted) => ({
      ...faults(counted),
      ...exceeding({ killsWhileIdle: [counted.kills - counted.killsWhileBusy, counted.kills / 10] }),
    }),
    short: { seed: 1, people: 24, changes: 1, kills: 2, patience: 10_000, redis },
    long: { seed: 1, people: 417, changes: 6, kills: 50, patience: 60_000, redis },
    bug: { name: 'replies left before the commit', bugs: SENDS_BEFORE_COMMIT, patience: 5_000 },
  })
}

function poisoned(): Trial {
  return trial({
    id: 'F18',
    promise: 'a message that the house stumbles over, or dies of, is set aside, and everybody goes on',
    run: poison,
    wrong: ({ poisonedFaults, ...counted }) => {
      const { quarantined: _, ...hers } = poisonedFaults
      const { quarantined = 0, ...others } = faults(counted)
      const notQuarantined = counted.poisons + 1 - quarantined
      const untold = counted.toldKindly ? 0 : 1
      return {
        ...others,
        ...hers,
        ...exceeding({ notQuarantined: [notQuarantined, 0], untold: [untold, 0] }),
      }
    },
    short: { seed: 18, people: 20, changes: 0, poisons: 1, patience: 40_000 },
    long: { seed: 18, people: 165, changes: 0, poisons: 10, patience: 120_000 },
    bug: { name: 'nothing were set aside', bugs: NO_QUARANTINE, patience: 5_000 },
  })
}

function stopped(signal: 'SIGTERM' | 'SIGKILL'): Trial {
  const inOrder = signal === 'SIGTERM'
  return trial({
    id: `F20-${signal}`,
    promise: inOrder
      ? 'a house told to stop in the middle of a broadcast finishes its calls, and the next ones go on together'
      : 'a house killed in the middle of a broadcast leaves only the calls under way in doubt',
    run: stops,
    wrong: (counted, { slack = 1 }) => ({
      ...faults(counted),
      ...exceeding({
        missing: [counted.missing, 0],
        again: [counted.again, inOrder ? 0 : counted.codes.length * UNDER_WAY],
        notInOrder: [inOrder ? counted.codes.filter((code) => code !== 0).length : 0, 0],
        slowestStop: [counted.slowestStop, 10_000 * slack],
        // What was under way when it died may be sent once more beside the rest.
        busiestSecond: [counted.busiestSecond, mostASecond(slack) + counted.again],
      }),
    }),
    short: { seed: 20, people: 0, changes: 0, notices: 90, stops: 1, signal, joined: true, patience: 15_000 },
    long: {
      seed: 20,
      people: 0,
      changes: 0,
      notices: 5_000,
      stops: 10,
      signal,
      joined: true,
      patience: 300_000,
    },
    bug: inOrder
      ? { name: 'the process left at once', bugs: LEAVES_AT_ONCE }
      : { name: 'nobody swept', settings: NO_SWEEP, patience: 3_000 },
  })
}

/** Where other tests run beside it, calls that left in their turn arrive bunched; without turns it would be a hundred. */
const mostASecond = (slack: number) => (slack > 1 ? 45 : 30)

/** So many calls to a provider are under way at once at most. */
const UNDER_WAY = 30
