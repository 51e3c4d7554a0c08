import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { invite } from '../../../src/domains/circles/invitations.ts'
import { forgetCounted } from '../../../src/messaging/address-limit.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { moveIn } from '../../people.ts'

let house: TestHouse
let code: string
beforeAll(async () => {
  house = await openTestHouse()
  const { office } = house
  const ids = await moveIn(office, ['joy', 'petra'])
  code = (await invite(office.db, office, { network: 'zuid', keyMother: ids.joy! }, office.now())).code
})
afterAll(() => house.close())

const sara = () => house.phone('sara')
const kept = () => house.office.db.selectFrom('address_limits').selectAll().execute()

describe('whoever tries codes that do not work', () => {
  it('does not begin anew by erasing herself in between', async () => {
    await sara().opensLink('nonsense')
    await sara().taps('English')
    await sara().hears('This invitation does not work')
    for (let tries = 1; tries < 5; tries++) {
      await sara().says('0000 0000 0000 0000')
      await sara().hears('This invitation does not work')
    }
    await sara().taps('Join without it')
    await sara().taps('Zuid')
    await sara().taps('No, thank you')
    await sara().hears('I keep nothing')
    await house.passes('PT2M')
    await sara().opensLink(code)
    await sara().taps('English')
    await sara().hears('One moment, please.')
  })

  it('is kept by no address that anybody could read', async () => {
    expect(JSON.stringify(await kept())).not.toContain('sara')
  })

  it('holds nobody else up', async () => {
    const vera = house.phone('vera')
    await vera.opensLink(code)
    await vera.taps('English')
    await vera.hears('Is that all right?')
  })

  it('is welcome an hour later, and nothing tells of her tries any more', async () => {
    await house.passes('PT1H')
    await sara().opensLink(code)
    await sara().hears('Is that all right?')
    expect(await kept()).not.toEqual([])
    await forgetCounted(house.office)
    expect(await kept()).toEqual([])
  })
})
