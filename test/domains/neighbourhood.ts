import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Duration } from 'luxon'
import { readConversations } from '../../src/conversations.ts'
import { connect } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrate.ts'
import { sealer } from '../../src/db/sealed.ts'
import { errands as activityErrands } from '../../src/domains/activities/jobs.ts'
import { errands as broadcastErrands } from '../../src/domains/broadcasts/jobs.ts'
import { giveTrust } from '../../src/domains/circles/circles.ts'
import type { Watch } from '../../src/domains/danger/watch.ts'
import type { Shelves } from '../../src/domains/library/consult.ts'
import { addNetwork, changeSetting } from '../../src/domains/networks/networks.ts'
import { addPerson, type Role } from '../../src/domains/people/people.ts'
import { errands as questionErrands } from '../../src/domains/questions/jobs.ts'
import { whoseIs } from '../../src/domains/questions/whose.ts'
import { errands as ticketErrands } from '../../src/domains/tickets/jobs.ts'
import { domains } from '../../src/domains.ts'
import type { Action } from '../../src/engine/action.ts'
import type { Body } from '../../src/engine/flow.ts'
import { readLearned } from '../../src/learned.ts'
import { addContact, contactOf } from '../../src/messaging/contact.ts'
import { eraseContact } from '../../src/messaging/erase.ts'
import { forgetQuotedErrand } from '../../src/messaging/forget-quoted.ts'
import type { PostOffice } from '../../src/messaging/post-office.ts'
import type { Errand, ErrandDesk, Scene, Tx } from '../../src/messaging/scene.ts'
import { FLOWS, LEARNED } from '../../src/places.ts'
import { loadWords } from '../../src/words/words.ts'
import { cloneOf, freshDatabase } from '../servers/postgres.ts'
import { actOn } from './acting.ts'

const SOURCE = join(import.meta.dirname, '../../src')
const LOCALES = join(SOURCE, '../locales')
const ACTIONS = new Map<string, Action<Scene>>(
  domains(() => shelves!).actions.map((action) => [action.name, action]),
)
const KINDS = new Map(
  [
    ...activityErrands,
    ...ticketErrands,
    ...questionErrands,
    ...broadcastErrands,
    eraseContact,
    forgetQuotedErrand,
  ].map((kind) => [kind.name, kind]),
)

/** Read once a file of tests: only a few of them look into the library. */
let shelves: Shelves | undefined

let migrated: Promise<string> | undefined

/** Once a file of tests; everything else is a copy of it. */
async function makeTables(): Promise<string> {
  const { url } = await freshDatabase()
  const db = connect(url, { max: 1 })
  await migrate(db, SOURCE)
  await db.destroy()
  return new URL(url).pathname.slice(1)
}

async function readShelves(): Promise<Shelves> {
  const { words } = await readConversations(FLOWS, LOCALES)
  const { shipped, library } = await readLearned(LOCALES, { kept: LEARNED, words })
  const watch: Watch = { levelOf: () => 'none', isCalm: () => true }
  return { shipped, learned: library, languages: ['nl', 'tr'], ranker: null, watch }
}

/** What the house would begin with somebody. */
export type Brought = { to: string; flow: string; at: Date; input: Record<string, string> }

/**
 * Tables, people and a clock, without phones: for the rules beneath the conversations.
 * Everybody is found by first name; `brought` tells which conversations the house would begin.
 */
export async function openNeighbourhood(startsAt = '2026-11-23T10:00:00Z') {
  shelves ??= await readShelves()
  migrated ??= makeTables()
  const database = await cloneOf(await migrated)
  const db = connect(database.url, { max: 6 })
  const channels = new Map([
    ['whatsapp', { name: 'whatsapp', limits: { windowHours: 24, outsideADay: 250 } }],
  ])
  const words = await loadWords(LOCALES, {})
  let now = new Date(startsAt)
  const office = {
    ...{ db, sealer: sealer([randomBytes(32)]), channels, words, defaultLanguage: 'nl', now: () => now },
    ...{ token: (bytes: number) => randomBytes(bytes).toString('hex'), queue: { add: () => {} } },
    // Nothing was learned here: danger is what says so.
    lookout: (_: unknown, { text }: Body) => (text?.includes('kaydrabni') ? { flow: '', input: {} } : null),
    mediaLink: (id: string) => `/m/${id}`,
    whoseIs: (tx: Tx, id: string): ReturnType<PostOffice['whoseIs']> => whoseIs(office, tx, id),
  } as unknown as PostOffice
  const due: (Errand & { at: Date; id: string })[] = []
  const known = new Set<string>()
  const brought: Brought[] = []
  const names = new Map<string, string>()
  const people: Record<string, string> = {}
  await addNetwork(db, {
    ...{ id: 'pendrecht', name: 'Pendrecht', city: 'Rotterdam', country: 'NL', zone: 'Europe/Amsterdam' },
    ...{ languages: ['nl', 'tr'], settings: {} },
  })

  const later = (errand: Errand) => {
    const id = errand.id ?? randomBytes(8).toString('hex')
    if (known.has(id)) return
    known.add(id)
    due.push({ ...errand, id, at: errand.at ?? now })
  }

  /** Does something as the house does: in one transaction, its errands counting only when it is committed. */
  async function does<Result>(work: (desk: ErrandDesk) => Promise<Result>): Promise<Result> {
    const planned: Errand[] = []
    const result = await db
      .transaction()
      .execute((tx: Tx) => work({ tx, now, office, later: (errand) => void planned.push(errand) }))
    for (const errand of planned) later(errand)
    await settle()
    return result
  }

  async function settle(): Promise<void> {
    for (;;) {
      due.sort((one, other) => one.at.getTime() - other.at.getTime())
      if (!due[0] || due[0].at > now) return
      const errand = due.shift()!
      const { person, flow, input } = errand.data as {
        person: string
        flow: string
        input: Record<string, string>
      }
      if (errand.name === 'flow.start')
        brought.push({ to: names.get(person) ?? person, flow, input, at: errand.at })
      else {
        const kind = KINDS.get(errand.name)!
        await does(async (desk) => kind.run(desk, kind.data.parse(errand.data)))
      }
    }
  }

  return {
    db,
    office,
    does,
    people,
    get now() {
      return now
    },
    /** What a flow would `do:` for somebody on her own phone. */
    async flowDoes(name: string, action: string, input: Record<string, unknown> = {}) {
      return does(async (desk) =>
        actOn((await contactOf(desk.tx, people[name]!))!, desk, ACTIONS.get(action)!, input),
      )
    },
    /** Somebody who has joined, and is reached on WhatsApp in the first of her languages. */
    async add(name: string, role: Role, trusts?: string, languages = ['nl']): Promise<string> {
      const made = { network: 'pendrecht', name, role, languages, joinedAt: now }
      const id = await addPerson(db, office, made, new Date(now.getTime() + names.size))
      await db.transaction().execute(async (tx) => {
        const contact = { channel: 'whatsapp', address: `whatsapp:${name}`, person: id, role }
        await addContact(tx, office, { ...contact, language: languages[0]!, network: 'pendrecht' })
      })
      if (trusts) await giveTrust(db, { mother: id, keyMother: people[trusts]!, how: 'link', since: now })
      names.set(id, name)
      people[name] = id
      return id
    },
    set: (key: string, value: string) => changeSetting(db, 'pendrecht', key, value),
    /** Moves the clock on; whatever becomes due meanwhile happens at its time. */
    async passes(duration: string) {
      const until = new Date(now.getTime() + Duration.fromISO(duration).toMillis())
      for (;;) {
        due.sort((one, other) => one.at.getTime() - other.at.getTime())
        if (!due[0] || due[0].at > until) break
        if (due[0].at > now) now = due[0].at
        await settle()
      }
      now = until
    },
    /** What was brought since the last look: "fatma: question-arrived". */
    news(): string[] {
      return brought
        .splice(0)
        .map(({ to, flow, input }) => `${to}: ${flow}${input.why ? ` (${input.why})` : ''}`)
    },
    brought,
    plannedAt: [] as string[],
    /** What was written down by a round, which has no scene: "fatma: digest". It is taken away. */
    async planned(): Promise<string[]> {
      const { rows } = await sql<{ due_at: Date; data: { person: string; flow: string } }>`
        delete from errands returning due_at, data`.execute(db)
      this.plannedAt.push(...rows.map(({ due_at: at }) => at.toISOString()))
      return rows.map(({ data }) => `${names.get(data.person)}: ${data.flow}`)
    },
    async close() {
      await db.destroy()
      await database.drop()
    },
  }
}

export type Neighbourhood = Awaited<ReturnType<typeof openNeighbourhood>>
