import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { kindsIn, languageWritten } from '../../../src/domains/danger/kinds.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())

it.each([
  ['زوجي يضربني ويهددني بالسكين', ['violence', 'threat'], 'Arabisch'],
  ['بنتي ضاعت في السوق', ['missing'], 'Arabisch'],
  ['rajli kaydrabni bezzaf 3afak 3awnouni daba', ['violence'], 'Marokkaans Arabisch'],
  ['kocam beni dövüyor ve kapıyı kilitledi', ['violence', 'held'], 'Turks'],
  ['mijn man slaat mij elke dag', ['violence'], 'Nederlands'],
  ['I want to die and nobody knows it', ['dying'], 'Engels'],
  ['öğretmen oğlumu hep şikayet ediyor', [], 'Turks'],
])('whoever cannot read “%s” is told what it is about', (text, kinds, language) => {
  const { words } = house.office
  expect(kindsIn(text, words)).toEqual(kinds)
  expect(languageWritten(text, 'ar', words, 'nl')).toBe(language)
})
