import { setTimeout as pause } from 'node:timers/promises'
import { type RawBuilder, sql } from 'kysely'
import { startRedis } from '../servers/redis.ts'
import type { Person } from '../standins/telegram-person.ts'
import type { Bug } from './built.ts'
import { type DutyPeople, moveInForDuty } from './duty-people.ts'
import { type Ground, type House, layGround, type Wanted } from './ground.ts'
import { leftOf } from './tally.ts'
import { exceeding, type Trial, trial, within } from './trial.ts'

/** Where the house dies on the alert's way; at `emptied` it lives, and Redis forgets. */
export type Step =
  | 'before the commit'
  | 'after the commit'
  | 'in mid-send'
  | 'after it was sent'
  | 'while it waits'
  | 'at the escalation'
  | 'emptied'

export type DutySize = Wanted & {
  steps: Step[]
  /** How often all the steps are gone through. */
  rounds: number
  /** With the queue on Redis, which is emptied at every death. */
  redis: boolean
  patience: number
}

/** How long one professional is called; long enough for a lock to be laid before it is over. */
const WAIT = 'PT3S'
const KNOCK = 'Please open this now.'

/**
 * A mother writes of danger, and the house dies on the way, once at every step. Somebody on duty reads her words and
 * takes it all the same; no mother is called, and nobody of another network.
 */
export async function dutyAlert(size: DutySize) {
  const redis = size.redis ? await startRedis() : null
  const settings = { ...size.settings, ...(redis && { REDIS_URL: redis.url }) }
  const ground = await layGround({ ...size, settings })
  try {
    const steps = Array.from({ length: size.rounds }, () => size.steps).flat()
    const people = await moveInForDuty(ground, { mothers: steps.length, wait: WAIT })
    let house = await ground.open()
    const notAlerted: Step[] = []
    const notAtTheStep: Step[] = []
    for (const [i, step] of steps.entries()) {
      const forgets = async () => void (await redis?.command('FLUSHALL'))
      const before = [people.petra, people.ineke].map((one) => one.heard().length)
      const night = {
        ...{ ground, people, house, forgets, patience: size.patience },
        mother: people.mothers[i]!,
      }
      if (!(await BREAKS[step](night))) notAtTheStep.push(step)
      if (step !== 'emptied') house = await ground.open()
      const called = step === 'while it waits' || step === 'at the escalation' || step === 'emptied' ? 1 : 0
      const one = [people.petra, people.ineke][called]!
      const since = before[called]!
      if (!(await isTaken(one, night.mother.words, { since, patience: size.patience }))) notAlerted.push(step)
    }
    await ground.settle(size.patience)
    return {
      seed: size.seed,
      mothers: steps.length,
      notAlerted,
      notAtTheStep,
      ...overheard(people),
      left: await leftOf(ground),
    }
  } finally {
    await ground.close()
    await redis?.stop()
  }
}

type Night = {
  ground: Ground
  people: DutyPeople
  house: House
  mother: DutyPeople['mothers'][number]
  forgets: () => Promise<void>
  patience: number
}

/** Each kills the house at its step; true when it was there. */
const BREAKS: Record<Step, (night: Night) => Promise<boolean>> = {
  'before the commit': (night) =>
    // Held like this, what she wrote cannot be kept: the transaction is open when the house dies.
    whileHeld(night, sql`lock table dangers in share mode`, () => says(night)),
  'after the commit': (night) =>
    whileHeld(
      night,
      sql`select from contacts where address_key is not null and role = 'professional' for update`,
      () => says(night),
    ),
  async 'in mid-send'(night) {
    night.ground.telegram.breaks('hang', { chat: night.people.petra.id, times: Infinity })
    says(night)
    const isThere = await until(() => isBeingSentTo(night), night.patience)
    await dies(night)
    night.ground.telegram.mends()
    return isThere
  },
  async 'after it was sent'(night) {
    // Telegram has it, and the house cannot know: it may come twice, but it comes.
    night.ground.telegram.breaks('take-and-die', { chat: night.people.petra.id })
    const isThere = await isKnockedAt(night, night.people.petra, () => says(night))
    await dies(night)
    night.ground.telegram.mends()
    return isThere
  },
  async 'while it waits'(night) {
    const isThere = await isKnockedAt(night, night.people.petra, () => says(night))
    await dies(night)
    return isThere
  },
  async 'at the escalation'(night) {
    const isThere = await isKnockedAt(night, night.people.petra, () => says(night))
    const held = sql`select from tickets where status <> 'closed' for update`
    return (await whileHeld(night, held, () => {})) && isThere
  },
  async emptied(night) {
    const isThere = await isKnockedAt(night, night.people.petra, () => says(night))
    await night.forgets()
    return isThere
  },
}

/** She says it; the messenger brings it until the house has it. */
const says = ({ mother }: Night) => void mother.says(mother.words)

async function dies({ house, forgets }: Night): Promise<void> {
  await house.end()
  await forgets()
}

/** The house dies while a statement of its own waits for this lock. */
async function whileHeld(night: Night, lock: RawBuilder<unknown>, act: () => void): Promise<boolean> {
  return night.ground.db.transaction().execute(async (tx) => {
    await lock.execute(tx)
    act()
    const isThere = await until(() => somebodyWaits(night.ground), night.patience)
    await dies(night)
    return isThere
  })
}

async function somebodyWaits({ db }: Ground): Promise<boolean> {
  const found = await sql<{ waits: boolean }>`
    select exists (select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock') as waits`.execute(db)
  return found.rows[0]!.waits
}

async function isBeingSentTo({ ground }: Night): Promise<boolean> {
  const found = await sql<{ sends: boolean }>`
    select exists (select from messages m join contacts c on c.id = m.contact_id
      where m.status = 'sending' and c.role = 'professional') as sends`.execute(ground.db)
  return found.rows[0]!.sends
}

async function isKnockedAt({ patience }: Night, who: Person, act: () => void): Promise<boolean> {
  const before = who.heard().length
  act()
  return hearsSince(who, before, KNOCK, patience)
}

/** She opens what she is called to, until it is these very words, and takes it. */
async function isTaken(who: Person, words: string, { since, patience }: { since: number; patience: number }) {
  let opened = since
  const reads = await until(async () => {
    const called = who.heard().findLastIndex(({ text }) => text.includes(KNOCK))
    if (called >= opened) {
      opened = who.heard().length
      await within(patience, who.taps('Open'))
    }
    return who
      .heard()
      .slice(since)
      .some(({ text }) => text.includes(words))
  }, patience)
  if (!reads) return false
  await within(patience, who.taps('I take it'))
  return hearsSince(who, since, 'Write your answer', patience)
}

const hearsSince = (who: Person, since: number, words: string, patience: number) =>
  until(
    async () =>
      who
        .heard()
        .slice(since)
        .some(({ text }) => text.includes(words)),
    patience,
  )

async function until(holds: () => Promise<boolean>, patience: number): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end; await pause(20)) if (await holds()) return true
  return false
}

/** What came to whom it was not for: of a call, or of somebody else's words. */
function overheard({ mothers, keyMother, others }: DutyPeople) {
  const isCalled = (one: Person) => one.heard().some(({ text }) => text.includes(KNOCK))
  const hersAlone = mothers.map(({ words }) => words)
  const readsOthers = (one: Person) =>
    one.heard().some(({ text }) => hersAlone.some((words) => text.includes(words)))
  return {
    mothersCalled: mothers.filter((one) => isCalled(one) || readsOthers(one)).length,
    keyMotherHeard: keyMother.heard().length,
    othersHeard: others.reduce((sum, one) => sum + one.heard().length, 0),
  }
}

/** The alert is only thought of, and never written down. */
export const NOT_WRITTEN: Bug[] = [
  {
    file: 'domains/danger/calls.js',
    from: 'for (const [at, contact] of (await contactsOf(desk.tx, whom)).entries())',
    to: 'for (const [at, contact] of [])',
  },
]

const ALL: Step[] = [
  ...(['before the commit', 'after the commit', 'in mid-send', 'after it was sent'] as const),
  ...(['while it waits', 'at the escalation'] as const),
]

export const onPostgres = alerted('duty-postgres', 'its queue on PostgreSQL', false, ALL)
export const onRedis = alerted('duty-redis', 'its queue on a Redis that forgets', true, [
  'after the commit',
  'at the escalation',
  'emptied',
])

function alerted(id: string, where: string, redis: boolean, steps: Step[]): Trial {
  return trial({
    id,
    promise: `whoever is on duty is called although the house dies at every step, ${where}`,
    run: dutyAlert,
    wrong: ({ left, ...heard }) =>
      exceeding({
        notAlerted: [heard.notAlerted.length, 0],
        notAtTheStep: [heard.notAtTheStep.length, 0],
        mothersCalled: [heard.mothersCalled, 0],
        keyMotherHeard: [heard.keyMotherHeard, 0],
        othersHeard: [heard.othersHeard, 0],
        failed: [left.failed + left.errandsFailed + left.quarantined, 0],
      }),
    short: { seed: 70, redis, steps, rounds: 1, patience: 20_000 },
    long: { seed: 70, redis, steps: [...ALL, 'emptied'], rounds: 20, patience: 30_000 },
    bug: {
      name: 'the errand were not written',
      bugs: NOT_WRITTEN,
      steps: ['after the commit'],
      patience: 3_000,
    },
  })
}
