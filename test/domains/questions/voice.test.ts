import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { invite } from '../../../src/domains/circles/invitations.ts'
import { openTestHouse, type Phone, type TestHouse } from '../../house.ts'
import { moveIn } from '../../people.ts'

let house: TestHouse

beforeAll(async () => {
  house = await openTestHouse()
  await moveIn(house.office, ['grace', 'joy', 'petra'])
})
afterAll(() => house?.close())

const voices = async (phone: Phone) =>
  (await phone.all()).filter(({ media }) => media?.kind === 'voice').length

describe('a mother who does not write', () => {
  it('is heard and answered by voice alone, and so is whoever helps', async () => {
    const [grace, joy, petra] = [house.phone('grace'), house.phone('joy'), house.phone('petra')]
    await grace.sendsVoice()
    await grace.sendsVoice()
    await grace.taps('Send')
    await joy.hears('Grace writes this to you')
    expect(await voices(joy)).toBe(2)
    await joy.taps('Pass on')
    await petra.hears('This waits for you now')
    expect(await voices(petra)).toBe(2)
    await petra.taps('Answer key mother')
    await petra.sendsVoice()
    await joy.hears('helps you with this one')
    expect(await voices(joy)).toBe(3)
    expect(await voices(grace)).toBe(0)
    await joy.taps('Send on')
    await grace.hears('Joy answers you')
    expect(await voices(grace)).toBe(1)
  })
})

describe('somebody who has not joined and says it in many breaths', () => {
  it('is heard whole, and the professional is told of it once in five minutes, not after every breath', async () => {
    const { office } = house
    const { code } = await invite(office.db, office, { network: 'zuid' }, office.now())
    const [sara, petra] = [house.phone('sara'), house.phone('petra')]
    await petra.sinceLast()
    const before = await voices(petra)
    await sara.opensLink(code)
    await sara.sendsVoice()
    await petra.hears('This waits for you now')
    for (let i = 0; i < 19; i++) await sara.sendsVoice()
    await house.passes('PT5M')
    const told = (await petra.sinceLast()).filter(({ choices }) => choices.length)
    expect(told.map(({ text }) => text)).toEqual([expect.stringContaining('writes more to you')])
    // The first came twice: alone, and with all that was said since.
    expect((await voices(petra)) - before).toBe(1 + 20)
    await sara.sendsVoice()
    await house.passes('PT5M')
    await petra.hears('writes more to you')
  }, 60_000)
})
