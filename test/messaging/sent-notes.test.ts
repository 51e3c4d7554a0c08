import { afterAll, beforeAll, it } from '@jest/globals'
import { sql } from 'kysely'
import { noteSent } from '../../src/messaging/sent-notes.ts'
import { openPostHouse, type PostHouse } from './post-house.ts'

let post: PostHouse
beforeAll(async () => {
  post = await openPostHouse({ settings: { SWEEP_EVERY: 'PT1H' } })
})
afterAll(() => post?.close())

it('lets a reply follow at once when the provider has taken the one before, noted or not', async () => {
  const amina = await post.neighbour()
  await post.begins(amina, 'diary')
  await amina.hears('What shall I write down?')
  await post.quiet()
  const { db, instance } = post.office
  const [taken] = (
    await sql<{ id: string }>`
      update messages set status = 'sending', claimed_by = ${instance}
      where contact_id = ${amina.contact} and direction = 'out' returning id`.execute(db)
  ).rows
  let noted: Promise<void> | undefined
  await db.transaction().execute(async (tx) => {
    // Whoever holds the row keeps the note from being written.
    await sql`select from messages where id = ${taken!.id} for update`.execute(tx)
    noted = noteSent(post.office, taken!.id, 'taken')
    await amina.says('page')
    await amina.hears('Written: page.')
  })
  await noted
  await post.quiet()
})
