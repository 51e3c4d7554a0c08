import { sql } from 'kysely'
import type { Door, MsgIn, StatusIn } from '../channels/channel.ts'
import { transaction } from '../db/database.ts'
import { lockById } from './contact.ts'
import { addressKey, addressKeys } from './known-by.ts'
import type { OutContent } from './outgoing.ts'
import { park, releaseTo } from './parking.ts'
import type { PostOffice } from './post-office.ts'
import { quarantine } from './quarantine.ts'
import { receive } from './receive.ts'
import { deliver } from './send.ts'
import { noteTrouble } from './send-trouble.ts'
import { noteUnreachable } from './unreachable.ts'

/** What the house offers its channels. */
export function openDoor(office: PostOffice): Door {
  const turns = new Map<string, Promise<unknown>>()
  return {
    message: (message) => inTurn(turns, message, () => receive(office, message)),
    status: (status) => noteStatus(office, status),
    reachable: (channel, address, reachable) => noteReachable(office, channel, address, reachable),
    quarantine: (channel, providerId, kind, raw) =>
      quarantine(office.db, office, channel, providerId, kind, raw),
    refused: (channel, reason) => office.measure.count('refused', { channel, reason }),
    moved: (channel, from, to) => noteMoved(office, channel, from, to),
  }
}

/** One person's messages take effect in the order in which they came to this process. */
async function inTurn<T>(
  turns: Map<string, Promise<unknown>>,
  message: MsgIn,
  work: () => Promise<T>,
): Promise<T> {
  const who = `${message.channel} ${message.address}`
  const before = turns.get(who)
  const mine = before ? before.then(work, work) : work()
  turns.set(who, mine)
  try {
    return await mine
  } finally {
    if (turns.get(who) === mine) turns.delete(who)
  }
}

/** Providers repeat receipts and mix up their order: a status only moves forward. */
async function noteStatus(office: PostOffice, receipt: StatusIn): Promise<void> {
  const { channel, providerId, ourId, status } = receipt
  office.measure.count('outbound', { channel, status })
  if (!ourId || !/^\d{1,18}$/.test(ourId)) return
  if (status === 'failed') return noteFailed(office, ourId, receipt.error)
  const before = {
    sent: ['sending'],
    delivered: ['sending', 'sent'],
    read: ['sending', 'sent', 'delivered'],
  }[status]
  await sql`
    update messages set status = ${status}, provider_id = coalesce(provider_id, ${providerId})
    where id = ${ourId} and direction = 'out' and status = any (${before})`.execute(office.db)
}

/** The provider took a message and could not bring it: the same way on as when it had refused it at once. */
async function noteFailed(office: PostOffice, ourId: string, error: StatusIn['error']): Promise<void> {
  const found = await office.db
    .selectFrom('messages')
    .select(['id', 'contact_id', 'content', 'attempts'])
    .where('id', '=', ourId)
    .where('direction', '=', 'out')
    .where('status', 'in', ['sending', 'sent'])
    .executeTakeFirst()
  if (!found || !error) return
  const content = JSON.parse(office.sealer.open(found.content, 'messages.content')) as OutContent
  const contact = await transaction(
    office.db,
    async (tx) => {
      const locked = await lockById(tx, office, found.contact_id)
      if (error.trouble === 'window' && locked)
        await park(tx, office, found.contact_id, { id: found.id, content }, office.now())
      return locked?.contact
    },
    office,
  )
  if (!contact) return
  if (error.trouble === 'window') return deliver(office, contact.id)
  await noteTrouble(office, contact, found, error)
}

async function noteReachable(
  office: PostOffice,
  channel: string,
  address: string,
  reachable: boolean,
): Promise<void> {
  const contact = await transaction(
    office.db,
    async (tx) => {
      const changed = await tx
        .updateTable('contacts')
        .set({ blocked_at: reachable ? null : office.now() })
        .where('channel', '=', channel)
        .where('address_key', 'in', addressKeys(office, channel, address))
        .returning(['id', 'channel'])
        .executeTakeFirst()
      if (changed && reachable) await releaseTo(tx, office, changed)
      if (changed && !reachable) await noteUnreachable(tx, office, changed.id)
      return changed
    },
    office,
  )
  if (contact && reachable) await deliver(office, contact.id)
}

async function noteMoved(office: PostOffice, channel: string, from: string, to: string): Promise<void> {
  await office.db
    .updateTable('contacts')
    .set({
      address: office.sealer.seal(to, 'contacts.address'),
      address_key: addressKey(office, channel, to),
    })
    .where('channel', '=', channel)
    .where('address_key', 'in', addressKeys(office, channel, from))
    .execute()
}
