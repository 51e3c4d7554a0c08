import { setTimeout as pause } from 'node:timers/promises'
import { NotOpened } from './built.ts'
import { type Ground, type House, layGround, type Wanted } from './ground.ts'
import { type Neighbour, neighbour, talk } from './neighbours.ts'
import { leftOf, type Pattern, patternOf, type Tally, tally } from './tally.ts'

/** How large a trial is, and what bug is sown for it to be noticed. */
export type Size = Wanted & {
  people: number
  /**
   * How often each changes her name after joining, in three messages. After eleven changes without a rest she has said forty
   * within a minute: whatever she says then waits in the house's line.
   */
  changes: number
  /** How long to wait for the end, in milliseconds. */
  patience: number
  /** How long everybody rests between two messages, in milliseconds. */
  rest?: number
  /** Each asks for a reminder at the end. */
  reminded?: boolean
  /** How many times longer than promised everything may take: a machine that runs tests is busy with others. */
  slack?: number
  /** A bug is sown: the house need not come to rest even when nothing is broken. */
  sown?: boolean
}

export type Stage = { ground: Ground; house: House; neighbours: Neighbour[]; pattern: Pattern }

/** A promise put to the proof: what is done, what would be wrong, and a bug that must be noticed. */
export type Trial<S extends object = object, Counted extends object = object> = {
  id: string
  promise: string
  run(size: S): Promise<Counted>
  /** What is wrong in what was counted; nothing when the promise was kept. */
  wrong(counted: Counted, size: S): object
  /** For every run of the tests. */
  short: S
  /** With the figures of the promise: `npm run bench faults`. */
  long: S
  /** Sown into the short form. */
  bug: Partial<S> & { name: string }
}

/** Keeps each trial's own types to itself. */
export function trial<S extends object, Counted extends object>(one: Trial<S, Counted>): Trial {
  return one as unknown as Trial
}

const SLACK = 50

/**
 * Makes a trial.
 * @param given `sown`: the short form with its bug
 * @returns what was counted, and what is wrong in it; with a bug, a house that does not open is wrong as well
 */
export async function tryOut(
  { run, wrong, short, long, bug: { name: _, ...bug } }: Trial,
  given: { long?: boolean; sown?: boolean; seed?: number },
): Promise<{ counted: object; wrong: object }> {
  const form = given.long ? long : short
  const slack = given.long ? 1 : SLACK
  const size = {
    ...form,
    slack,
    ...(given.sown && { ...bug, sown: true }),
    ...(given.seed && { seed: given.seed }),
  }
  try {
    const counted = await run(size)
    return { counted, wrong: wrong(counted, size) }
  } catch (error) {
    if (!given.sown || !(error instanceof NotOpened)) throw error
    return { counted: {}, wrong: { notOpened: error.message.trim() } }
  }
}

/** Those of these figures that are above what is allowed: `{ name: [counted, allowed] }`. */
export function exceeding(figures: Record<string, [counted: number, allowed: number]>): object {
  const over = Object.entries(figures).filter(([, [counted, allowed]]) => !(counted <= allowed))
  return Object.fromEntries(over.map(([name, [counted]]) => [name, counted]))
}

/**
 * Opens a house, lets one neighbour show how a conversation goes when nothing is broken, and hands over.
 * @param play breaks what is to be broken while the others talk; resolves when all has been said
 * @returns what was counted after the house came to rest, and what `play` counted itself
 */
export async function onStage<Own extends object>(
  size: Size,
  play: (stage: Stage) => Promise<Own>,
): Promise<Tally & Own & { seed: number }> {
  const ground = await layGround(size)
  try {
    const house = await ground.open()
    const [first, ...neighbours] = Array.from({ length: size.people + 1 }, (_, i) => neighbour(i, size))
    for (const { chat } of [first!, ...neighbours]) ground.telegram.person(chat)
    await talk(ground.bringer, first!)
    const isQuiet = await ground.settle(size.sown ? size.patience : 8000, 0)
    if (!isQuiet && !size.sown)
      throw new Error(
        `A quiet house does not come to rest: ${JSON.stringify(await leftOf(ground))} ${house.said()}`,
      )
    const pattern = await patternOf(ground, first!)
    const own = await play({ ground, house, neighbours, pattern })
    await ground.settle(size.patience)
    return { seed: size.seed, ...(await tally(ground, neighbours, pattern)), ...own }
  } finally {
    await ground.close()
  }
}

/** Waits for something that a sown bug may keep from ever happening; the patience left over keeps no process from ending. */
export async function within(patience: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, pause(patience, undefined, { ref: false })])
}

/** What `/readyz` says; null when it is ready. */
export async function notReady({ address }: { address: string }): Promise<string | null> {
  const answer = await fetch(`${address}/readyz`)
  const { reasons } = (await answer.json()) as { reasons: Record<string, string> }
  return answer.ok
    ? null
    : Object.entries(reasons)
        .map((reason) => reason.join(': '))
        .join(', ')
}

/** Milliseconds until it is ready. @throws after 20 seconds */
export async function untilReady(house: { address: string }): Promise<number> {
  for (const began = Date.now(); Date.now() < began + 20_000; await pause(20))
    if ((await notReady(house).catch(() => 'no answer')) === null) return Date.now() - began
  throw new Error('The house does not become ready again')
}
