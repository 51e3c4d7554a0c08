import { setTimeout as pause } from 'node:timers/promises'
import { type Ground, type House, layGround, type Wanted } from './ground.ts'
import { type Neighbour, neighbour, talk } from './neighbours.ts'
import { type Pattern, patternOf, type Tally, tally } from './tally.ts'

/** How large a trial is, and what bug is sown for it to be noticed. */
export type Size = Wanted & {
  people: number
  /** How often each changes her name after joining. */
  changes: number
  /** How long to wait for the end, in milliseconds. */
  patience: number
  /** How long everybody rests between two messages, in milliseconds. */
  rest?: number
  /** Each asks for a reminder at the end. */
  reminded?: boolean
}

export type Stage = { ground: Ground; house: House; neighbours: Neighbour[]; pattern: Pattern }

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
    const isQuiet = await ground.settle(8000, 0)
    if (!isQuiet && !size.bugs?.length)
      throw new Error(`A quiet house does not come to rest: ${house.said()}`)
    const pattern = await patternOf(ground, first!)
    const own = await play({ ground, house, neighbours, pattern })
    await ground.settle(size.patience)
    return { seed: size.seed, ...(await tally(ground, neighbours, pattern)), ...own }
  } finally {
    await ground.close()
  }
}

/** Waits for something that a sown bug may keep from ever happening. */
export async function within(patience: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, pause(patience)])
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
