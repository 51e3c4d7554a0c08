import { setTimeout as pause } from 'node:timers/promises'
import type { Bringer } from './bringer.ts'

/** Somebody who joins and then changes her name so many times; every word of hers can be found again. */
export type Neighbour = { chat: number; address: string; names: string[]; script: string[] }

/** @param reminded she also asks for a reminder, which comes a second later */
export function neighbour(place: number, { changes = 1, reminded = false } = {}): Neighbour {
  const names = Array.from({ length: changes + 1 }, (_, i) => `Zo${letters(place)}x${letters(i)}`)
  const [first, ...later] = names
  const join = ['hello', 'English', '1', first!, '2', 'Done']
  const rename = later.flatMap((name) => ['my data', 'Change my name', name])
  return {
    chat: 700_000 + place,
    address: String(700_000 + place),
    names,
    script: [...join, ...rename, ...(reminded ? ['remindme'] : [])],
  }
}

/** She says her script, one after the other, resting a while between two messages. */
export async function talk(bringer: Bringer, { chat, script }: Neighbour, rest = 0): Promise<void> {
  for (const text of script) {
    await bringer.says(chat, text)
    if (rest) await pause(rest)
  }
}

/** So many talk at the same time, when nothing else is said. */
export const SIDE_BY_SIDE = 40

/** Everybody talks, at most so many at the same time. */
export async function allTalk(
  bringer: Bringer,
  neighbours: Neighbour[],
  { sideBySide = SIDE_BY_SIDE, rest = 0 } = {},
): Promise<void> {
  const others = [...neighbours]
  const walk = async (_: unknown, place: number) => {
    // Who rests between two messages does not speak in chorus with the others.
    await pause((rest * place) / sideBySide)
    for (let one = others.shift(); one; one = others.shift()) await talk(bringer, one, rest)
  }
  await Promise.all(Array.from({ length: sideBySide }, walk))
}

/** Numbers as letters: a name holds no digits. */
function letters(number: number): string {
  const tail = 'abcdefghijklmnopqrstuvwxy'[number % 25]!
  return number < 25 ? tail : letters(Math.floor(number / 25) - 1) + tail
}
