import { sql } from 'kysely'
import { SendError } from '../channels/channel.ts'
import type { OutContent } from './outgoing.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'
import { waitsFor } from './slow-down.ts'
import { replyInTurn } from './turns.ts'

/** Whether what a person is told can be put in other words later, on the phone where she wrote last. */
export async function canRevise(tx: Tx, office: PostOffice, person: string): Promise<boolean> {
  const { rows } = await sql<{ channel: string }>`
    select channel from contacts where person_id = ${person} and blocked_at is null
    order by last_inbound_at desc nulls last limit 1`.execute(tx)
  return rows.some(({ channel }) => office.channels.get(channel)?.revise !== undefined)
}

/**
 * Puts the last that a person was told about something in other words, where it stands on her screen. It makes no sound, and
 * when it fails nothing is lost: the next one says more.
 * @param wording what it says now, in her language
 */
export async function revise(
  office: PostOffice,
  { person, about }: { person: string; about: string },
  wording: (language: string) => string,
): Promise<void> {
  const { rows } = await sql<Row>`
    select m.content, m.provider_id as "providerId", c.channel, c.address
    from messages m join contacts c on c.id = m.contact_id
    where m.about = ${about} and c.person_id = ${person} and m.provider_id is not null
      and m.direction = 'out' and m.status in ('sent', 'delivered', 'read')
    order by m.id desc limit 1`.execute(office.db)
  const told = rows[0]
  const channel = told && office.channels.get(told.channel)
  if (!channel?.revise || waitsFor(office, told!.channel) > 0) return
  const { language, choices } = JSON.parse(
    office.sealer.open(told!.content, 'messages.content'),
  ) as OutContent
  const address = office.sealer.open(told!.address, 'contacts.address')
  await replyInTurn(office, channel.name)
  try {
    await channel.revise(address, told!.providerId, { text: wording(language), choices })
  } catch (error) {
    if (!(error instanceof SendError)) throw error
  }
}

type Row = { content: Buffer; providerId: string; channel: string; address: Buffer }
