import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { openTestHouse, type TestHouse } from '../house.ts'
import { moveIn } from '../people.ts'
import { erasesHerself } from '../phone.ts'

let house: TestHouse
beforeEach(async () => {
  house = await openTestHouse()
  await moveIn(house.office, ['grace', 'elif', 'joy'], { language: { elif: 'en' } })
})
afterEach(() => house?.close())

/** What the house keeps of what it sent to Joy. */
const keptOfJoy = async () => {
  const { db, sealer } = house.office
  const { rows } = await sql<{ content: Buffer }>`
    select m.content from messages m join contacts c on c.id = m.contact_id join people p on p.id = c.person_id
    where m.direction = 'out' and p.role = 'key-mother' order by m.id`.execute(db)
  return rows.map(({ content }) => JSON.parse(sealer.open(content, 'messages.content')).text as string)
}

const goesAs = async (name: string) => {
  const [grace, elif, joy] = ['grace', 'elif', 'joy'].map((one) => house.phone(one))
  await elif!.says('Where is the library?')
  await elif!.taps('Send')
  await joy!.hears('Where is the library?')
  await grace!.says('my data')
  await grace!.taps('Change my name')
  await grace!.says(name)
  await grace!.hears(`you are ${name} here`)
  await grace!.says('Where can I learn Dutch?')
  await grace!.taps('Send')
  await joy!.hears('learn Dutch')
  await joy!.says('menu')
  await joy!.hears(/./)
  const before = await keptOfJoy()
  await erasesHerself(grace!)
  await house.passes('PT2M')
  return { before, after: await keptOfJoy() }
}

describe('a mother whose name is found everywhere', () => {
  it.each(['e', 'you', 'the'])(
    '“%s” takes with her what she wrote, and nothing of others',
    async (name) => {
      const { before, after } = await goesAs(name)
      expect(after).toEqual(before.filter((text) => !text.includes('learn Dutch')))
      expect(after.join()).toContain('Where is the library?')
    },
    60_000,
  )
})
