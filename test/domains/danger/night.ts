import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Duration } from 'luxon'
import { z } from 'zod'
import { connect, transaction } from '../../../src/db/database.ts'
import { sealer } from '../../../src/db/sealed.ts'
import { actions as circleActions } from '../../../src/domains/circles/actions.ts'
import { giveTrust } from '../../../src/domains/circles/circles.ts'
import { actions as dangerActions } from '../../../src/domains/danger/actions.ts'
import { errands as dangerErrands } from '../../../src/domains/danger/jobs.ts'
import { forgetDangers } from '../../../src/domains/danger/leaving.ts'
import { addNetwork, changeSetting } from '../../../src/domains/networks/networks.ts'
import { actionsWith as peopleActions } from '../../../src/domains/people/actions.ts'
import { setDuty } from '../../../src/domains/people/duty.ts'
import { erase } from '../../../src/domains/people/erasure.ts'
import { errandsWith as peopleErrands } from '../../../src/domains/people/jobs.ts'
import { addPerson, changePerson, type Role } from '../../../src/domains/people/people.ts'
import { actions as questionActions } from '../../../src/domains/questions/actions.ts'
import { forgetQuestions } from '../../../src/domains/questions/erasure.ts'
import { errands as questionErrands } from '../../../src/domains/questions/jobs.ts'
import { whoseIs } from '../../../src/domains/questions/whose.ts'
import { errands as ticketErrands } from '../../../src/domains/tickets/jobs.ts'
import { forgetTickets } from '../../../src/domains/tickets/ladder.ts'
import type { Action } from '../../../src/engine/action.ts'
import { addContact, contactOf } from '../../../src/messaging/contact.ts'
import { eraseContact } from '../../../src/messaging/erase.ts'
import { runErrand } from '../../../src/messaging/errands.ts'
import { forgetQuotedErrand } from '../../../src/messaging/forget-quoted.ts'
import { plan } from '../../../src/messaging/plan.ts'
import type { PostOffice } from '../../../src/messaging/post-office.ts'
import {
  defineErrand,
  type Errand,
  type ErrandDesk,
  type Scene,
  type Tx,
} from '../../../src/messaging/scene.ts'
import { loadWords } from '../../../src/words/words.ts'
import { migratedDatabase } from '../../servers/migrated.ts'
import { actOn } from '../acting.ts'

const LOCALES = join(import.meta.dirname, '../../../locales')
const FORGETTING = [forgetQuestions, forgetDangers, forgetTickets]
const ACTIONS = new Map<string, Action<Scene>>(
  [
    ...[...dangerActions, ...questionActions, ...circleActions],
    ...peopleActions({ forgetting: FORGETTING, exporting: [] }),
  ].map((action) => [action.name, action]),
)

export type Newcomer = {
  network?: string
  /** Her key mother. */
  trusts?: string
  /** The apps on which she is reached; WhatsApp without it. */
  on?: string[]
}

/** Somebody's phone, and what the house begins on it: "petra on telegram: danger-arrived". */
export type Night = Awaited<ReturnType<typeof openNight>>

/**
 * Two neighbourhoods at night, `zuid` and `noord`, with real tables and errands and a clock, but without phones:
 * for whom the house calls, and when. Everybody is found by first name.
 */
export async function openNight(startsAt = '2026-11-27T02:00:00Z') {
  const database = await migratedDatabase()
  const db = connect(database.url, { max: 8 })
  let now = new Date(startsAt)
  let begun: string[] = []
  const people: Record<string, string> = {}
  const phones: Record<string, string[]> = {}
  const names = new Map<string, string>()

  const startFlow = defineErrand({
    name: 'flow.start',
    data: z.object({ person: z.string().optional(), contact: z.string().optional(), flow: z.string() }),
    async run({ tx }, { person, contact, flow }) {
      const known = names.get(contact ?? person ?? '')
      // Somebody who has not joined is known by her phone alone.
      const phone = known ?? names.get((person && (await contactOf(tx, person))) || '')
      begun.push(`${phone}: ${flow}`)
    },
  })
  const kinds = [
    startFlow,
    eraseContact,
    forgetQuotedErrand,
    ...dangerErrands,
    ...questionErrands,
    ...ticketErrands,
    ...peopleErrands({ forgetting: FORGETTING, exporting: [] }),
  ]
  const quietly = () => {}
  const office = {
    db,
    sealer: sealer([randomBytes(32)]),
    words: await loadWords(LOCALES, {}),
    errands: new Map(kinds.map((kind) => [kind.name, kind])),
    channels: new Map(),
    queue: { add: quietly },
    measure: { count: quietly, time: quietly },
    log: { debug: quietly, info: quietly, warn: quietly, error: quietly },
    now: () => now,
    watchful: null,
    whoseIs: (tx: Tx, id: string): ReturnType<PostOffice['whoseIs']> => whoseIs(office, tx, id),
    random: Math.random,
    token: (bytes: number) => randomBytes(bytes).toString('base64url'),
  } as unknown as PostOffice
  for (const id of ['zuid', 'noord'])
    await addNetwork(db, {
      ...{ id, name: id, city: 'Rotterdam', country: 'NL', zone: 'Europe/Amsterdam' },
      ...{ languages: ['nl', 'tr'], settings: {} },
    })

  /** Does something as the house does: in one transaction, and then whatever has become due. */
  async function does<Result>(work: (desk: ErrandDesk) => Promise<Result>): Promise<Result> {
    const result = await transaction(
      db,
      async (tx) => {
        const planned: Errand[] = []
        const done = await work({ tx, now, office, later: (errand) => void planned.push(errand) })
        await plan(tx, office, planned, now)
        return done
      },
      office,
    )
    await settle()
    return result
  }

  async function settle(): Promise<void> {
    for (;;) {
      const due = await sql<{ id: string }>`
        select id from errands where due_at <= ${now} and failed_at is null order by due_at`.execute(db)
      if (!due.rows.length) return
      for (const { id } of due.rows) await runErrand(office, id)
    }
  }

  async function nextDue(until: Date): Promise<Date | null> {
    const found = await sql<{ at: Date | null }>`
      select min(due_at) as at from errands where failed_at is null and due_at <= ${until}`.execute(db)
    return found.rows[0]!.at
  }

  return {
    db,
    office,
    does,
    people,
    get now() {
      return now
    },
    /** What a flow would `do:` for somebody, on the first of her phones. */
    async flowDoes(name: string, action: string, input: Record<string, unknown> = {}) {
      return does((desk) => actOn(phones[name]![0]!, desk, ACTIONS.get(action)!, input))
    },
    /** Somebody who has joined. */
    async add(name: string, role: Role, { network = 'zuid', trusts, on = ['whatsapp'] }: Newcomer = {}) {
      const made = { network, name, role, languages: ['nl'], joinedAt: now }
      const person = await addPerson(db, office, made, new Date(now.getTime() + names.size))
      people[name] = person
      names.set(person, name)
      phones[name] = await Promise.all(on.map((channel) => phone(name, channel, { person, role, network })))
      if (trusts) await giveTrust(db, { mother: person, keyMother: people[trusts]!, how: 'link', since: now })
    },
    /** Somebody who has only just written. */
    async addStranger(name: string) {
      phones[name] = [await phone(name, 'whatsapp', {})]
    },
    /** Danger was seen in what she wrote. @returns its id */
    async writes(name: string, level: 'sure' | 'soft', text = 'He is at the door'): Promise<string> {
      const { results } = await this.flowDoes(name, 'danger.raise', { said: { text }, level })
      return (results as { danger: string }).danger
    },
    onDuty: (...list: string[]) =>
      setDuty(
        db,
        'zuid',
        list.map((name) => people[name]!),
      ),
    set: (key: string, value: string) => changeSetting(db, 'zuid', key, value),
    async pauses(name: string, duration: string) {
      const until = new Date(now.getTime() + Duration.fromISO(duration).toMillis())
      await db.updateTable('people').set({ paused_until: until }).where('id', '=', people[name]!).execute()
    },
    /** She was given another role. */
    async is(name: string, role: Role) {
      await changePerson(db, office, people[name]!, { role })
    },
    async blocks(name: string) {
      await db
        .updateTable('contacts')
        .set({ blocked_at: now })
        .where('person_id', '=', people[name]!)
        .execute()
      await does(async ({ later }) => later({ name: 'person.unreachable', data: { person: people[name]! } }))
    },
    leaves: (name: string) => does((desk) => erase(desk, people[name]!, FORGETTING)),
    /** Moves the clock on; whatever becomes due meanwhile happens at its time. */
    async passes(duration: string) {
      const until = new Date(now.getTime() + Duration.fromISO(duration).toMillis())
      for (let at = await nextDue(until); at; at = await nextDue(until)) {
        if (at > now) now = at
        await settle()
      }
      now = until
    },
    /** What was begun on whose phone since the last look. */
    news(): string[] {
      const all = begun
      begun = []
      return all.sort()
    },
    /** How often two transactions stood in each other's way until PostgreSQL ended one of them. */
    async deadlocks(): Promise<number> {
      const found = await sql<{ deadlocks: string }>`
        select deadlocks from pg_stat_database where datname = current_database()`.execute(db)
      return Number(found.rows[0]!.deadlocks)
    },
    async close() {
      await db.destroy()
      await database.drop()
    },
  }

  async function phone(
    name: string,
    channel: string,
    more: { person?: string; role?: Role; network?: string },
  ): Promise<string> {
    const made = { channel, address: `${channel}:${name}`, language: 'nl', ...more }
    const { contact } = await transaction(db, (tx) => addContact(tx, office, made), office)
    names.set(contact.id, `${name} on ${channel}`)
    return contact.id
  }
}
