import { setTimeout as pause } from 'node:timers/promises'
import { startRedis } from '../servers/redis.ts'
import { allTalk } from './neighbours.ts'
import { onStage, type Size } from './trial.ts'

/** F1: `kill -9` again and again in the middle of the load, while the provider keeps trying. */
export async function killLoop(size: Size & { kills: number; redis: boolean }) {
  const redis = size.redis ? await startRedis() : null
  const settings = { ...size.settings, ...(redis && { REDIS_URL: redis.url }) }
  const counted = await onStage({ ...size, settings }, async ({ ground, house, neighbours }) => {
    const { bringer, random } = ground
    const before = bringer.brought.length
    const messages = neighbours.reduce((sum, { script }) => sum + script.length, 0)
    let living = house
    let busy = 0
    let slowest = 0
    const talking = allTalk(bringer, neighbours)
    for (let kill = 1; kill <= size.kills; kill++) {
      const enough = before + (messages * kill) / (size.kills + 1)
      while (bringer.times.length < enough) await pause(2)
      await pause(random() * 30)
      if (bringer.underWay() > 0) busy++
      living = await ground.replace(living)
      slowest = Math.max(slowest, living.took)
    }
    await talking
    return { kills: size.kills, killsWhileBusy: busy, slowestStart: slowest }
  })
  await redis?.stop()
  return counted
}
