import { sql } from 'kysely'
import { z } from 'zod'
import type { Contact } from './contact.ts'
import { dropKept } from './kept-words.ts'
import type { PostOffice } from './post-office.ts'
import { forgetQuarantined } from './quarantine.ts'
import { defineErrand, type ErrandDesk, type Tx } from './scene.ts'

/** How long a goodbye may take before the address goes all the same. */
const GOODBYE_MS = 60_000

/** The phones page is wiped too: she shall see the goodbye before. */
const READING_MS = 10_000

/**
 * Forgets all that messaging keeps about a person: messages, voice notes, pictures, conversations, at once;
 * her address as soon as the goodbye has reached her.
 * @param own the scene's own contact, when she asks for it herself
 */
export async function forgetPerson(
  desk: Pick<ErrandDesk, 'tx' | 'now' | 'later'>,
  person: string,
  own?: Contact,
): Promise<void> {
  const contacts = await sql<{
    id: string
  }>`select id from contacts where person_id = ${person} for update`.execute(desk.tx)
  const ids = contacts.rows.map((row) => row.id)
  await forgetWords(desk.tx, ids)
  await sql`delete from errands where data ->> 'person' = ${person} or data ->> 'contact' = any (${ids})`.execute(
    desk.tx,
  )
  await sql`
    update contacts set person_id = null, network_id = null, role = 'guest', consents = '{}', session = null,
      holding = false
    where id = any (${ids})`.execute(desk.tx)
  if (own) Object.assign(own, { person: null, network: null, role: 'guest', consents: [] })
  for (const contact of ids) forgetContact(desk, contact)
}

/** Forgets an address that is nobody's, and all that was said there, once the goodbye has been read. */
export function forgetContact(desk: Pick<ErrandDesk, 'now' | 'later'>, contact: string): void {
  desk.later({
    name: 'contact.erase',
    id: `erase-${contact}`,
    data: { gone: contact, asked: desk.now.toISOString() },
    at: new Date(desk.now.getTime() + READING_MS),
  })
}

async function forgetWords(tx: Tx, contacts: string[]): Promise<void> {
  await sql`delete from messages where contact_id = any (${contacts})`.execute(tx)
  await sql`delete from media where contact_id = any (${contacts})`.execute(tx)
  await sql`delete from set_aside where contact_id = any (${contacts})`.execute(tx)
  await dropKept(tx, contacts)
}

/** The last step: the address itself, once nothing waits to be sent to it. Somebody who joined again meanwhile stays. */
export const eraseContact = defineErrand({
  name: 'contact.erase',
  data: z.object({ gone: z.string(), asked: z.string().optional() }),
  async outside(office, { gone, asked }) {
    if (await goodbyeIsUnderWay(office.db, gone, office.now(), asked)) return
    const found = await sql<{ channel: string; address: Buffer }>`
      select channel, address from contacts where id = ${gone} and person_id is null`.execute(office.db)
    const contact = found.rows[0]
    if (!contact) return
    const address = office.sealer.open(contact.address, 'contacts.address')
    await office.channels.get(contact.channel)?.forget?.(address)
  },
  async run(desk, { gone, asked }) {
    const since = asked ?? desk.now.toISOString()
    if (await goodbyeIsUnderWay(desk.tx, gone, desk.now, since)) {
      const at = new Date(desk.now.getTime() + 2000)
      return desk.later({ name: 'contact.erase', data: { gone, asked: since }, at })
    }
    const found = await sql<{ channel: string; address: Buffer }>`
      select channel, address from contacts where id = ${gone}`.execute(desk.tx)
    const contact = found.rows[0]
    if (!contact) return
    const address = desk.office.sealer.open(contact.address, 'contacts.address')
    await forgetQuarantined(desk.tx, desk.office, contact.channel, address)
    await sql`
      delete from contacts
      where id = ${gone} and person_id is null and (last_inbound_at is null or last_inbound_at <= ${since})`.execute(
      desk.tx,
    )
  },
})

async function goodbyeIsUnderWay(
  db: Tx | PostOffice['db'],
  contact: string,
  now: Date,
  asked?: string,
): Promise<boolean> {
  if (asked && now.getTime() - Date.parse(asked) >= GOODBYE_MS) return false
  const found = await sql<{ waits: boolean }>`
    select exists (
      select from messages where contact_id = ${contact} and status in ('queued', 'sending')) as waits`.execute(
    db,
  )
  return found.rows[0]?.waits ?? false
}
