import { sql } from 'kysely'
import type { InContent } from '../channels/channel.ts'
import type { OutContent } from './outgoing.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'

/** What messaging keeps about a person, in plain words, oldest first. */
export type KeptMessages = {
  channels: { channel: string; address: string; language: string; lastWrote: Date | null }[]
  messages: { at: Date; from: 'you' | 'us'; text: string; media: string | null }[]
}

/** Opens all that was said on every channel of hers; what quotes somebody else is left to the domain that keeps it. */
export async function exportPerson(tx: Tx, office: PostOffice, person: string): Promise<KeptMessages> {
  const contacts = await tx.selectFrom('contacts').selectAll().where('person_id', '=', person).execute()
  const messages = await sql<{ created_at: Date; direction: 'in' | 'out'; content: Buffer }>`
    select m.created_at, m.direction, m.content from messages m join contacts c on c.id = m.contact_id
    where c.person_id = ${person} order by m.id`.execute(tx)
  return {
    channels: contacts.map((contact) => ({
      channel: contact.channel,
      address: office.sealer.open(contact.address, 'contacts.address'),
      language: contact.language,
      lastWrote: contact.last_inbound_at,
    })),
    messages: messages.rows.map((row) => ({ at: row.created_at, ...readable(office, row) })),
  }
}

function readable(office: PostOffice, row: { direction: 'in' | 'out'; content: Buffer }) {
  const content = JSON.parse(office.sealer.open(row.content, 'messages.content')) as InContent | OutContent
  if (row.direction === 'out') {
    const out = content as OutContent
    // What it quotes is somebody else's: her own threads are told by the domain that keeps them.
    if (out.protect) return { from: 'us' as const, text: '', media: null }
    return { from: 'us' as const, text: out.text, media: out.media?.kind ?? null }
  }
  return { from: 'you' as const, ...heard(content as InContent) }
}

function heard(content: InContent): { text: string; media: string | null } {
  if (content.kind === 'text') return { text: content.text, media: null }
  if (content.kind === 'tap') return { text: content.label ?? '', media: null }
  if (content.kind === 'media') return { text: content.caption ?? '', media: content.media }
  if (content.kind === 'place')
    return { text: content.label ?? `${content.latitude}, ${content.longitude}`, media: null }
  return { text: '', media: null }
}
