import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { connect } from '../../src/db/database.ts'
import { sealer } from '../../src/db/sealed.ts'
import { listenForNews } from '../../src/phones/live.ts'
import { NEWS } from '../../src/phones/store.ts'
import { freshDatabase } from '../servers/postgres.ts'

describe('the line that brings news of phones', () => {
  it('comes back after it broke, and then has everything looked at', async () => {
    const database = await freshDatabase()
    const db = connect(database.url)
    const seals = sealer([randomBytes(32)])
    const live = listenForNews(database.url, seals)
    const heard: (string | null)[] = []
    live.follow((phone) => heard.push(phone))
    const tell = (phone: string) =>
      sql`select pg_notify(${NEWS}, ${seals.seal(phone, 'phone_messages.phone').toString('base64')})`.execute(
        db,
      )
    try {
      await until(() => heard.length === 1)
      await tell('amina')
      await until(() => heard.length === 2)
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query like 'listen%'`.execute(db)
      await until(() => heard.length === 3)
      await tell('fatma')
      await until(() => heard.length === 4)
      expect(heard).toEqual([null, 'amina', null, 'fatma'])
    } finally {
      await live.close()
      await db.destroy()
      await database.drop()
    }
  })
})

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 300) throw new Error('It did not happen within 6 seconds')
    await pause(20)
  }
}
