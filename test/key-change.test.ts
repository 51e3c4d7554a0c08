import { expect, it } from '@jest/globals'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { openHouse } from '../src/house.ts'
import { moveIn } from './people.ts'
import { phoneOf } from './phone.ts'
import { freshDatabase } from './servers/postgres.ts'

const OLD = Buffer.alloc(32, 'old').toString('base64')
const NEW = Buffer.alloc(32, 'new').toString('base64')

it('a mother is known, and her question goes on, after the operator has put a new key before the old one', async () => {
  const database = await freshDatabase()
  const open = (DATA_KEY: string) =>
    openHouse(
      readConfig({ DATABASE_URL: database.url, DATA_KEY, DEMO: 'true', PORT: '0', SWEEP_EVERY: 'PT0.3S' }),
      {
        log: pino({ level: 'silent' }),
      },
    )
  const before = await open(OLD)
  await moveIn(before.office, ['grace', 'joy'])
  const phone = phoneOf(before.address, 'grace', async () => {})
  await phone.says('Where is the library?')
  await phone.hears('Shall I send this to Joy?')
  await before.close()

  const after = await open(`${NEW},${OLD}`)
  const again = phoneOf(after.address, 'grace', async () => {})
  await again.says('yes')
  await again.hears('Joy has it now')
  await phoneOf(after.address, 'joy', async () => {}).hears('Where is the library?')
  const known = await after.office.db
    .selectFrom('contacts')
    .select('id')
    .where('role', '=', 'mother')
    .where('network_id', '=', 'zuid')
    .execute()
  expect(known).toHaveLength(1)
  await after.close()
  await database.drop()
})
