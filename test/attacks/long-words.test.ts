import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openTestHouse, type TestHouse } from '../house.ts'
import { moveIn } from '../people.ts'
import { type StandInTelegram, standInTelegram } from '../standins/telegram.ts'

let house: TestHouse
let telegram: StandInTelegram
beforeAll(async () => {
  telegram = await standInTelegram()
  house = await openTestHouse({ TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.apiRoot })
  await moveIn(house.office, ['grace', 'joy', 'petra'], {
    reached: { joy: { channel: 'telegram', address: '501' } },
  })
})
afterAll(async () => {
  await house.close()
  await telegram.close()
})

describe('a mother who writes as much as one message holds', () => {
  it('is read by her key mother to the last word, with the buttons at the end', async () => {
    const joy = telegram.person(501)
    const grace = house.phone('grace')
    const story = `${'We sat in the park, and then we went to the shop. '.repeat(81)}Who sings in the choir here?`
    expect(story.length).toBeGreaterThan(4000)
    await grace.says(story)
    await grace.taps('Send')
    await joy.hears('Who sings in the choir here?')
    const last = await joy.hears('Grace writes this to you.')
    const all = joy.heard().map(({ text }) => text)
    expect(all.join(' ').match(/We sat in the park/g)).toHaveLength(81)
    expect(Math.max(...all.map((text) => text.length))).toBeLessThanOrEqual(4096)
    expect(last.labels).toContain('Answer')
    expect(joy.heard().filter(({ labels }) => labels.length)).toHaveLength(1)
  })
})
