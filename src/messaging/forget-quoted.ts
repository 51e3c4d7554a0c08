import { sql } from 'kysely'
import { z } from 'zod'
import type { Body, Option, Value } from '../engine/flow.ts'
import type { Frame, Session } from '../engine/session.ts'
import type { OutContent } from './outgoing.ts'
import type { PostOffice } from './post-office.ts'
import { defineErrand, type ErrandDesk, type Tx } from './scene.ts'

/** What is to be forgotten: a person, all that is quoted from her or from these ids, and her name. */
type Quoted = { person: string; of?: string[]; name: string }
type Forgotten = Required<Quoted>

/** An id that is nobody's: a conversation that was about her finds that she is gone. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

type Sealed = { id: string; sealed: Buffer }

/**
 * Takes somebody's words and name out of what other people were sent, and out of the conversations they are in:
 * those go on, without her.
 */
export async function forgetQuoted(
  { tx, office }: Pick<ErrandDesk, 'tx' | 'office'>,
  people: string[],
  { person, of = [], name }: Quoted,
): Promise<void> {
  if (!people.length) return
  // Locked, so that nobody writes back a conversation that was read before.
  const contacts = await sql<Reached>`
    select id, session as sealed from contacts where person_id = any (${people}::uuid[]) order by id for update`.execute(
    tx,
  )
  await forgetAt(tx, office, contacts.rows, { person, of: [...of, person], name })
}

/**
 * Whoever could choose her from a list once has her name there still: a key mother among others, a mother among those
 * who came. Looked for behind the scenes, a part of the neighbourhood at a time.
 */
export function forgetInLists(desk: Pick<ErrandDesk, 'later'>, person: string, network: string): void {
  desk.later({ name: LISTS, id: `${LISTS} ${person}`, data: { gone: person, network, after: '0' } })
}

const LISTS = 'contact.forgetInLists'
const AT_ONCE = 100

export const forgetListed = defineErrand({
  name: LISTS,
  data: z.object({ gone: z.uuid(), network: z.string(), after: z.string() }),
  async run(desk, { gone, network, after }) {
    // Whoever is joining has no network yet, and chooses among its key mothers.
    const { rows } = await sql<Reached>`
      select id, session as sealed from contacts
      where id > ${after} and (network_id = ${network} or network_id is null)
      order by id limit ${AT_ONCE} for update`.execute(desk.tx)
    await forgetAt(desk.tx, desk.office, rows, { person: gone, of: [gone], name: '' })
    const last = rows.at(-1)
    if (rows.length === AT_ONCE) desk.later({ name: LISTS, data: { gone, network, after: last!.id } })
  },
})

type Reached = { id: string; sealed: Buffer | null }

async function forgetAt(tx: Tx, office: PostOffice, contacts: Reached[], quoted: Forgotten): Promise<void> {
  const ids = contacts.map(({ id }) => id)
  await forgetMessages(tx, office, ids, quoted)
  for (const { id, sealed } of contacts) {
    const scrubbed = sealed && scrubbedSession(office, sealed, 'contacts.session', quoted)
    if (scrubbed) await tx.updateTable('contacts').set({ session: scrubbed }).where('id', '=', id).execute()
  }
  const aside = await sql<Sealed>`
    select id, session as sealed from set_aside where contact_id = any (${ids}::bigint[])`.execute(tx)
  for (const { id, sealed } of aside.rows) {
    const scrubbed = scrubbedSession(office, sealed, 'set_aside.session', quoted)
    if (scrubbed) await tx.updateTable('set_aside').set({ session: scrubbed }).where('id', '=', id).execute()
  }
}

async function forgetMessages(
  tx: Tx,
  office: PostOffice,
  contacts: string[],
  quoted: Forgotten,
): Promise<void> {
  const sent = await sql<Sealed & { waits: boolean }>`
    select id, content as sealed, status in ('queued', 'sending', 'parked') as waits from messages
    where contact_id = any (${contacts}::bigint[]) and direction = 'out'`.execute(tx)
  const gone = sent.rows.filter(({ sealed, waits }) => {
    const content = JSON.parse(office.sealer.open(sealed, 'messages.content')) as OutContent
    if (content.quotes && quoted.of.includes(content.quotes)) return true
    if (content.choices.some(({ payload }) => quoted.of.some((id) => payload.endsWith(id)))) return true
    // What is still on its way to somebody is not taken from her because a word in it is also a name.
    return !waits && names(content.text, quoted.name)
  })
  await sql`delete from messages where id = any (${gone.map(({ id }) => id)}::bigint[])`.execute(tx)
}

/** Null when there is nothing to forget in it. */
function scrubbedSession(
  office: PostOffice,
  sealed: Buffer,
  place: string,
  { person, of, name }: Forgotten,
): Buffer | null {
  const text = office.sealer.open(sealed, place)
  if (!of.some((id) => text.includes(id)) && !names(text, name)) return null
  const session = JSON.parse(text) as Session
  const options = (list: Option[]) =>
    list.map((one) => (of.includes(one.value) ? { ...one, value: others(one.value), label: '…' } : one))
  const others = (id: string) => (id === person ? NOBODY : id)
  const without = (value: Value): Value => {
    if (value === name) return ''
    if (value === person) return NOBODY
    if (Array.isArray(value)) return isOptions(value) ? options(value) : value
    return isQuoteOf(value, of) ? {} : value
  }
  const stack = session.stack.map((frame): Frame => {
    const values = Object.entries(frame.values).map(([key, value]) => [key, without(value)] as const)
    return { ...frame, values: Object.fromEntries(values) }
  })
  const wait =
    session.wait.for === 'answer' ? { ...session.wait, options: options(session.wait.options) } : session.wait
  return office.sealer.seal(JSON.stringify({ ...session, stack, wait }), place)
}

const isOptions = (value: Option[] | string[]): value is Option[] =>
  value.length > 0 && typeof value[0] === 'object'

const isQuoteOf = (value: Value, of: string[]): boolean =>
  typeof value === 'object' && value !== null && of.includes((value as Body).of ?? '')

function names(text: string, name: string): boolean {
  return name !== '' && text.includes(name)
}
