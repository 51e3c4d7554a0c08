import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { openTestHouse, type TestHouse } from '../house.ts'
import { moveIn } from '../people.ts'
import { erasesHerself } from '../phone.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  await moveIn(house.office, ['grace', 'elif', 'joy'], { language: { elif: 'en' } })
})
afterAll(() => house?.close())

/** What the house keeps of what it sent to Joy, and of the conversations that she is in. */
const keptOfJoy = async () => {
  const { db, sealer } = house.office
  const { rows: sent } = await sql<{ content: Buffer }>`
    select m.content from messages m join contacts c on c.id = m.contact_id join people p on p.id = c.person_id
    where m.direction = 'out' and p.role = 'key-mother' and c.network_id = 'zuid' order by m.id`.execute(db)
  const { rows: held } = await sql<{ place: string; session: Buffer }>`
    select 'set_aside.session' as place, s.session from set_aside s join contacts c on c.id = s.contact_id
    where c.role = 'key-mother' and c.network_id = 'zuid'
    union all select 'contacts.session', session from contacts
    where role = 'key-mother' and network_id = 'zuid' and session is not null`.execute(db)
  return {
    sent: sent.map(({ content }) => JSON.parse(sealer.open(content, 'messages.content')).text as string),
    held: held.map(({ place, session }) => sealer.open(session, place)),
  }
}

describe('of two of the same name whom one key mother knows, one is erased', () => {
  const WORDS = { grace: 'Where can I learn Dutch?', elif: 'Where is the library?' }

  beforeAll(async () => {
    const elif = house.phone('elif')
    await elif.says('my data')
    await elif.taps('Change my name')
    await elif.says('Grace')
    await elif.hears('you are Grace here')
    for (const [name, words] of Object.entries(WORDS)) {
      await house.phone(name).says(words)
      await house.phone(name).taps('Send')
      await house.phone('joy').hears(words)
    }
    const grace = house.phone('grace')
    await erasesHerself(grace)
    await house.passes('PT2M')
  })

  it('what she wrote is gone, and what the other wrote stays with her name', async () => {
    const { sent } = await keptOfJoy()
    expect(sent.join()).not.toContain(WORDS.grace)
    expect(sent.join()).toContain(WORDS.elif)
  })

  it('the conversation about the other knows her name still, and that about the erased one does not', async () => {
    const { held } = await keptOfJoy()
    const named = held.map((session) => [session.includes(WORDS.elif), session.includes('"name":"Grace"')])
    expect(named).toContainEqual([true, true])
    expect(named).not.toContainEqual([false, true])
    expect(held.join()).not.toContain(WORDS.grace)
  })
})
