import { setImmediate as breathe } from 'node:timers/promises'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Frame, Session } from '../engine/session.ts'
import { type Named, named } from './named.ts'
import { idsIn, type Namesakes, namesakes } from './namesakes.ts'
import type { OutContent } from './outgoing.ts'
import type { PostOffice } from './post-office.ts'
import { defineErrand, type ErrandDesk, type Tx } from './scene.ts'
import { type Forgotten, scrubbedSession } from './scrubbed.ts'

/** What is to be forgotten: a person, all that is quoted from her or from these ids, and her name. */
type Quoted = { person: string; of?: string[]; name: string }

/** So many conversations are looked through in one errand, and so many messages between two breaths. */
const CONTACTS = 10
const MESSAGES = 50

/** What was being written while the first look went by is found by the second, when no turn lasts that long any more. */
const AGAIN_MS = 60_000

const NAME = 'errands.name'
const ERRAND = 'contact.forgetQuoted'

/**
 * Takes somebody's words and name out of what other people were sent, and out of the conversations they are in:
 * those go on, without her. Behind the scenes, a few people at a time.
 */
export function forgetQuoted(
  { office, later }: Pick<ErrandDesk, 'office' | 'later'>,
  people: string[],
  { person, of = [], name }: Quoted,
): void {
  if (!people.length) return
  // Errands lie in the clear, and a name is not an id.
  const sealed = name && office.sealer.seal(name, NAME).toString('base64')
  const where = { people: [...new Set(people)], network: null }
  later({ name: ERRAND, data: { ...where, gone: person, of: [...of, person], name: sealed, after: '0' } })
}

/**
 * Whoever could choose her from a list once has her name there still: a key mother among others. Looked for behind the
 * scenes, a few of the neighbourhood at a time; not for those who never stood in a list.
 */
export function forgetInLists({ later }: Pick<ErrandDesk, 'later'>, person: string, network: string): void {
  const where = { people: null, network }
  const data = { ...where, gone: person, of: [person], name: '', after: '0' }
  later({ name: ERRAND, id: `${ERRAND} ${person}`, data })
}

const data = z.object({
  ...{ gone: z.uuid(), of: z.array(z.string()), name: z.string(), after: z.string() },
  ...{ people: z.array(z.uuid()).nullable(), network: z.string().nullable(), again: z.boolean().optional() },
})

export const forgetQuotedErrand = defineErrand({
  name: ERRAND,
  data,
  async run({ tx, office, now, later }, asked) {
    const name = asked.name && office.sealer.open(Buffer.from(asked.name, 'base64'), NAME)
    const quoted = { person: asked.gone, of: asked.of, name: named(name), called: name }
    const part = await nextPart(tx, asked)
    for (const reader of part) await forgetAt(tx, office, reader, quoted)
    if (part.length === CONTACTS) later({ name: ERRAND, data: { ...asked, after: part.at(-1)!.id } })
    else if (!asked.again)
      later({
        ...{ name: ERRAND, data: { ...asked, after: '0', again: true } },
        at: new Date(now.getTime() + AGAIN_MS),
      })
  },
})

type Reader = { id: string; person: string | null }

/** Whoever is joining has no network yet, and chooses among its key mothers. */
async function nextPart(tx: Tx, { people, network, after }: z.infer<typeof data>): Promise<Reader[]> {
  const whose = people
    ? sql`person_id = any (${people}::uuid[])`
    : sql`(network_id = ${network} or network_id is null)`
  const { rows } = await sql<Reader>`
    select id, person_id as person from contacts where id > ${after} and ${whose} order by id limit ${CONTACTS}`.execute(
    tx,
  )
  return rows
}

async function forgetAt(
  tx: Tx,
  office: PostOffice,
  { id: contact, person }: Reader,
  quoted: Forgotten & { called: string },
): Promise<void> {
  const others = namesakes(tx, office, person, quoted.called)
  await forgetMessages(tx, office, contact, quoted, others)
  await breathe()
  if (!(await scrubbedOf(tx, office, contact, quoted, others)).length) return
  // Locked only where there is something of hers, and read again, so that nobody writes back what was read before.
  await sql`select from contacts where id = ${contact} for update`.execute(tx)
  for (const { place, id, session } of await scrubbedOf(tx, office, contact, quoted, others)) {
    if (place === 'contacts.session')
      await tx.updateTable('contacts').set({ session }).where('id', '=', id).execute()
    else await tx.updateTable('set_aside').set({ session }).where('id', '=', id).execute()
  }
}

type Place = 'contacts.session' | 'set_aside.session'

/** The conversations of a contact that hold something of hers, as they are without it. */
async function scrubbedOf(tx: Tx, office: PostOffice, contact: string, quoted: Forgotten, others: Namesakes) {
  const { rows } = await sql<{ place: Place; id: string; sealed: Buffer }>`
    select 'contacts.session' as place, id::text, session as sealed from contacts
    where id = ${contact} and session is not null
    union all select 'set_aside.session', id, session from set_aside where contact_id = ${contact}`.execute(
    tx,
  )
  const scrubbed = []
  for (const { place, id, sealed } of rows) {
    const text = office.sealer.open(sealed, place)
    const theirs = await idsOfNamesakes(JSON.parse(text) as Session, others)
    const without = scrubbedSession(
      text,
      quoted,
      (frame) => hers(office, frame),
      (frame) => isOf(frame, theirs) && !isOf(frame, new Set(quoted.of)),
    )
    if (without) scrubbed.push({ place, id, session: office.sealer.seal(without, place) })
  }
  return scrubbed
}

const isOf = (frame: Frame, people: Set<string>) => idsIn(frame).some((id) => people.has(id))

async function idsOfNamesakes({ stack }: Session, others: Namesakes): Promise<Set<string>> {
  const theirs = new Set<string>()
  for (const id of stack.flatMap(idsIn)) if (await others.isBehind(id)) theirs.add(id)
  return theirs
}

/** What she answered herself in this flow: her own words, whatever they are equal to. */
function hers({ flows }: PostOffice, { flow }: Frame): Set<string> {
  const steps = [...(flows?.get(flow)?.steps.values() ?? [])]
  return new Set(steps.flatMap((step) => (step.kind === 'ask' ? [step.as, step.other?.as ?? step.as] : [])))
}

async function forgetMessages(
  tx: Tx,
  office: PostOffice,
  contact: string,
  quoted: Forgotten,
  others: Namesakes,
): Promise<void> {
  for (let after = '0'; ; ) {
    const { rows } = await sql<{ id: string; sealed: Buffer; waits: boolean }>`
      select id, content as sealed, status in ('queued', 'sending', 'parked') as waits from messages
      where contact_id = ${contact} and direction = 'out' and id > ${after} order by id limit ${MESSAGES}`.execute(
      tx,
    )
    const gone: string[] = []
    for (const { id, sealed, waits } of rows) {
      const content = JSON.parse(office.sealer.open(sealed, 'messages.content')) as OutContent
      const isNamed = !waits && tells(content, quoted.name)
      if (isMadeOf(content, quoted) || (isNamed && !(await others.isBehind(content.quotes)))) gone.push(id)
    }
    if (gone.length) await sql`delete from messages where id = any (${gone}::bigint[])`.execute(tx)
    if (rows.length < MESSAGES) return
    after = rows.at(-1)!.id
    await breathe()
  }
}

/** What quotes her, or lets somebody choose her. */
const isMadeOf = ({ quotes, choices }: OutContent, { of }: Forgotten): boolean =>
  (quotes !== undefined && of.includes(quotes)) ||
  choices.some(({ payload }) => of.some((id) => payload.endsWith(id)))

/**
 * Whether she is named in what the house put into its own words; those are never a name. What is still on its way to
 * somebody is not asked: it is not taken from her because a word in it is also a name.
 */
const tells = ({ inserted, text }: OutContent, name: Named): boolean => (inserted ?? [text]).some(name.isIn)
