import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { type InContent, type MediaOut, SendError } from '../channels/channel.ts'
import type { MediaRef } from '../engine/flow.ts'
import type { PostOffice } from './post-office.ts'
import { defineErrand, type Scene } from './scene.ts'

type MediaIn = Extract<InContent, { kind: 'media' }>
type Kept = {
  kind: MediaRef['kind']
  mime: string
  name: string | null
  channel: string | null
  reference: Buffer | null
  bytes: Buffer | null
  /** Why it can never be had. */
  trouble: string | null
}

/** Kinds of file that go on to another person; anything else is refused when it is fetched. */
const WELCOME = /^(audio|image|video)\/|^application\/pdf$|^text\/plain/

/** Remembers what somebody sent; its bytes are fetched after the commit, for the provider's link does not last. */
export async function keepMedia(scene: Scene, media: MediaIn): Promise<MediaRef> {
  const id = randomUUID()
  const { office, contact } = scene
  await sql`
    insert into media (id, contact_id, kind, mime, channel, reference)
    values (${id}, ${contact.id}, ${media.media}, ${media.mime}, ${contact.channel},
      ${office.sealer.seal(media.reference, 'media.reference')})`.execute(scene.tx)
  scene.later({ name: 'media.fetch', id: `media-${id}`, data: { media: id } })
  return { id, kind: media.media }
}

/** Hands her a file that the house made: a data export, a printable sheet. */
export async function storeFile(
  scene: Scene,
  file: { bytes: Buffer; mime: string; name: string },
): Promise<MediaRef> {
  const id = randomUUID()
  const kind = file.mime.startsWith('image/') ? 'picture' : 'file'
  await sql`
    insert into media (id, contact_id, kind, mime, name, bytes, fetched_at)
    values (${id}, ${scene.contact.id}, ${kind}, ${file.mime}, ${file.name},
      ${scene.office.sealer.sealBytes(file.bytes, 'media.bytes')}, ${scene.now})`.execute(scene.tx)
  return { id, kind }
}

/**
 * A media file as a channel sends it; fetched first when it has not been yet.
 * @returns null when nobody can get it any more, or it is of a kind that is not passed on
 */
export async function mediaOut(office: PostOffice, ref: MediaRef): Promise<MediaOut | null> {
  const found = await fetched(office, ref.id).catch(unlessLost)
  if (!found) return null
  const { mime, name } = found
  return {
    id: ref.id,
    kind: ref.kind,
    mime,
    name,
    load: async () => (await fetched(office, ref.id)).bytes,
    link: () => office.mediaLink(ref.id),
  }
}

/** The bytes of a media file for a signed link; null when it is gone. */
export async function mediaBytes(
  office: PostOffice,
  id: string,
): Promise<{ bytes: Buffer; mime: string; name: string } | null> {
  return (await find(office.db, id)) ? fetched(office, id) : null
}

/** Fetches what was sent. When it can never be had, whoever sent it is asked to send it again. */
export const fetchMedia = defineErrand({
  name: 'media.fetch',
  data: z.object({ media: z.string() }),
  async outside(office, { media }) {
    if (await find(office.db, media)) await fetched(office, media).catch(unlessLost)
  },
  async run({ tx, later }, { media }) {
    const lost = await sql<{ contact: string }>`
      select contact_id as contact from media where id = ${media} and trouble is not null`.execute(tx)
    const contact = lost.rows[0]?.contact
    if (contact) later({ name: 'media.lost', id: `lost-${media}`, data: { contact } })
  },
})

/** What a file's provider says is about the file, never about the person whom it is sent to. */
function unlessLost(error: unknown): null {
  if (error instanceof SendError && !error.tryAgain) return null
  throw error
}

async function fetched(
  office: PostOffice,
  id: string,
): Promise<{ bytes: Buffer; mime: string; name: string }> {
  const kept = await find(office.db, id)
  if (!kept || kept.trouble) throw new SendError('refused', 'The media file is gone')
  const sealed =
    kept.bytes ?? (await fetchAndKeep(office, id, kept).catch((error) => orKept(office, id, error)))
  return {
    bytes: office.sealer.openBytes(sealed, 'media.bytes'),
    mime: kept.mime,
    name: kept.name ?? nameFor(kept),
  }
}

async function fetchAndKeep(office: PostOffice, id: string, kept: Kept): Promise<Buffer> {
  const channel = office.channels.get(kept.channel ?? '')
  if (!channel || !kept.reference)
    throw new SendError('unreachable', 'The channel of this media file does not run here')
  const { bytes, mime } = await channel.fetch(office.sealer.open(kept.reference, 'media.reference'))
  if (!WELCOME.test(mime)) throw new SendError('refused', 'A kind of file that is not passed on')
  const sealed = office.sealer.sealBytes(bytes, 'media.bytes')
  await sql`
    update media set bytes = ${sealed}, mime = ${mime}, reference = null, fetched_at = ${office.now()}
    where id = ${id} and bytes is null`.execute(office.db)
  return sealed
}

/** Two may fetch at once, and a provider gives it out only once; what cannot be had at all is noted. */
async function orKept(office: PostOffice, id: string, error: unknown): Promise<Buffer> {
  const kept = await find(office.db, id)
  if (kept?.bytes) return kept.bytes
  if (error instanceof SendError && !error.tryAgain)
    await sql`update media set trouble = ${error.trouble} where id = ${id} and bytes is null`.execute(
      office.db,
    )
  throw error
}

async function find(db: PostOffice['db'], id: string): Promise<Kept | null> {
  const found = await sql<Kept>`
    select kind, mime, name, channel, reference, bytes, trouble from media where id = ${id}`.execute(db)
  return found.rows[0] ?? null
}

function nameFor({ kind, mime }: Kept): string {
  return `${kind}.${mime.split('/')[1]?.split(';')[0] ?? 'bin'}`
}
