import { cpSync, mkdtempSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Door, MsgIn } from '../../src/channels/channel.ts'
import { transaction } from '../../src/db/database.ts'
import type { Value } from '../../src/engine/flow.ts'
import { wakeErrands } from '../../src/messaging/after-commit.ts'
import { addContact } from '../../src/messaging/contact.ts'
import { openDoor } from '../../src/messaging/door.ts'
import { plan } from '../../src/messaging/plan.ts'
import { defineAction, type Errand, type Scene } from '../../src/messaging/scene.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { openProxy } from '../journeys/proxy.ts'
import { type StandInTelegram, standInTelegram } from '../standins/telegram.ts'
import type { Limits } from '../standins/telegram-api.ts'
import type { Person } from '../standins/telegram-person.ts'

export type Row = { direction: 'in' | 'out'; status: string; text: string; trouble: string | null }

/** A neighbour with Telegram; nobody of any network, so that nothing but messaging is in play. */
export type Neighbour = Person & { contact: string }

/** A house that knows the tests' own conversations, and what a test needs to look behind the counter. */
export type PostHouse = TestHouse & {
  telegram: StandInTelegram
  door: Door
  /** How often a page of a diary was begun that could not be written. */
  stumbles(): number
  neighbour(): Promise<Neighbour>
  neighbours(count: number): Promise<Neighbour[]>
  /** A neighbour who is asked what shall be written into her diary. */
  diarist(): Promise<Neighbour>
  /** A text of hers as a channel hands it in. */
  text(who: Pick<Neighbour, 'address'>, text: string, providerId?: string): MsgIn
  /** Brings an update to the webhook, as Telegram would. @returns the status of the answer */
  knocks(update: object): Promise<number>
  plans(...errands: Errand[]): Promise<void>
  /** The house begins this flow with her. */
  begins(who: Neighbour, flow: string, input?: Record<string, Value>): Promise<void>
  /** What lies in messages for her, oldest first. */
  rows(who: Neighbour): Promise<Row[]>
  /** What was written into her diary, in the order of writing. */
  diary(who: Neighbour): Promise<string[]>
  /** While this work is done, something more happens whenever a page of a diary is written. */
  whileWriting(more: (scene: Scene, line: string) => Promise<void>, work: () => Promise<void>): Promise<void>
  /** The one number that this query gives. */
  count(query: ReturnType<typeof sql<{ n: string }>>): Promise<number>
}

type Wanted = {
  settings?: Record<string, string>
  limits?: Limits
  seen?: (url: string) => string
}

const SECRET = 'a-secret-of-the-post-house'

/** What the diary asks. */
export const WHAT = 'What shall I write down?'

export async function openPostHouse({ settings = {}, limits, seen }: Wanted = {}): Promise<PostHouse> {
  const [telegram, proxy] = await Promise.all([standInTelegram({ limits }), openProxy()])
  const env = {
    PUBLIC_URL: proxy.url,
    DEMO: 'true',
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    TELEGRAM_WEBHOOK_SECRET: SECRET,
    ...settings,
  }
  const house = await openTestHouse(env, { flows: withTestFlows(), seen })
  proxy.leadsTo(house.address)
  const { office } = house
  await sql`create table diary (id bigint generated always as identity, contact bigint, line text, at timestamptz default now())`.execute(
    office.db,
  )
  let stumbles = 0
  office.actions.set(
    'diary.write',
    defineAction({
      name: 'diary.write',
      input: z.object({ line: z.string() }),
      outcomes: ['written'],
      async run({ tx, contact }, { line }) {
        await sql`insert into diary (contact, line) values (${contact.id}, ${line})`.execute(tx)
        if (line.startsWith('poison')) {
          stumbles++
          throw new Error('This page cannot be written')
        }
        return { outcome: 'written' }
      },
    }),
  )
  let people = 700_000
  let messages = 0
  const post: PostHouse = {
    ...house,
    telegram,
    door: openDoor(office),
    stumbles: () => stumbles,
    async neighbour() {
      return (await post.neighbours(1))[0]!
    },
    neighbours: (count) =>
      transaction(
        office.db,
        async (tx) => {
          const made: Neighbour[] = []
          for (let i = 0; i < count; i++) {
            const person = telegram.person(people++, { language: 'en' })
            const { address } = person
            const { contact } = await addContact(tx, office, {
              channel: 'telegram',
              address,
              language: 'en',
              languageChosen: true,
              role: 'mother',
            })
            made.push({ ...person, contact: contact.id })
          }
          return made
        },
        office,
      ),
    async diarist() {
      const one = await post.neighbour()
      await post.begins(one, 'diary')
      await one.hears(WHAT)
      return one
    },
    text: ({ address }, text, providerId = `direct-${messages++}`) => ({
      channel: 'telegram',
      address,
      providerId,
      at: office.now(),
      content: { kind: 'text', text },
    }),
    async knocks(update) {
      const answer = await fetch(`${proxy.url}/webhooks/telegram`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
        body: JSON.stringify(update),
      })
      return answer.status
    },
    async plans(...errands) {
      const planned = await transaction(office.db, (tx) => plan(tx, office, errands, office.now()), office)
      wakeErrands(office, planned)
    },
    begins: ({ contact }, flow, input = {}) =>
      post.plans({ name: 'flow.start', data: { contact, flow, input } }),
    async rows({ contact }) {
      const found = await sql<Omit<Row, 'text'> & { content: Buffer }>`
        select direction, status, trouble, content from messages where contact_id = ${contact} order by id`.execute(
        office.db,
      )
      return found.rows.map(({ content, ...row }) => ({
        ...row,
        text: JSON.parse(office.sealer.open(content, 'messages.content')).text ?? '',
      }))
    },
    async whileWriting(more, work) {
      const write = office.actions.get('diary.write')!
      office.actions.set('diary.write', {
        ...write,
        async run(scene, input) {
          await more(scene, (input as { line: string }).line)
          return write.run(scene, input)
        },
      })
      try {
        await work()
      } finally {
        office.actions.set('diary.write', write)
      }
    },
    async diary({ contact }) {
      const found = await sql<{ line: string }>`
        select line from diary where contact = ${contact} order by id`.execute(office.db)
      return found.rows.map((row) => row.line)
    },
    async count(query) {
      return Number((await query.execute(office.db)).rows[0]!.n)
    },
    async close() {
      telegram.mends()
      await house.close()
      await telegram.close()
      await proxy.close()
    },
  }
  return post
}

/** The house's own conversations and those of the tests, in one folder. */
function withTestFlows(): string {
  const folder = mkdtempSync(join(process.env.TEST_SERVERS_DIR!, 'flows-'))
  for (const flows of ['flows', 'test/messaging/flows']) cpSync(resolve(flows), folder, { recursive: true })
  return folder
}
