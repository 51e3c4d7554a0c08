import { sql } from 'kysely'
import { transaction } from '../db/database.ts'
import { type Contact, lockById } from './contact.ts'
import { handOver } from './hand-over.ts'
import type { OutContent } from './outgoing.ts'
import type { PostOffice } from './post-office.ts'
import type { Standing } from './send-trouble.ts'
import type { Turn } from './turns.ts'

/** @property since when the message that this answers came in, on the clock of performance.now() */
type Claimed = {
  id: string
  content: OutContent
  priority?: number
  turn?: Turn
  attempts?: number
  since?: number
}

/** One person's messages leave one after the other: a chain of sends for each contact that has some. */
const chains = new WeakMap<PostOffice, Map<string, Promise<void>>>()

/** Sends what this process claimed in its own transaction. */
export function sendClaimed(office: PostOffice, contact: Contact, messages: Claimed[]): void {
  void chained(office, contact.id, async () => {
    if ((await sendInOrder(office, contact, messages)) === 'parked') await drain(office, contact.id)
  })
}

/** Sends one message whose turn in what is sent to many has come, behind whatever is being sent to the same person. */
export function sendInTurn(office: PostOffice, contact: Contact, message: Claimed): Promise<void> {
  return chained(office, contact.id, () => sendInOrder(office, contact, [message]))
}

/** Claims and sends what waits for a contact, oldest first, until nothing is due or something must wait. */
export function deliver(office: PostOffice, contactId: string): Promise<void> {
  return chained(office, contactId, () => drain(office, contactId))
}

/** Contacts for whom this process has claimed something whose turn has not come. */
const waiting = new WeakMap<PostOffice, Set<string>>()

/** Contacts to whom this process is sending at this moment, or is about to: their claims are not abandoned. */
export function contactsInHand(office: PostOffice): string[] {
  return [...(chains.get(office)?.keys() ?? []), ...contactsWaiting(office)]
}

/** Those whose turn has not come: a lane adds them before it claims, and takes them away once they are sent or handed back. */
export function contactsWaiting(office: PostOffice): Set<string> {
  const known = waiting.get(office) ?? new Set()
  waiting.set(office, known)
  return known
}

/** Resolves when nothing is being sent any more: an orderly stop waits for this. */
export async function sendsUnderWay(office: PostOffice): Promise<void> {
  const chain = chains.get(office)
  while (chain?.size) await Promise.allSettled([...chain.values()])
}

function chained(office: PostOffice, contactId: string, work: () => Promise<unknown>): Promise<void> {
  const all = chains.get(office) ?? new Map<string, Promise<void>>()
  chains.set(office, all)
  const run = async () => {
    try {
      await work()
    } catch (error) {
      // The rows are still there: the sweep tries again.
      office.log.warn({ event: 'send.interrupted', error })
    }
  }
  const mine: Promise<void> = (all.get(contactId)?.then(run) ?? run()).then(() => {
    if (all.get(contactId) === mine) all.delete(contactId)
  })
  all.set(contactId, mine)
  return mine
}

async function drain(office: PostOffice, contactId: string): Promise<void> {
  for (;;) {
    const claimed = await claim(office, contactId)
    if (!claimed) return
    const standing = await sendInOrder(office, claimed.contact, [claimed])
    if (standing === 'waits' || standing === 'stopped') return
  }
}

async function sendInOrder(office: PostOffice, contact: Contact, messages: Claimed[]): Promise<Standing> {
  let parked = false
  for (const [i, message] of messages.entries()) {
    const standing = await handOver(office, contact, message)
    if (standing === 'waits' || standing === 'stopped') {
      await handBack(office, messages.slice(i + 1))
      return standing
    }
    parked ||= standing === 'parked'
  }
  return parked ? 'parked' : 'sent'
}

/** The oldest message that waits, unless one of this contact is under way elsewhere. What is sent to many has lanes of its own. */
async function claim(
  office: PostOffice,
  contactId: string,
): Promise<(Claimed & { contact: Contact }) | null> {
  const now = office.now()
  return transaction(
    office.db,
    async (tx) => {
      const locked = await lockById(tx, office, contactId)
      if (!locked) return null
      const taken = await sql<{ id: string; content: Buffer; priority: number; attempts: number }>`
        update messages set status = 'sending', claimed_by = ${office.instance}, claimed_at = ${now}
        where id = (
            select id from messages where contact_id = ${contactId} and status = 'queued' and priority = 0
            order by id limit 1)
          and due_at <= ${now}
          and not exists (select from messages where contact_id = ${contactId} and status = 'sending')
        returning id, content, priority, attempts`.execute(tx)
      const row = taken.rows[0]
      if (!row) return null
      const content = JSON.parse(office.sealer.open(row.content, 'messages.content')) as OutContent
      return { ...row, content, contact: locked.contact }
    },
    office,
  )
}

async function handBack(office: PostOffice, messages: Claimed[]): Promise<void> {
  if (!messages.length) return
  await office.db
    .updateTable('messages')
    .set({ status: 'queued', claimed_by: null })
    .where(
      'id',
      'in',
      messages.map((message) => message.id),
    )
    .where('status', '=', 'sending')
    .execute()
}
