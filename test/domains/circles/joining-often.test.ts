import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { invite } from '../../../src/domains/circles/invitations.ts'
import { forgetCounted } from '../../../src/messaging/address-limit.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { moveIn } from '../../people.ts'
import { erasesHerself } from '../../phone.ts'

let house: TestHouse
let code: string
beforeAll(async () => {
  house = await openTestHouse()
  const { office } = house
  const ids = await moveIn(office, ['joy', 'petra'])
  code = (await invite(office.db, office, { network: 'zuid', keyMother: ids.joy! }, office.now())).code
})
afterAll(() => house.close())

/** From the invitation until she has a key mother. */
async function joins() {
  const sara = house.phone('sara')
  await sara.opensLink(code)
  await sara.taps('English')
  await sara.taps('Yes, all right')
  await sara.says('Sara')
  await sara.taps('None of these')
  await sara.taps('Yes, please')
  await sara.hears('Welcome, Sara!')
}

async function leaves() {
  const sara = house.phone('sara')
  await erasesHerself(sara)
  await house.passes('PT2M')
}

describe('whoever joins and erases herself again and again', () => {
  const sara = () => house.phone('sara')

  it('is told after three times when she may come back, with whom to call in danger', async () => {
    for (let times = 0; times < 3; times++) {
      await joins()
      await leaves()
    }
    await sara().opensLink(code)
    await sara().taps('English')
    await sara().hears('You joined here several times today. From')
    await sara().hears('112')
  })

  it('is heard in danger all the same', async () => {
    await sara().says('My husband hit me again last night and he says he will kill me')
    await sara().hears('I have called a person')
  })

  it('holds nobody else up', async () => {
    const vera = house.phone('vera')
    await vera.opensLink(code)
    await vera.taps('English')
    await vera.hears('Is that all right?')
  })

  it('joins again a day later', async () => {
    await house.passes('P1D')
    await sara().opensLink(code)
    await sara().taps('Yes, all right')
    await sara().says('Sara')
    await sara().taps('None of these')
    await sara().taps('Yes, please')
    await sara().hears('Welcome, Sara!')
  })

  it('is not known by her address when the day is over, also where nobody joins after her', async () => {
    const { office } = house
    const kept = () => office.db.selectFrom('address_limits').select('what').execute()
    expect(await kept()).not.toEqual([])
    await house.passes('P1D')
    await forgetCounted(office)
    expect(await kept()).toEqual([])
  })
})
