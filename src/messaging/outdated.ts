import type { Session } from '../engine/session.ts'
import { lockById } from './contact.ts'
import { type OutContent, readPayload } from './outgoing.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'
import { dropAside, takeAside } from './set-aside.ts'

/** Whether nobody should read it any more. */
export const isOutdated = ({ until }: Pick<OutContent, 'until'>, now: Date): boolean =>
  until !== undefined && Date.parse(until) <= now.getTime()

/**
 * Takes out of what was parked for her what is of no use any more.
 * @returns how many there were, and the conversations that asked something in them
 */
export async function dropOutdated(
  tx: Tx,
  office: PostOffice,
  rows: { id: string; content: Buffer }[],
  now: Date,
): Promise<{ count: number; asked: string[] }> {
  const outdated = rows
    .map(({ id, content }) => ({
      ...(JSON.parse(office.sealer.open(content, 'messages.content')) as OutContent),
      id,
    }))
    .filter((content) => isOutdated(content, now))
  for (const { id } of outdated) await tx.deleteFrom('messages').where('id', '=', id).execute()
  return { count: outdated.length, asked: [...new Set(outdated.flatMap(askedIn))] }
}

/** Its turn comes too late: it is kept as not sent, so that it is counted, and what it asked is not waited for. */
export async function failOutdated(
  tx: Tx,
  office: PostOffice,
  { id, contact, content }: { id: string; contact: string; content: OutContent },
): Promise<void> {
  await tx
    .updateTable('messages')
    .set({ status: 'failed', trouble: 'outdated', claimed_by: null })
    .where('id', '=', id)
    .execute()
  await endUnseen(tx, office, contact, askedIn(content))
}

/** What she never saw must not take her words for its answer. @returns the conversation that is running now */
export async function withoutUnseen(
  tx: Tx,
  office: PostOffice,
  contact: string,
  running: Session | null,
  asked: string[],
): Promise<Session | null> {
  await dropAside(tx, contact, asked)
  return running && asked.includes(running.id) ? takeAside(tx, office, contact) : running
}

/** The same where nobody has read her running conversation yet. */
export async function endUnseen(tx: Tx, office: PostOffice, contact: string, asked: string[]): Promise<void> {
  const locked = asked.length ? await lockById(tx, office, contact) : null
  if (!locked) return
  const running = await withoutUnseen(tx, office, contact, locked.session, asked)
  const session = running && office.sealer.seal(JSON.stringify(running), 'contacts.session')
  await tx.updateTable('contacts').set({ session }).where('id', '=', contact).execute()
}

const askedIn = ({ choices }: OutContent) => choices.map(({ payload }) => readPayload(payload).session)
