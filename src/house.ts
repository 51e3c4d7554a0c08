import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { channelList } from './channel-list.ts'
import type { Channel } from './channels/channel.ts'
import type { Config } from './config.ts'
import { calendarFile, isCalendar } from './domains/activities/calendar.ts'
import { giveToAll } from './domains/library/give.ts'
import { healthRoutes } from './http/health.ts'
import { mediaRoutes } from './http/media.ts'
import { canListen, listen, openHttp } from './http/server.ts'
import type { Log } from './log.ts'
import { openDoor } from './messaging/door.ts'
import { runErrand } from './messaging/errands.ts'
import { holdInstance } from './messaging/instance.ts'
import { mediaBytes } from './messaging/media.ts'
import type { PostOffice } from './messaging/post-office.ts'
import { deliver, sendsUnderWay } from './messaging/send.ts'
import { openLanes } from './messaging/to-many.ts'
import { watchOut } from './messaging/watchful.ts'
import { type Metrics, openMetrics } from './metrics.ts'
import { type OpenOffice, openOffice, realWorld, type World } from './office.ts'
import { phoneStore } from './phones/store.ts'
import { openPhones } from './phones-page.ts'
import { atHand } from './queue/at-hand.ts'
import { openQueue } from './queue/bullmq.ts'
import type { Queue } from './queue/queue.ts'
import { startRounds } from './rounds.ts'

export type House = { office: PostOffice; address: string; close(): Promise<void> }

const ERRANDS_SIDE_BY_SIDE = 8
/** Two hands prepare what is sent to many faster than any provider takes it, and leave the machine to replies. */
const ERRANDS_AT_HAND = { free: 4, forHeaps: 2 }

/**
 * Wires everything, for the role that the settings give this process, and opens the doors last.
 * The only place that knows all rooms.
 * @throws {OperatorError} with the line that the operator should read; what was opened is closed again
 */
export async function openHouse(config: Config, given: { log: Log; world?: Partial<World> }): Promise<House> {
  await canListen(config.http)
  const closers: Closer[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    return { ...(await openRooms(config, given, closers)), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Opens room after room; `closers` close them in the other direction, also when a later one does not open. */
async function openRooms(config: Config, given: { log: Log; world?: Partial<World> }, closers: Closer[]) {
  const { log } = given
  const metrics = openMetrics()
  const world = { ...realWorld(log, metrics), ...given.world }
  const ground = await openOffice(config, world)
  closers.push(ground.close)
  const { office, databaseUrl } = ground
  const instance = await holdInstance(databaseUrl, office.instance, log)
  if (instance.foundDead) watchOut(office)
  closers.push(instance.close, () => atMost(PATIENCE_MS, sendsUnderWay(office)))
  const carried = await openQueue({ redisUrl: config.redisUrl ?? undefined, databaseUrl }, log)
  const queue = atHand(carried, ERRANDS_AT_HAND, log)
  office.queue = queue
  closers.push(queue.close)

  const http = await openHttp(log)
  const store = phoneStore(office.db, office.sealer, office.now)
  let address: string | null = null
  const page = () => address && `${address}/phones`
  const channels = await channelList(config, { db: office.db, log, now: office.now, store, page })
  for (const channel of channels) office.channels.set(channel.name, channel)
  if (config.demo) {
    await ground.domains.loadDemo(office)
    await giveToAll(office, ground.shelves.shipped)
  }
  routes(http, { config, ground, metrics, queue })
  if (config.demo) closers.push(await openPhones(http, { config, ground, store }))

  const takes = config.role !== 'worker'
  const works = config.role !== 'web'
  closers.push(() => http.close())
  if (takes) for (const channel of channels) await channel.open(openDoor(office), http)
  for (const channel of channels) closers.push(() => channel.close())
  const rounds = startRounds(office, { sweepEvery: works ? config.sweepEvery : null })
  // Closed before the channels: nothing new is begun that a closing door would cut off and that would be sent again.
  closers.push(queue.close, rounds.stop)
  address = await listen(http, config.http)
  if (works) {
    queue.work(handlers(office), { concurrency: ERRANDS_SIDE_BY_SIDE })
    closers.push(openLanes(office).stop)
  }
  if (takes) rounds.catchUp()
  return { office, address }
}

type Closer = () => Promise<void>

/** A provider that does not answer must not keep the house from closing: the row is still there. */
const PATIENCE_MS = 5000

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, pause(ms, undefined, { ref: false })])
}

function handlers(office: PostOffice) {
  return new Map<string, (data: unknown) => Promise<void>>([
    ['errand', async (data) => void (await runErrand(office, (data as { id: string }).id))],
    ['deliver', (data) => deliver(office, (data as { contact: string }).contact)],
  ])
}

type Rooms = { config: Config; ground: OpenOffice; metrics: Metrics; queue: Queue }

function routes(http: Awaited<ReturnType<typeof openHttp>>, { config, ground, metrics, queue }: Rooms): void {
  const { office, mediaKey } = ground
  metrics.watch(figures(office))
  const channelChecks = Object.fromEntries(
    [...office.channels.values()].map((channel: Channel) => [channel.name, () => channel.trouble()]),
  )
  const checks = {
    database: () => sql`select 1`.execute(office.db).then(() => null),
    queue: () => queue.trouble(),
    ...(config.role === 'worker' ? {} : channelChecks),
  }
  healthRoutes(http, { checks, metrics })
  mediaRoutes(http, { key: mediaKey, now: office.now, find: (id) => fileBehind(office, id) })
}

/** What a signed link is for: a calendar, or something that somebody sent. */
const fileBehind = (office: PostOffice, id: string) =>
  isCalendar(id) ? calendarFile(office, id) : mediaBytes(office, id)

function figures(office: PostOffice) {
  const one = async (query: ReturnType<typeof sql<{ n: string }>>) =>
    Number((await query.execute(office.db)).rows[0]!.n)
  return {
    waiting: () => one(sql`select count(*) n from messages where status in ('queued', 'sending')`),
    errandsDue: () =>
      one(sql`select count(*) n from errands where due_at <= ${office.now()} and failed_at is null`),
    quarantine: () => one(sql`select count(*) n from quarantine`),
  }
}
