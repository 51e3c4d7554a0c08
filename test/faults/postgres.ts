import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrate.ts'
import { startPostgres } from '../servers/postgres.ts'
import { allTalk, neighbour, talk } from './neighbours.ts'
import { latestReminder } from './redis.ts'
import { onStage, type Size, untilReady } from './trial.ts'

/** F8: PostgreSQL goes away again and again, in order and at once, for up to two seconds. */
export async function postgresRestarts(size: Size & { restarts: number; every: [number, number] }) {
  const server = await startPostgres()
  const database = await server.freshDatabase()
  const making = connect(database.url, { max: 1 })
  await migrate(making, resolve('src'))
  await making.destroy()
  const kept = { ...database, drop: () => server.stop() }
  return onStage({ ...size, database: kept }, async ({ ground, house, neighbours }) => {
    const { bringer, random } = ground
    const [shortest, longest] = size.every
    let over = false
    const talking = allTalk(bringer, neighbours, { rest: size.rest }).then(() => {
      over = true
    })
    let slowest = 0
    let restarts = 0
    while (restarts < size.restarts || !over) {
      await pause(shortest + random() * (longest - shortest))
      if (over && restarts >= size.restarts) break
      if (restarts++ % 2) {
        // At once, as after a crash; who started it starts it again.
        process.kill(server.pid, 'SIGQUIT')
      } else {
        await server.down()
        await pause(random() * Math.min(2000, shortest))
        await server.up()
      }
      slowest = Math.max(slowest, await untilReady(house))
    }
    await talking
    // A timer of now is woken in time again: the queue listens to the new server.
    await pause(1000)
    const late = neighbour(size.people + 1, { changes: 0, reminded: true })
    ground.telegram.person(late.chat)
    await talk(bringer, late)
    await ground.settle(size.patience)
    const { 503: refused = 0, 200: taken = 0 } = Object.fromEntries(bringer.statuses)
    return {
      restarts,
      slowestReady: slowest,
      longestAnswer: Math.round(bringer.longest()),
      refused,
      taken,
      pickUp: await latestReminder(ground),
    }
  })
}
