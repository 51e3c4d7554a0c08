import { readFileSync } from 'node:fs'
import { p99 } from './bringer.ts'
import type { Bug } from './built.ts'
import type { Ground, House } from './ground.ts'
import { allTalk, type Neighbour, neighbour } from './neighbours.ts'
import { everybody, faults, patternOf, tally } from './tally.ts'
import { onStage, type Size, within } from './trial.ts'

/** A message that the house stumbles over, or that ends the whole process, every time that it comes. */
const POISON: Bug = {
  file: 'messaging/hear.js',
  from: 'async function takeText(play, text) {',
  to: `async function takeText(play, text) {
    if (text === 'poison') throw new Error('poison');
    if (text === 'crash') process.kill(process.pid, 'SIGKILL');`,
}

/** F18: messages that cannot be played are set aside; whoever sent them, and everybody else, goes on. */
export function poison(size: Size & { poisons: number }) {
  return onStage({ ...size, bugs: [POISON, ...(size.bugs ?? [])] }, async ({ ground, house, neighbours }) => {
    const { bringer, telegram } = ground
    // What the first one says is stumbled over; of what the others say every other one kills.
    const [first, ...others] = Array.from({ length: size.poisons + 1 }, (_, i) => poisoned(size, i))
    for (const { chat } of [first!, ...others]) telegram.person(chat)
    const guard = keepOpen(ground, house)
    await within(size.patience, allTalk(bringer, [first!]))
    await ground.settle(size.patience)
    const pattern = await patternOf(ground, first!)
    const began = Date.now()
    await within(size.patience, allTalk(bringer, mixed(neighbours, others)))
    await ground.settle(size.patience)
    return {
      poisons: size.poisons,
      crashes: await guard.stop(),
      toldKindly: await heardKindLine(ground, first!),
      poisonedFaults: faults(await tally(ground, others, pattern)),
      p99: p99(bringer, began, Date.now()),
    }
  })
}

function poisoned(size: Size, place: number): Neighbour {
  const one = neighbour(size.people + 1 + place, size)
  return { ...one, script: one.script.toSpliced(3, 0, place % 2 ? 'crash' : 'poison') }
}

/** Spread evenly among the others. */
function mixed(many: Neighbour[], few: Neighbour[]): Neighbour[] {
  const every = Math.ceil(many.length / (few.length || 1))
  return many.flatMap((one, i) => (i % every === 0 ? [one, ...few.slice(i / every, i / every + 1)] : [one]))
}

/** Opens the house again whenever it dies, as systemd would. */
function keepOpen(ground: Ground, house: House) {
  let [watching, crashes] = [true, 0]
  const watch = async () => {
    for (let living = house; ; crashes++) {
      await living.ended
      if (!watching) return
      living = await ground.open()
    }
  }
  void watch()
  return {
    async stop() {
      watching = false
      return crashes
    },
  }
}

async function heardKindLine(ground: Ground, { address }: Neighbour): Promise<boolean> {
  const words = JSON.parse(readFileSync('locales/en/words.json', 'utf8')) as { house: { stumbled: string } }
  const { rows } = (await everybody(ground)).get(address)!
  return rows.some(({ text }) => text === words.house.stumbled)
}
