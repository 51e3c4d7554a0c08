import { sql } from 'kysely'
import type { Contact } from './contact.ts'
import { dropOutdated, endUnseen, withoutUnseen } from './outdated.ts'
import type { OutContent } from './outgoing.ts'
import type { Play } from './play.ts'
import { limitsOf, type PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'

/** The button of a nudge carries this; tapping it opens the window and so brings what was parked. */
export const OPENS = 'open'

/** The template that goes out where a step named none. */
const ANY_NEWS = 'message_waiting'

/** Whether only approved templates may be sent to this contact now: judged by our own clock. */
export function windowIsClosed(
  office: PostOffice,
  contact: Pick<Contact, 'channel' | 'lastInboundAt'>,
  now: Date,
): boolean {
  const { windowHours } = limitsOf(office, contact.channel)
  if (windowHours === null) return false
  return !contact.lastInboundAt || now.getTime() - contact.lastInboundAt.getTime() >= windowHours * 3_600_000
}

/** The template of flows/templates.yaml for what cannot wait. */
const URGENT = 'urgent_waiting'

/** Whether this contact's channel has a window, and of how many hours. */
export function windowOf(office: PostOffice, contact: Pick<Contact, 'channel'>): { hours: number | null } {
  return { hours: limitsOf(office, contact.channel).windowHours }
}

/** Keeps a message until she writes again, and sends one short approved nudge, however much is parked. */
export async function park(
  tx: Tx,
  office: PostOffice,
  contact: string,
  message: { id: string; content: OutContent },
  now: Date,
) {
  const before = await tx
    .selectFrom('messages')
    .select('id')
    .where('contact_id', '=', contact)
    .where('status', '=', 'parked')
    .executeTakeFirst()
  await tx
    .updateTable('messages')
    .set({ status: 'parked', claimed_by: null })
    .where('id', '=', message.id)
    .execute()
  // What cannot wait knocks again, however much lies unopened.
  if (before && message.content.template?.name !== URGENT) return
  const sealed = office.sealer.seal(JSON.stringify(nudge(office, message.content)), 'messages.content')
  await sql`
    insert into messages (contact_id, direction, status, content, due_at, priority, about)
    select contact_id, 'out', 'queued', ${sealed}, ${now}, priority, about from messages where id = ${message.id}`.execute(
    tx,
  )
}

/**
 * She has written, so the window is open: what was parked goes out before the answer to what she wrote. What is of no use
 * any more is dropped, and what it asked is not waited for.
 * @returns whether anything was
 */
export async function releaseParked(play: Play): Promise<boolean> {
  const { tx, office, now } = play.scene
  if (limitsOf(office, play.contact.channel).windowHours === null && !play.wasBlocked && !play.contact.hidAt)
    return false
  const { rows } = await sql<{ id: string; content: Buffer }>`
    update messages set status = 'queued', due_at = ${now}, priority = 0
    where contact_id = ${play.contact.id} and status = 'parked' returning id, content`.execute(tx)
  play.released = rows.length > 0
  const dropped = await dropOutdated(tx, office, rows, now)
  play.session = await withoutUnseen(tx, office, play.contact.id, play.session, dropped.asked)
  return dropped.count > 0
}

/** She let us in again without a word: what waited for that goes out, where no window keeps it back. */
export async function releaseTo(
  tx: Tx,
  office: PostOffice,
  contact: { id: string; channel: string },
): Promise<void> {
  if (limitsOf(office, contact.channel).windowHours !== null) return
  const now = office.now()
  const { rows } = await sql<{ id: string; content: Buffer }>`
    update messages set status = 'queued', due_at = ${now}, priority = 0
    where contact_id = ${contact.id} and status = 'parked' returning id, content`.execute(tx)
  const { asked } = await dropOutdated(tx, office, rows, now)
  await endUnseen(tx, office, contact.id, asked)
}

/** Its buttons open what is parked, or answer it at once where the template offers that. */
function nudge({ templates }: PostOffice, content: OutContent): OutContent {
  const name = content.template?.parks ? content.template.name : ANY_NEWS
  const open = { payload: `${OPENS}.`, label: '' }
  const { ids } = templates.get(`${name} ${content.language}`) ?? templates.get(`${name} en`) ?? { ids: [] }
  const answers = content.template?.choices ?? []
  const choices = ids.map((id) => answers.find(({ payload }) => payload.endsWith(`.${id}`)) ?? open)
  return {
    text: '',
    language: content.language,
    choices: [],
    protect: false,
    template: { name, parks: false, values: content.template?.values ?? {}, choices },
  }
}
