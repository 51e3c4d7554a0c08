import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { forgetUnpressable } from '../../src/messaging/lasting.ts'
import { openPostHouse, type PostHouse } from './post-house.ts'

const A_DAY_MS = 24 * 3_600_000

let house: PostHouse
beforeAll(async () => {
  house = await openPostHouse()
})
afterAll(() => house.close())

it('buttons are remembered for as long as somebody may press them, and no longer', async () => {
  const { office } = house
  const [amina] = await house.neighbours(1)
  const keep = (session: string, flow: string, days: number) =>
    office.db
      .insertInto('lasting')
      .values({
        ...{ session, flow, contact_id: amina!.contact, input: '{}' },
        at: new Date(office.now().getTime() - days * A_DAY_MS),
      })
      .execute()
  await keep('for next year', 'activity-invitation', 380)
  await keep('long over', 'activity-invitation', 410)
  await keep('of a flow that is gone', 'street-party', 2)
  await keep('of a flow that another process brings in', 'street-party', 0)
  expect(await forgetUnpressable(office)).toBe(2)
  const left = await office.db.selectFrom('lasting').select('session').orderBy('at').execute()
  expect(left.map(({ session }) => session)).toEqual([
    'for next year',
    'of a flow that another process brings in',
  ])
})
