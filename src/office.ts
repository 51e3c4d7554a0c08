import { randomBytes, randomInt } from 'node:crypto'
import type { Config } from './config.ts'
import { readConversations } from './conversations.ts'
import { checkDataKey, loadDataKey } from './db/data-key.ts'
import { connect } from './db/database.ts'
import { runningEmbedded, startEmbedded } from './db/embedded.ts'
import { migrate } from './db/migrate.ts'
import { sealer } from './db/sealed.ts'
import { lookoutWith } from './domains/danger/lookout.ts'
import { watchWith } from './domains/danger/watch.ts'
import type { Shelves } from './domains/library/consult.ts'
import { giveToAll } from './domains/library/give.ts'
import { httpRanker } from './domains/library/ranker.ts'
import { networkPlaces } from './domains/networks/networks.ts'
import { afterHiding } from './domains/questions/after-hiding.ts'
import { meanwhile } from './domains/questions/before-joining.ts'
import { listen } from './domains/questions/listening.ts'
import { whoseIs } from './domains/questions/whose.ts'
import { type Domains, domains } from './domains.ts'
import { mediaKey, signMedia } from './http/media.ts'
import { readLearned } from './learned.ts'
import type { Log } from './log.ts'
import { actions as houseActions } from './messaging/actions.ts'
import { daysAfter } from './messaging/days.ts'
import { eraseContact } from './messaging/erase.ts'
import { silence, startFlow, takeHeld, tellLost } from './messaging/flow-errands.ts'
import { forgetQuotedErrand } from './messaging/forget-quoted.ts'
import { fetchMedia } from './messaging/media.ts'
import type { Measure, PostOffice } from './messaging/post-office.ts'
import { takeBackErrand } from './messaging/take-back.ts'
import { approvable } from './messaging/templates.ts'
import { CODE, FLOWS, LEARNED, LOCALES } from './places.ts'
import type { Queue } from './queue/queue.ts'

/** A link in a message is fetched by the provider within minutes; a day covers a provider that was down. */
const LINK_LASTS_DAYS = 1

/** Enough for one process's turns and errands side by side, and few enough for several processes on one server. */
const CONNECTIONS = 16

/** What the outside world is to the house: given, so that a test can give another one. */
export type World = {
  /** The folder of conversations. */
  flows: string
  log: Log
  measure: Measure
  now(): Date
  random(): number
  token(bytes: number): string
}

export type OpenOffice = {
  office: PostOffice
  domains: Domains
  shelves: Shelves
  databaseUrl: string
  mediaKey: Buffer
  close(): Promise<void>
}

/** The world as it is. */
export function realWorld(log: Log, measure: Measure): World {
  return {
    flows: FLOWS,
    log,
    measure,
    now: () => new Date(),
    random: Math.random,
    token: (bytes) => randomBytes(bytes).toString('base64url'),
  }
}

/**
 * Opens the database and everything that needs no queue and no channel: enough for the operator's tool,
 * and the ground floor of the house.
 * @param beside true for a tool that may run beside the service on the embedded database
 * @throws {OperatorError} with the line that the operator should read
 */
export async function openOffice(config: Config, world: World, { beside = false } = {}): Promise<OpenOffice> {
  const { database, texts } = await openSideBySide(
    findDatabase(config, world.log, { beside }),
    readTexts(world.flows),
  )
  const { url: databaseUrl, stop } = database
  const { flows, templates, words, learned } = texts
  const keys = loadDataKey({
    DATA_KEY: config.dataKey ?? undefined,
    dataDir: config.dataDir,
    embedded: !config.databaseUrl,
  })
  const sealing = sealer(keys)
  const db = connect(databaseUrl, { max: CONNECTIONS })
  await migrate(db, CODE)
  await checkDataKey(db, sealing)
  const watch = watchWith(learned.danger)
  const shelves: Shelves = {
    ...{ shipped: learned.shipped, learned: learned.library, watch, languages: words.languages },
    ranker: config.ranker && httpRanker(config.ranker, learned.asks, world.log),
  }
  const all = domains(() => shelves)
  const links = mediaKey(keys[0]!)
  const linkOf = (id: string, until = daysAfter(world.now(), LINK_LASTS_DAYS)) => signMedia(links, id, until)
  const errands = [
    ...[startFlow, silence, takeHeld, fetchMedia, tellLost, eraseContact, takeBackErrand, forgetQuotedErrand],
    ...all.errands,
  ]
  const office: PostOffice = {
    ...world,
    db,
    sealer: sealing,
    flows,
    actions: new Map([...houseActions, ...all.actions].map((action) => [action.name, action])),
    errands: new Map(errands.map((errand) => [errand.name, errand])),
    channels: new Map(),
    templates: approvable(templates, words),
    words,
    queue: nobodyWakes,
    instance: randomInt(1, 2 ** 31),
    watchful: null,
    defaultLanguage: 'nl',
    network: networkPlaces(() => world.now().getTime()),
    lookout: lookoutWith(watch),
    afterHiding,
    meanwhile,
    unheard: listen,
    whoseIs: (tx, id) => whoseIs({ sealer: sealing }, tx, id),
    mediaLink: (id, until) => `${config.http.publicUrl ?? ''}/m/${linkOf(id, until)}`,
  }
  const close = async () => {
    await db.destroy()
    await stop()
  }
  await giveToAll(office, shelves.shipped)
  return { office, domains: all, shelves, databaseUrl, mediaKey: links, close }
}

/** Reads what people will read, and what was learned from it. */
async function readTexts(flowsDir: string) {
  const conversations = await readConversations(flowsDir, LOCALES)
  const learned = await readLearned(LOCALES, { kept: LEARNED, words: conversations.words })
  return { ...conversations, learned }
}

/** PostgreSQL takes as long to start as the texts to be read. A fault in them closes it again. */
async function openSideBySide<Texts>(opening: Promise<Opened>, reading: Promise<Texts>) {
  const [database, texts] = await Promise.allSettled([opening, reading])
  if (database.status === 'fulfilled' && texts.status === 'fulfilled')
    return { database: database.value, texts: texts.value }
  if (database.status === 'fulfilled') await database.value.stop()
  throw (texts.status === 'rejected' ? texts : (database as PromiseRejectedResult)).reason
}

type Opened = { url: string; stop(): Promise<void> }

/**
 * The PostgreSQL of DATABASE_URL, or the embedded one, which is started when it does not run.
 * @param beside true for a tool: it takes the one of a house that is open, and leaves it running
 * @throws {OperatorError} when DATA_DIR cannot be used, or another house uses it
 */
export async function findDatabase(
  { databaseUrl, dataDir }: Config,
  log: Log,
  { beside }: { beside: boolean },
): Promise<Opened> {
  const running = databaseUrl ?? (beside ? await runningEmbedded(dataDir) : null)
  return running ? { url: running, stop: async () => {} } : startEmbedded(dataDir, log)
}

/** Without a queue every errand waits for the sweep of the service. */
const nobodyWakes: Queue = {
  add: () => {},
  work: () => {},
  trouble: async () => null,
  depth: async () => 0,
  failures: () => 0,
  close: async () => {},
}
