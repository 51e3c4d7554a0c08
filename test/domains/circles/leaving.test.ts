import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { everythingKept, placesOf } from '../../journeys/traces.ts'
import { moveIn } from '../../people.ts'
import { erasesHerself } from '../../phone.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  await moveIn(house.office, ['grace', 'joy', 'fatma', 'petra'], { trust: { grace: 'fatma' } })
})
afterAll(() => house?.close())

/** Where her name can be read in what the house keeps of others; what lies on their own phones is theirs. */
const kept = async () =>
  placesOf(
    (await everythingKept(house.office)).filter(({ place }) =>
      /^(messages|contacts|set_aside)\./.test(place),
    ),
    'Joy',
  ).sort()

it('a key mother who is erased stands in no list any more, not even of those who never knew her', async () => {
  const petra = house.phone('petra')
  await petra.says('make an activity')
  await petra.taps('Coffee together')
  await petra.says('Breakfast')
  await petra.says('tomorrow 10:00')
  await petra.taps('Yes')
  await petra.says('The library')
  await petra.taps('Change or add')
  await petra.taps('For whom')
  await petra.taps('Several circles')
  await petra.hears('Which circles?')
  // Somebody who is only joining chooses among the key mothers.
  const sara = house.phone('sara')
  await sara.says('hello')
  await sara.taps('English')
  await sara.taps('Zuid')
  await sara.taps('Yes, all right')
  await sara.says('Sara')
  await sara.taps(house.office.words.text('en', 'house', 'none'))
  await sara.hears('Who shall be your key mother?')
  expect(await kept()).toEqual(['contacts.session', 'messages.content'])
  const joy = house.phone('joy')
  await erasesHerself(joy)
  await house.passes('PT2M')
  expect(await kept()).toEqual([])
  await petra.taps('Fatma')
}, 60_000)
