import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { moveIn } from '../../people.ts'
import { erasesHerself } from '../../phone.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  await moveIn(house.office, ['grace', 'joy', 'petra'])
})
afterAll(() => house.close())

/** Every row of every table, as text: bytes in hex. */
async function everything(): Promise<string> {
  const { db } = house.office
  const tables = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`.execute(db)
  const rows = []
  for (const { name } of tables.rows)
    rows.push(...(await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(db)).rows)
  return rows.map(({ row }) => row).join('\n')
}

async function bytesOfNewestFile(): Promise<string> {
  const { db, sealer } = house.office
  const row = await sql<{
    bytes: Buffer
  }>`select bytes from media order by created_at desc, name limit 1`.execute(db)
  return sealer.openBytes(row.rows[0]!.bytes, 'media.bytes').toString()
}

describe('a mother who asks what is kept', () => {
  it('gets a readable file: who she is, what she agreed to, whom she trusts, what she wrote', async () => {
    const grace = house.phone('grace')
    await grace.says('my data')
    await grace.taps('Give me a file')
    const { media } = await grace.hears('Here is everything')
    expect(media ?? (await grace.all()).at(-1)!.media).toMatchObject({ kind: 'file' })
    const file = await bytesOfNewestFile()
    for (const part of ['Name: Grace', 'Joy, since', 'phones: grace', 'You: my data'])
      expect(file).toContain(part)
  })

  it('never gets what others wrote to somebody else', async () => {
    const grace = house.phone('grace')
    await grace.says('A secret question of mine about the school: who helps?')
    await grace.taps('Send')
    const joy = house.phone('joy')
    await joy.hears('A secret question')
    await joy.says('my data')
    await joy.taps('Give me a file')
    await joy.hears('Here is everything')
    const file = await bytesOfNewestFile()
    expect(file).toContain('Name: Joy')
    expect(file).not.toContain('A secret question')
  })
})

describe('a mother who is erased', () => {
  it('is in no table any more, neither by id nor by address, and comes back as a stranger', async () => {
    const { db, sealer } = house.office
    const key = sealer.index('phones grace')
    const her = await db
      .selectFrom('contacts')
      .selectAll()
      .where('address_key', '=', key)
      .executeTakeFirstOrThrow()
    const before = await everything()
    expect(before).toContain(her.person_id)
    expect(before).toContain(key.toString('hex'))
    const grace = house.phone('grace')
    await erasesHerself(grace)
    await house.passes('PT2M')
    const after = await everything()
    expect(after).not.toContain(her.person_id)
    expect(after).not.toContain(her.address.toString('hex'))
    for (const table of ['contacts', 'messages', 'media', 'set_aside'] as const) {
      const column = table === 'contacts' ? 'id' : 'contact_id'
      const left = await sql`select from ${sql.table(table)} where ${sql.ref(column)} = ${her.id}`.execute(db)
      expect([table, left.rows.length]).toEqual([table, 0])
    }
    await grace.says('hello')
    await grace.hears('Which language would you like?')
  })

  it('is asked twice, and a no at the second question keeps everything', async () => {
    const petra = house.phone('petra')
    await petra.says('my data')
    await petra.taps('Erase everything')
    await petra.taps('Yes, erase it')
    await petra.hears('Really everything?')
    await petra.taps('No, keep it')
    await petra.hears('Then everything stays as it is.')
    await petra.says('my data')
    await petra.hears('Name: Petra')
  })
})

describe('a stranger who says no', () => {
  it('leaves nothing behind, not even her address', async () => {
    const sara = house.phone('sara')
    await sara.says('hello')
    await sara.taps('English')
    await sara.taps('Zuid')
    await sara.taps('No, thank you')
    await sara.hears('I keep nothing.')
    await house.passes('PT2M')
    const key = house.office.sealer.index('phones sara')
    const left = await house.office.db
      .selectFrom('contacts')
      .selectAll()
      .where('address_key', '=', key)
      .execute()
    expect(left).toEqual([])
  })
})

describe('a mother who says stop', () => {
  it('gets no invitations and no reminders from that moment', async () => {
    const elif = house.phone('demo-grace')
    await elif.says('stop')
    await elif.hears('no more invitations')
    const key = house.office.sealer.index('phones demo-grace')
    const person = await house.office.db
      .selectFrom('people as p')
      .innerJoin('contacts as c', 'c.person_id', 'p.id')
      .select(['p.invitations', 'p.reminders'])
      .where('c.address_key', '=', key)
      .executeTakeFirstOrThrow()
    expect(person).toEqual({ invitations: false, reminders: false })
  })
})
