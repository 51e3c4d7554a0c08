import { setTimeout as pause } from 'node:timers/promises'
import { startRedis } from '../servers/redis.ts'
import { p99 } from './bringer.ts'
import { lastingPort } from './built.ts'
import { seeded } from './chance.ts'
import type { Ground } from './ground.ts'
import { allTalk } from './neighbours.ts'
import { startProxy } from './proxy.ts'
import { everybody } from './tally.ts'
import { notReady, onStage, type Size, untilReady } from './trial.ts'

/** F4: Redis is not there when the house opens, and comes later. */
export async function redisComesLate(size: Size) {
  const port = await lastingPort(seeded(size.seed + 1))
  let redis: Awaited<ReturnType<typeof startRedis>> | null = null
  const settings = { ...size.settings, REDIS_URL: `redis://127.0.0.1:${port}` }
  const counted = await onStage({ ...size, settings }, async ({ ground, house, neighbours }) => {
    const half = Math.ceil(neighbours.length / 2)
    await allTalk(ground.bringer, neighbours.slice(0, half))
    const reason = await notReady(house)
    redis = await startRedis({ port })
    const readyAfter = await untilReady(house)
    await allTalk(ground.bringer, neighbours.slice(half))
    return { reason, readyAfter }
  })
  await redis!.stop()
  return counted
}

/** F5: the line to Redis breaks in mid-flight: silent, and cut. The last cut lasts until all is said, so that timers fall into it. */
export async function redisBreaks(size: Size & { breaks: number[] }) {
  const redis = await startRedis()
  const proxy = await startProxy(() => redis.port)
  const settings = { ...size.settings, REDIS_URL: `redis://127.0.0.1:${proxy.port}` }
  const counted = await onStage({ ...size, settings }, async ({ ground, house, neighbours }) => {
    const { bringer } = ground
    const talking = allTalk(bringer, neighbours, { rest: size.rest })
    const answers: (number | null)[] = []
    for (const milliseconds of size.breaks) {
      for (const fault of ['blackhole', 'cut'] as const) {
        await pause(300)
        const from = Date.now()
        await proxy[fault]()
        await pause(milliseconds)
        if (fault === 'cut' && milliseconds === size.breaks.at(-1)) await talking
        answers.push(p99(bringer, from, Date.now()))
        await proxy.heal()
      }
    }
    await talking
    return { p99Meanwhile: answers, readyAfter: await untilReady(house) }
  })
  await proxy.close()
  await redis.stop()
  return counted
}

/** F6: Redis is emptied again and again while everybody's timers are in it. */
export async function redisForgets(size: Size & { times: number }) {
  const redis = await startRedis()
  const settings = { ...size.settings, REDIS_URL: redis.url }
  const counted = await onStage({ ...size, settings }, async ({ ground, house, neighbours }) => {
    const talking = allTalk(ground.bringer, neighbours, { rest: size.rest })
    let over = false
    void talking.then(() => {
      over = true
    })
    // The last time is when all has been said, and the last timers are still to go off.
    for (let time = 1; time < size.times && !over; time++) {
      await pause(200 + ground.random() * 600)
      await redis.command('FLUSHALL')
    }
    await talking
    await redis.command('FLUSHALL')
    await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'volatile-lru')
    const reason = await notReady(house)
    await ground.settle(size.patience)
    return { reason, latest: await latestReminder(ground) }
  })
  await redis.stop()
  return counted
}

/** How many milliseconds after its time the latest reminder was made; null without any. */
export async function latestReminder(ground: Ground): Promise<number | null> {
  const late = [...(await everybody(ground)).values()].flatMap(({ rows }) => {
    const asked = rows.find(({ direction, text }) => direction === 'in' && text === 'remindme')
    const came = rows.find(({ direction, text }) => direction === 'out' && text === 'This is your reminder.')
    return asked && came ? [came.at.getTime() - asked.at.getTime() - 1000] : []
  })
  return late.length ? Math.max(...late) : null
}
