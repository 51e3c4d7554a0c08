import { sql } from 'kysely'
import { SendError } from '../channels/channel.ts'
import { phoneOf } from './contact.ts'
import type { OutContent } from './outgoing.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'
import { pausePerson } from './send-trouble.ts'
import { noteSlowDown, noteWent, waitsFor } from './slow-down.ts'
import { replyInTurn } from './turns.ts'

/**
 * Whether what a person is told about something can be put in other words later, on the phone where she wrote last:
 * `told`: something about it stands there; `untold`: nothing does yet; `never`: that phone cannot change its messages.
 */
export async function revisable(
  tx: Tx,
  office: PostOffice,
  { person, about }: { person: string; about: string },
): Promise<'told' | 'untold' | 'never'> {
  const phone = await phoneOf(tx, person)
  if (!phone || !office.channels.get(phone.channel)?.revise) return 'never'
  const told = await tx
    .selectFrom('messages')
    .select('id')
    .where('contact_id', '=', phone.id)
    .where('about', '=', about)
    .limit(1)
    .executeTakeFirst()
  return told ? 'told' : 'untold'
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
    select m.content, m.provider_id as "providerId", c.id, c.channel, c.address
    from messages m join contacts c on c.id = m.contact_id
    where m.about = ${about} and c.person_id = ${person} and m.provider_id is not null and c.blocked_at is null
      and m.direction = 'out' and m.status in ('sent', 'delivered', 'read')
    order by m.id desc limit ${PARTS}`.execute(office.db)
  const parts = rows.map((row) => ({ ...row, said: saidIn(office, row) }))
  // A voice note or a picture beside it is a message of its own, and says nothing that could be put in other words.
  const told = parts.find(({ said }) => said.text) ?? parts[0]
  const channel = told && office.channels.get(told.channel)
  if (!channel?.revise || waitsFor(office, told!.channel) > 0) return
  const { language, choices } = told!.said
  const address = office.sealer.open(told!.address, 'contacts.address')
  await replyInTurn(office, channel.name)
  try {
    await channel.revise(address, told!.providerId, { text: wording(language), choices })
    noteWent(office, channel.name)
  } catch (error) {
    if (!(error instanceof SendError)) throw error
    const { trouble, retryAfter } = error
    if (trouble === 'slow-down') noteSlowDown(office, told!, retryAfter)
    if (trouble === 'blocked' || trouble === 'gone') await pausePerson(office, told!.id, trouble)
  }
}

/** More messages than this are never said in one go. */
const PARTS = 10

const saidIn = (office: PostOffice, { content }: Row) =>
  JSON.parse(office.sealer.open(content, 'messages.content')) as OutContent

type Row = { content: Buffer; providerId: string; id: string; channel: string; address: Buffer }
