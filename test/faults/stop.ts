import { setTimeout as pause } from 'node:timers/promises'
import { addListeners, noticesHeard, tellAll } from './broadcast.ts'
import { startProxy } from './proxy.ts'
import { onStage, type Size } from './trial.ts'

/**
 * F20: the house is told to stop in the middle of a broadcast, and the next one goes on where it stopped.
 * @param size `joined`: another worker comes in the middle, and stays
 */
export async function stops(
  size: Size & { notices: number; stops: number; signal: 'SIGTERM' | 'SIGKILL'; joined?: boolean },
) {
  let apiRoot = ''
  const line = await startProxy(() => Number(new URL(apiRoot).port))
  const telegramSeen = (url: string) => {
    apiRoot = url
    return `http://127.0.0.1:${line.port}`
  }
  const counted = await onStage({ ...size, telegramSeen }, async ({ ground, house }) => {
    const chats = await addListeners(ground, size.notices)
    // As slow as the real one: there is always a call under way.
    line.delay(40)
    await tellAll(ground)
    let living = house
    let slowest = 0
    const codes: (number | null)[] = []
    for (let stop = 1; stop <= size.stops; stop++) {
      const enough = (size.notices * stop) / (size.stops + 1)
      const until = Date.now() + Math.min(20_000, size.patience)
      while (noticesHeard(ground, chats).heard < enough && Date.now() < until) await pause(5)
      if (Date.now() >= until && !size.sown) throw new Error(`The broadcast does not go on: ${living.said()}`)
      const told = Date.now()
      codes.push(await living.end(size.signal))
      slowest = Math.max(slowest, Date.now() - told)
      living = await ground.replace(living)
    }
    if (size.joined) await ground.open(1)
    await ground.settle(size.patience)
    return {
      ...noticesHeard(ground, chats),
      codes,
      slowestStop: slowest,
      busiestSecond: ground.telegram.busiestSecond(),
    }
  })
  await line.close()
  return counted
}
