import { sql } from 'kysely'
import { z } from 'zod'
import { SendError } from '../channels/channel.ts'
import type { PostOffice } from './post-office.ts'
import { defineErrand, type Scene, type Tx } from './scene.ts'

/** No provider takes back what is older than two days; an hour for what is on its way. */
const TAKEN_BACK_MS = 47 * 3_600_000

/** The providers' ids lie in the clear; the youngest of them are what stands on her screen. */
const AT_MOST = 300
const SOON_MS = 5_000
const PATIENCE_MS = 60_000

/**
 * What was said with the scene's contact since then goes off her screen, where her channel can do that: her words and ours, but
 * not what is said in this scene. Our records keep it all; only answers of the house that were not sent yet are dropped.
 */
export async function takeBack({ tx, contact, now, office, later }: Scene, since: Date): Promise<void> {
  await withdrawAnswers(tx, contact.id, since)
  if (!office.channels.get(contact.channel)?.takeBack) return
  const from = new Date(Math.max(since.getTime(), now.getTime() - TAKEN_BACK_MS)).toISOString()
  const data = { contact: contact.id, from, until: now.toISOString() }
  later({ name: 'messages.takeBack', data })
}

/** An answer is written in the moment in which her message was; what others sent her was not, and still comes. */
async function withdrawAnswers(tx: Tx, contact: string, since: Date): Promise<void> {
  await sql`
    delete from messages m
    where contact_id = ${contact} and direction = 'out' and status = 'queued' and priority = 0 and created_at >= ${since}
      and exists (select from messages heard where heard.contact_id = m.contact_id and heard.direction = 'in'
        and heard.created_at = m.created_at)`.execute(tx)
}

const range = z.object({
  contact: z.string(),
  from: z.string(),
  until: z.string(),
  again: z.boolean().default(false),
})

/** Takes it off her screen; what was still being sent meanwhile goes the next time, and there is always one. */
export const takeBackErrand = defineErrand({
  name: 'messages.takeBack',
  data: range,
  async outside(office, said) {
    const found = await office.db
      .selectFrom('contacts')
      .select(['channel', 'address'])
      .where('id', '=', said.contact)
      .executeTakeFirst()
    const channel = found && office.channels.get(found.channel)
    if (!channel?.takeBack) return
    const rows = await within(office.db, said)
      .select('provider_id')
      .where('provider_id', 'is not', null)
      .orderBy('id', 'desc')
      .limit(AT_MOST)
      .execute()
    if (!rows.length) return
    const address = office.sealer.open(found!.address, 'contacts.address')
    await channel
      .takeBack(
        address,
        rows.map((row) => row.provider_id!),
      )
      .catch((error) => {
        if (!(error instanceof SendError) || error.tryAgain) throw error
        office.log.warn({ event: 'message.not_taken_back', channel: channel.name, trouble: error.trouble })
      })
  },
  async run({ tx, now, later }, said) {
    const onTheWay = await within(tx, said)
      .select('id')
      .where('direction', '=', 'out')
      .where('status', 'in', ['queued', 'sending'])
      .executeTakeFirst()
    if (said.again && !onTheWay) return
    if (now.getTime() - Date.parse(said.until) < PATIENCE_MS)
      later({
        name: 'messages.takeBack',
        data: { ...said, again: true },
        at: new Date(now.getTime() + SOON_MS),
      })
  },
})

/** Her words up to the last, which asked for it; ours up to those that answer it. */
const within = (db: PostOffice['db'], { contact, from, until }: z.infer<typeof range>) =>
  db
    .selectFrom('messages')
    .where('contact_id', '=', contact)
    .where('created_at', '>=', new Date(from))
    .where((is) =>
      is.or([
        is('created_at', '<', new Date(until)),
        is.and([is('direction', '=', 'in'), is('created_at', '=', new Date(until))]),
      ]),
    )
