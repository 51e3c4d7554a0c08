import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
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
